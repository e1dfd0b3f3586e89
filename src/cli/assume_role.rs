//! `sts-cli assume-role`: the flags of a trade of long-term keys.

use super::Plan;
use super::shared::{SharedArgs, required};
use crate::request::{AccessKeys, Identity, KeySource, UsageError};
use crate::secret::Source;
use crate::sys::Deps;
use clap::Args;
use secrecy::SecretString;
use std::path::PathBuf;
use std::time::Duration;

const KEYS: &str = "Long-term keys";

#[derive(Args)]
#[command(after_help = "The secret key comes from AWS_SECRET_ACCESS_KEY, a file, or a prompt; never from a flag.\n\n\
    Example, inside `sts-cli sandbox -- sh`:\n  \
    AWS_ACCESS_KEY_ID=$SANDBOX_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SANDBOX_SECRET_KEY \\\n    \
    sts-cli assume-role")]
pub(super) struct AssumeRoleArgs {
    /// Access key id, or the user's name [env: AWS_ACCESS_KEY_ID too]
    #[arg(long, env = "STS_CLI_ACCESS_KEY", value_name = "ID", help_heading = KEYS)]
    access_key: Option<String>,
    /// File with the secret key, `-` for stdin [default: AWS_SECRET_ACCESS_KEY, then a prompt]
    #[arg(long, env = "STS_CLI_SECRET_KEY_FILE", value_name = "PATH", help_heading = KEYS)]
    secret_key_file: Option<PathBuf>,
    /// Profile of the AWS files that holds the keys
    #[arg(long, env = "STS_CLI_SOURCE_PROFILE", value_name = "NAME", conflicts_with_all = ["access_key", "secret_key_file"], help_heading = KEYS)]
    source_profile: Option<String>,
    /// What AWS wants of callers from another organisation
    #[arg(long, env = "STS_CLI_EXTERNAL_ID", value_name = "ID", help_heading = KEYS)]
    external_id: Option<String>,
    #[command(flatten)]
    pub(super) shared: SharedArgs,
}

impl AssumeRoleArgs {
    /// What these flags mean.
    pub(super) fn plan(&self, deps: &Deps) -> Result<Plan, UsageError> {
        self.shared.plan(deps, Duration::MAX, |_| self.identity(deps))
    }

    /// The keys: the profile, flags, then the environment's, the secret key last by a prompt.
    fn identity(&self, deps: &Deps) -> Result<Identity, UsageError> {
        const ACCESS_KEY: UsageError = UsageError::Missing { what: "the access key", flag: "--access-key", variable: "AWS_ACCESS_KEY_ID" };
        let external_id = self.external_id.clone();
        if let Some(profile) = self.source_profile.clone().filter(|name| !name.is_empty()) {
            return Ok(Identity::AccessKeys(AccessKeys { keys: KeySource::Profile(profile), external_id }));
        }
        let variable = |name: &str| deps.environment.get(name);
        let given = |name: &str| variable(name).map(|secret| Source::Given(SecretString::from(secret)));
        let access_key = required(self.access_key.as_deref().or_else(|| variable("AWS_ACCESS_KEY_ID")), ACCESS_KEY)?.to_owned();
        let file = self.secret_key_file.clone().map(Source::File);
        let secret_key = file.or_else(|| given("AWS_SECRET_ACCESS_KEY")).unwrap_or(Source::Prompt("Secret key"));
        let session_token = self.access_key.is_none().then(|| given("AWS_SESSION_TOKEN")).flatten();
        Ok(Identity::AccessKeys(AccessKeys { keys: KeySource::Given { access_key, secret_key, session_token }, external_id }))
    }
}
