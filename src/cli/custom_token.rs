//! `sts-cli custom-token`: the flags of a login by a token for the server's identity plugin.

use super::Plan;
use super::shared::{SharedArgs, bad, required};
use crate::request::{GivenToken, Identity, UsageError};
use crate::sys::Deps;
use clap::Args;
use std::time::Duration;

const TOKEN: &str = "Token";

#[derive(Args)]
#[command(after_help = "The token's source is file:PATH, env:NAME, cmd:PROGRAM, or `-` for stdin. The plugin's role is needed.\n\n\
    Example, inside `sts-cli sandbox -- sh`:\n  \
    sts-cli custom-token --token file:\"$SANDBOX_CUSTOM_TOKEN_FILE\" --role-arn \"$SANDBOX_ROLE_ARN\"")]
pub(super) struct CustomTokenArgs {
    /// Where the token is: file:PATH, env:NAME, cmd:PROGRAM, or `-`
    #[arg(long, env = "STS_CLI_TOKEN", value_name = "SOURCE", help_heading = TOKEN)]
    token: Option<String>,
    /// Whom the token is to be meant for, where its source makes one
    #[arg(long, env = "STS_CLI_AUDIENCE", value_name = "NAME", help_heading = TOKEN)]
    audience: Option<String>,
    #[command(flatten)]
    pub(super) shared: SharedArgs,
}

impl CustomTokenArgs {
    /// What these flags mean.
    pub(super) fn plan(&self, deps: &Deps) -> Result<Plan, UsageError> {
        self.shared.plan(deps, Duration::MAX, |_| self.given().map(Identity::CustomToken))
    }

    fn given(&self) -> Result<GivenToken, UsageError> {
        const MISSING: UsageError = UsageError::Missing { what: "the source of the token", flag: "--token", variable: "STS_CLI_TOKEN" };
        let source = required(self.token.as_deref(), MISSING)?.parse().map_err(bad("--token"))?;
        Ok(GivenToken { source, audience: self.audience.clone().filter(|name| !name.is_empty()) })
    }
}
