//! `sts-cli assume-role`: the flags of a trade of long-term keys.

use super::Plan;
use super::shared::{SharedArgs, unset};
use crate::request::{AccessKeys, Identity, UsageError};
use crate::secret::Source;
use crate::sys::Deps;
use clap::Args;
use secrecy::SecretString;
use std::path::PathBuf;
use std::time::Duration;

const KEYS: &str = "Long-term keys";

#[derive(Args)]
#[command(after_help = "The secret key comes from AWS_SECRET_ACCESS_KEY, a file, or a prompt; never from a flag.\n\n\
    Example:\n  \
    AWS_ACCESS_KEY_ID=carol AWS_SECRET_ACCESS_KEY=… sts-cli assume-role --endpoint https://minio.example:9000")]
pub(super) struct AssumeRoleArgs {
    /// Access key id, or the user's name [env: AWS_ACCESS_KEY_ID too]
    #[arg(long, env = "STS_CLI_ACCESS_KEY", value_name = "ID", help_heading = KEYS)]
    access_key: Option<String>,
    /// File with the secret key, `-` for stdin [default: AWS_SECRET_ACCESS_KEY, then a prompt]
    #[arg(long, env = "STS_CLI_SECRET_KEY_FILE", value_name = "PATH", help_heading = KEYS)]
    secret_key_file: Option<PathBuf>,
    #[command(flatten)]
    pub(super) shared: SharedArgs,
}

impl AssumeRoleArgs {
    /// What these flags mean.
    pub(super) fn plan(self, deps: &Deps) -> Result<Plan, UsageError> {
        const ACCESS_KEY: UsageError = UsageError::Missing { what: "the access key", flag: "--access-key", variable: "AWS_ACCESS_KEY_ID" };
        let form = self.shared.form(deps)?;
        if let Some(shell) = unset(form) {
            return Ok(Plan::Unset(shell));
        }
        let variable = |name: &str| deps.environment.get(name).map(str::to_owned);
        let access_key = self.access_key.or_else(|| variable("AWS_ACCESS_KEY_ID")).ok_or(ACCESS_KEY)?;
        let given = || variable("AWS_SECRET_ACCESS_KEY").map(|secret| Source::Given(SecretString::from(secret)));
        let secret_key = self.secret_key_file.map(Source::File).or_else(given).unwrap_or(Source::Prompt("Secret key"));
        let request = self.shared.request(Identity::AccessKeys(AccessKeys { access_key, secret_key }), form, Duration::MAX)?;
        Ok(Plan::Run(Box::new(request)))
    }
}
