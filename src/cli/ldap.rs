//! `sts-cli ldap`: the flags of a login by the server's directory.

use super::Plan;
use super::shared::{SharedArgs, bad};
use crate::request::{Identity, Ldap, RequestError, UsageError};
use crate::secret::Source;
use crate::sys::Deps;
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

const PERSON: &str = "Who logs in";

#[derive(Args)]
#[command(after_help = "The password is never a flag's value: it is asked for on the terminal, or read from a file.\n\n\
    Example, inside `sts-cli sandbox -- sh`:\n  \
    sts-cli ldap --user alice --password-file \"$SANDBOX_LDAP_PASSWORD_FILE\"")]
pub(super) struct LdapArgs {
    /// Login name, the short one [default: asked for]
    #[arg(long, env = "STS_CLI_USER", value_name = "NAME", help_heading = PERSON)]
    user: Option<String>,
    /// File with the password, `-` for stdin [default: asked for]
    #[arg(long, env = "STS_CLI_PASSWORD_FILE", value_name = "PATH", help_heading = PERSON)]
    password_file: Option<PathBuf>,
    /// Program that prints the password, with its arguments
    #[arg(long, env = "STS_CLI_PASSWORD_COMMAND", value_name = "COMMAND", conflicts_with = "password_file", help_heading = PERSON)]
    password_command: Option<String>,
    #[command(flatten)]
    pub(super) shared: SharedArgs,
}

impl LdapArgs {
    /// What these flags mean.
    pub(super) fn plan(&self, deps: &Deps) -> Result<Plan, UsageError> {
        self.shared.plan(deps, Duration::MAX, |_| self.login().map(Identity::Ldap))
    }

    fn login(&self) -> Result<Ldap, UsageError> {
        let words = |line: &String| shlex::split(line).filter(|words| !words.is_empty()).ok_or(RequestError::NotACommand);
        Ok(Ldap {
            user: self.user.clone().filter(|user| !user.is_empty()),
            password: self.password_file.clone().map_or(Source::Prompt("Password"), Source::File),
            password_command: self.password_command.as_ref().map(words).transpose().map_err(bad("--password-command"))?,
        })
    }
}
