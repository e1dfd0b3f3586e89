//! `sts-cli sandbox` and `sts-cli demo`: the flags of the servers on this machine.

use super::shared::TalkArgs;
use crate::error::Failure;
use crate::sandbox::{self, Account, Options};
use crate::sys::Deps;
use clap::{Args, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Example:\n  \
    sts-cli sandbox --as alice -- sh -c '\"$STS_CLI\" web-identity -o json'"
)]
pub(super) struct SandboxArgs {
    #[command(subcommand)]
    action: Option<SandboxAction>,
    /// Port of the storage server [default: a free one]
    #[arg(long, value_name = "PORT", env = "STS_CLI_SANDBOX_PORT")]
    port: Option<u16>,
    /// Folder for keys and objects [default: a temporary one]
    #[arg(long, value_name = "DIR", env = "STS_CLI_SANDBOX_DATA")]
    data: Option<PathBuf>,
    /// Have every login sign in as this account by itself: alice, bob, eve
    #[arg(long = "as", value_name = "ACCOUNT", env = "STS_CLI_SANDBOX_AS")]
    sign_in_as: Option<Account>,
    /// Put the provider on a port of its own
    #[arg(long, env = "STS_CLI_SANDBOX_SPLIT", value_parser = clap::builder::FalseyValueParser::new())]
    split: bool,
    #[command(flatten)]
    pub(super) talk: TalkArgs,
    /// Command to run inside; the sandbox stops when it ends
    #[arg(last = true, value_name = "CMD")]
    command: Vec<OsString>,
}

#[derive(Subcommand)]
enum SandboxAction {
    /// Sign in at the sandbox's provider as a browser would
    SignIn {
        /// alice, bob, eve, or `cancel` to press Cancel
        account: String,
        /// The authorization address
        url: String,
    },
}

#[derive(Args)]
pub(super) struct DemoArgs {
    /// Sign in as this account by itself instead of opening your browser: alice, bob, eve
    #[arg(long = "as", value_name = "ACCOUNT", env = "STS_CLI_SANDBOX_AS")]
    sign_in_as: Option<Account>,
    #[command(flatten)]
    pub(super) talk: TalkArgs,
}

impl SandboxArgs {
    pub(super) fn run(self, deps: &Deps) -> Result<u8, Failure> {
        let options = Options { port: self.port, data: self.data, sign_in_as: self.sign_in_as, split: self.split, command: self.command };
        Ok(match self.action {
            Some(SandboxAction::SignIn { account, url }) => {
                deps.block_on(sandbox::sign_in(&account, &url))??;
                0
            }
            None => deps.block_on(sandbox::run(&options, &deps.clock))??,
        })
    }
}

impl DemoArgs {
    pub(super) fn run(self, deps: &Deps) -> Result<u8, Failure> {
        Ok(deps.block_on(sandbox::demo(self.sign_in_as, deps))??)
    }
}
