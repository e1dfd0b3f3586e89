//! `custom-token`: a token for the server's identity plugin.

use super::data::IdentityData;
use super::spec::{BuildContext, IdentitySpec};
use super::supplied_token;
use crate::request::options::{AUDIENCE, TOKEN};
use crate::request::{CustomToken, Endpoint, KeyField, ProofSource, RoleUse, StsAction, SuppliedToken, UsageError};

pub(super) static SPEC: IdentitySpec = IdentitySpec {
    brief: "token for a plugin",
    notes: "Token sources: file:PATH, env:NAME, cmd:PROGRAM, or `-` for stdin.\n\
            --role-arn is required: the role of the plugin.",
    examples: &[
        "sts-cli custom-token --endpoint https://minio.example:9000 \\\n  \
             --role-arn arn:minio:iam:::role/plugin --token file:token --save plugin",
        "eval \"$(sts-cli custom-token --profile plugin -o env)\"",
    ],
    sandbox_example: "sts-cli custom-token --token file:\"$SANDBOX_CUSTOM_TOKEN_FILE\" \\\n    \
            --role-arn \"$SANDBOX_ROLE_ARN\"",
    options: &[&[&TOKEN.spec, &AUDIENCE.spec]],
    ..IdentitySpec::new("custom-token", "Get credentials with a token for the server's identity plugin", &ACTION)
};

static ACTION: StsAction = StsAction { name: "AssumeRoleWithCustomToken", role: RoleUse::Required, ..StsAction::MINIO_QUERY };

pub(super) fn build(context: &BuildContext<'_>) -> Result<CustomToken, UsageError> {
    supplied_token::from_settings(context.settings, context.settings.text(&AUDIENCE)).map(CustomToken)
}

impl IdentityData for CustomToken {
    fn spec(&self) -> &'static IdentitySpec {
        &SPEC
    }

    fn proof_source(&self) -> ProofSource<'_> {
        ProofSource::CustomToken(self)
    }

    fn key_fields(&self, _: &Endpoint) -> Option<Vec<KeyField>> {
        let Self(SuppliedToken { source: _, audience: _ }) = self; // only the plugin can read it: the server verifies it each time
        None
    }
}
