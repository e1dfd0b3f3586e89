//! `sts-cli sandbox` and `sts-cli demo`: their arguments, as clap structs.

mod command;
mod demo;
mod failures;
mod running;
mod variables;

use super::invocation::Invocation;
use crate::error::Failure;
use crate::sys::Deps;
use clap::{Args, Command, FromArgMatches as _, Subcommand};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use sts_sandbox::{Account, FaultError, Options, RequestedFault, cancel_sign_in, sign_in, sign_in_and_stay};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
struct SandboxArgs {
    #[command(subcommand)]
    action: Option<SandboxAction>,
    /// Port of the storage server [default: any free port]
    #[arg(long, value_name = "PORT", env = "STS_CLI_SANDBOX_PORT")]
    port: Option<u16>,
    /// Folder for keys and objects [default: a temporary one]
    #[arg(long, value_name = "DIR", env = "STS_CLI_SANDBOX_DATA")]
    data: Option<PathBuf>,
    /// Account that signs in at every login: alice, bob, eve
    #[arg(long = "as", value_name = "ACCOUNT", help_heading = "Login", env = "STS_CLI_SANDBOX_AS")]
    sign_in_as: Option<Account>,
    /// Run the provider on a separate port
    #[arg(long, env = "STS_CLI_SANDBOX_SPLIT", value_parser = clap::builder::FalseyValueParser::new())]
    split: bool,
    /// Fault to inject: NAME or NAME=30s; `help` lists them
    #[arg(long = "fault", value_name = "NAME", env = "STS_CLI_SANDBOX_FAULT", value_delimiter = ',', value_parser = FaultArg::parse)]
    faults: Vec<FaultArg>,
    /// Command to run in the sandbox, which stops with it
    #[arg(last = true, value_name = "CMD")]
    command: Vec<OsString>,
}

#[derive(Subcommand)]
enum SandboxAction {
    /// Sign in at the sandbox's provider as a browser would
    SignIn {
        /// alice, bob, eve, or `cancel` to press Cancel
        account: String,
        /// The authorization URL
        url: String,
        /// File for the cookie, to stay signed in
        #[arg(long, value_name = "PATH")]
        cookie_file: Option<PathBuf>,
    },
}

#[derive(Args)]
struct DemoArgs {
    /// Account to sign in as, without a browser: alice, bob, eve
    #[arg(long = "as", value_name = "ACCOUNT", help_heading = "Login", env = "STS_CLI_SANDBOX_AS")]
    sign_in_as: Option<Account>,
}

/// A fault, or `help` to list the faults.
#[derive(Clone)]
enum FaultArg {
    Help,
    Requested(RequestedFault),
}

impl FaultArg {
    fn parse(text: &str) -> Result<Self, String> {
        if text == "help" {
            return Ok(Self::Help);
        }
        text.parse().map(Self::Requested).map_err(|error| match error {
            FaultError::Unknown(_) => format!("{error}: `--fault help` lists them"),
            other => other.to_string(),
        })
    }

    fn requested(self) -> Option<RequestedFault> {
        match self {
            Self::Help => None,
            Self::Requested(fault) => Some(fault),
        }
    }
}

impl SandboxArgs {
    fn run(self, deps: &Deps) -> Result<u8, Failure> {
        if let Some(SandboxAction::SignIn { account, url, cookie_file }) = self.action {
            return walk_login(&account, &url, cookie_file.as_deref(), deps).map(|()| 0);
        }
        let Some(faults) = self.faults.into_iter().map(FaultArg::requested).collect::<Option<Vec<_>>>() else {
            running::list_faults();
            return Ok(0);
        };
        let mut options = faults.into_iter().fold(Options::new(), Options::fault).port(self.port.unwrap_or(0)).split(self.split);
        if let Some(data) = self.data {
            options = options.data_folder(data);
        }
        deps.block_on(running::run(options, &self.command, self.sign_in_as, &deps.clock))?
    }
}

/// Signs in as the account at the authorization URL; `cancel` presses Cancel. With a cookie file, the browser stays signed in.
fn walk_login(account: &str, url: &str, cookie_file: Option<&Path>, deps: &Deps) -> Result<(), Failure> {
    match (account, cookie_file) {
        ("cancel", _) => deps.block_on(cancel_sign_in(url))??,
        (name, Some(file)) => {
            let mut cookie = std::fs::read_to_string(file).ok();
            let result = deps.block_on(sign_in_and_stay(name.parse()?, url, &mut cookie))?;
            save_cookie(file, cookie.unwrap_or_default()).map_err(Failure::defect)?;
            result?;
        }
        (name, None) => deps.block_on(sign_in(name.parse()?, url))??,
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the cookie of a fictitious account protects nothing")]
fn save_cookie(file: &Path, cookie: String) -> std::io::Result<()> {
    std::fs::write(file, cookie)
}

impl DemoArgs {
    fn run(self, deps: &Deps) -> Result<u8, Failure> {
        deps.block_on(demo::demo(self.sign_in_as, deps))?
    }
}

/// Adds the arguments of `sandbox`.
pub(super) fn sandbox_arguments(command: Command) -> Command {
    quiet_variables(SandboxArgs::augment_args(command))
}

/// Adds the arguments of `demo`.
pub(super) fn demo_arguments(command: Command) -> Command {
    quiet_variables(DemoArgs::augment_args(command))
}

/// Hides the variables in the help of the flags, because they are all named by one rule.
fn quiet_variables(command: Command) -> Command {
    command.mut_args(|argument| argument.hide_env(true))
}

/// Runs `sandbox`.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    SandboxArgs::from_arg_matches(call.matches).map_err(Failure::defect)?.run(call.deps)
}

/// Runs `demo`.
pub(super) fn demo(call: Invocation<'_>) -> Result<u8, Failure> {
    DemoArgs::from_arg_matches(call.matches).map_err(Failure::defect)?.run(call.deps)
}
