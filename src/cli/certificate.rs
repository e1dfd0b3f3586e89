//! `sts-cli certificate`: the flags of a login by TLS client certificate.

use super::Plan;
use super::shared::SharedArgs;
use crate::request::{Identity, UsageError};
use crate::sys::Deps;
use clap::Args;
use std::time::Duration;

#[derive(Args)]
#[command(after_help = "Example, inside `sts-cli sandbox -- sh`:\n  \
    sts-cli certificate --endpoint \"$SANDBOX_TLS_ENDPOINT\" --ca-bundle \"$SANDBOX_CA\" \\\n    \
    --client-cert \"$SANDBOX_CLIENT_CERT\" --client-key \"$SANDBOX_CLIENT_KEY\"")]
pub(super) struct CertificateArgs {
    #[command(flatten)]
    pub(super) shared: SharedArgs,
}

impl CertificateArgs {
    /// What these flags mean.
    pub(super) fn plan(&self, deps: &Deps) -> Result<Plan, UsageError> {
        const CERTIFICATE: UsageError =
            UsageError::Missing { what: "the client certificate", flag: "--client-cert", variable: "STS_CLI_CLIENT_CERT" };
        let certificate = |_| self.shared.client().map(Identity::Certificate).ok_or(CERTIFICATE);
        self.shared.plan(deps, Duration::MAX, certificate)
    }
}
