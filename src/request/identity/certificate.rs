//! `certificate`: a TLS client certificate, which the connection shows.

use super::data::IdentityData;
use super::spec::{BuildContext, IdentitySpec, SettingPrompt};
use crate::request::options::{CLIENT_CERT, CLIENT_KEY};
use crate::request::settings::{Settings, missing};
use crate::request::{ConfigError, Endpoint, KeyField, ProofSource, StsAction, UsageError};
use crate::sys::ClientCertificate;
use std::path::PathBuf;

pub(super) static SPEC: IdentitySpec = IdentitySpec {
    brief: "TLS client certificate",
    examples: &[
        "sts-cli certificate --endpoint https://minio.example:9000 \\\n  \
             --client-cert cert.pem --client-key key.pem --save machine",
        "eval \"$(sts-cli certificate --profile machine -o env)\"",
    ],
    sandbox_example: "sts-cli certificate --endpoint \"$SANDBOX_TLS_ENDPOINT\" \\\n    \
            --ca-bundle \"$SANDBOX_CA\" --client-cert \"$SANDBOX_CLIENT_CERT\" \\\n    \
            --client-key \"$SANDBOX_CLIENT_KEY\"",
    first_options: &[&CLIENT_CERT.spec, &CLIENT_KEY.spec],
    login_choice: Some("TLS client certificate, from PEM files"),
    login_prompts: &[
        SettingPrompt {
            check: |settings| check_file(settings.path(&CLIENT_CERT)),
            ..SettingPrompt::new(&CLIENT_CERT.spec, "File of the certificate")
        },
        SettingPrompt {
            check: |settings| check_file(settings.path(&CLIENT_KEY)),
            ..SettingPrompt::new(&CLIENT_KEY.spec, "File of its private key")
        },
    ],
    ..IdentitySpec::new("certificate", "Get credentials with a TLS client certificate", &ACTION)
};

static ACTION: StsAction = StsAction { name: "AssumeRoleWithCertificate", ..StsAction::MINIO_QUERY };

pub(super) fn build(context: &BuildContext<'_>) -> Result<ClientCertificate, UsageError> {
    client_certificate(context.settings).ok_or_else(|| missing(&CLIENT_CERT, "the client certificate"))
}

/// Checks that a file exists.
fn check_file(path: Option<PathBuf>) -> Result<(), UsageError> {
    let Some(path) = path else { return Ok(()) };
    path.metadata().map(drop).map_err(|source| ConfigError::Unreadable { path, source }.into())
}

/// Returns the TLS client certificate, if one is set. The key defaults to the certificate's file.
pub(crate) fn client_certificate(settings: &Settings) -> Option<ClientCertificate> {
    let certificate = settings.path(&CLIENT_CERT)?;
    Some(ClientCertificate { key: settings.path(&CLIENT_KEY).unwrap_or_else(|| certificate.clone()), certificate })
}

impl IdentityData for ClientCertificate {
    fn spec(&self) -> &'static IdentitySpec {
        &SPEC
    }

    fn proof_source(&self) -> ProofSource<'_> {
        ProofSource::Certificate(self)
    }

    fn key_fields(&self, _: &Endpoint) -> Option<Vec<KeyField>> {
        let Self { certificate: _, key: _ } = self; // the server verifies it each time
        None
    }
}
