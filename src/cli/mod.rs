//! The command tree: what was typed becomes what is meant, and is run.

mod assume_role;
mod go_flags;
#[cfg(feature = "sandbox")]
mod sandbox;
mod shared;
mod web_identity;

use crate::deliver;
use crate::error::Failure;
use crate::request::{Request, RequestError, Shell};
use crate::sys::Deps;
use clap::{ArgMatches, Args as _, Command};
use std::ffi::OsString;

/// How the program was called wrongly.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A value that is none.
    #[error("{name}: {source}")]
    BadValue {
        /// The flag.
        name: &'static str,
        /// What is wrong with its value.
        source: RequestError,
    },
    /// Something that must be said was not.
    #[error("{what} is missing")]
    Missing {
        /// What it is.
        what: &'static str,
        /// The flag for it.
        flag: &'static str,
        /// The environment variable for it.
        variable: &'static str,
    },
    /// Standard output is no terminal, and no form was chosen: secrets never get into a log by accident.
    #[error("standard output is not a terminal, and no output form was chosen")]
    NoForm,
    /// What clap refused after it had parsed the line.
    #[error(transparent)]
    Arguments(#[from] clap::Error),
}

/// What a command line means.
enum Plan {
    Run(Box<Request>),
    Unset(Option<Shell>),
}

/// The whole command tree. Each command's flags are built only when that command runs.
#[must_use]
pub fn command() -> Command {
    let root = Command::new("sts-cli")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Turn who you are into temporary S3 credentials")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .max_term_width(100)
        .subcommand(
            Command::new("web-identity")
                .about("Log in with OpenID Connect in the browser")
                .defer(|command| quiet_variables(web_identity::WebIdentityArgs::augment_args(command))),
        )
        .subcommand(
            Command::new("assume-role")
                .about("Trade long-term access keys for temporary ones")
                .defer(|command| quiet_variables(assume_role::AssumeRoleArgs::augment_args(command))),
        );
    #[cfg(feature = "sandbox")]
    let root = root
        .subcommand(
            Command::new("sandbox")
                .about("Run a provider, an STS and an S3 on this machine")
                .defer(|command| quiet_variables(sandbox::SandboxArgs::augment_args(command))),
        )
        .subcommand(
            Command::new("demo")
                .about("Try a whole login on the sandbox, step by step")
                .defer(|command| quiet_variables(sandbox::DemoArgs::augment_args(command))),
        );
    root
}

/// Leaves the variables out of the flags' help: they all follow one rule, which each command's help says once.
fn quiet_variables(command: Command) -> Command {
    command.mut_args(|argument| argument.hide_env(true))
}

/// Runs the command line `arguments`, program name first, and gives the exit code.
///
/// # Errors
/// A [`Failure`]; what clap itself refuses is printed by clap and ends with exit code 2.
pub fn main(arguments: impl Iterator<Item = OsString>, deps: &mut Deps) -> Result<u8, Failure> {
    let matches = match command().try_get_matches_from(go_flags::with_two_dashes(arguments)) {
        Ok(matches) => matches,
        Err(refusal) => {
            let _ = refusal.print();
            return Ok(u8::try_from(refusal.exit_code()).unwrap_or(2));
        }
    };
    let plan = match matches.subcommand() {
        Some(("web-identity", matches)) => typed::<web_identity::WebIdentityArgs>(matches, deps)?.plan(deps)?,
        Some(("assume-role", matches)) => typed::<assume_role::AssumeRoleArgs>(matches, deps)?.plan(deps)?,
        #[cfg(feature = "sandbox")]
        Some(("sandbox", matches)) => return typed::<sandbox::SandboxArgs>(matches, deps)?.run(deps),
        #[cfg(feature = "sandbox")]
        Some(("demo", matches)) => return typed::<sandbox::DemoArgs>(matches, deps)?.run(deps),
        _ => return Ok(2),
    };
    match plan {
        Plan::Run(request) => crate::run(&request, deps)?,
        Plan::Unset(shell) => deliver::unset(shell, deps)?,
    }
    Ok(0)
}

/// What was typed, with the flags about talking already applied.
trait Typed: clap::FromArgMatches {
    fn talk(&self) -> &shared::TalkArgs;
}

fn typed<T: Typed>(matches: &ArgMatches, deps: &mut Deps) -> Result<T, Failure> {
    let arguments = T::from_arg_matches(matches).map_err(Error::from)?;
    arguments.talk().apply(deps);
    Ok(arguments)
}

impl Typed for web_identity::WebIdentityArgs {
    fn talk(&self) -> &shared::TalkArgs {
        &self.shared.talk
    }
}

impl Typed for assume_role::AssumeRoleArgs {
    fn talk(&self) -> &shared::TalkArgs {
        &self.shared.talk
    }
}

#[cfg(feature = "sandbox")]
impl Typed for sandbox::SandboxArgs {
    fn talk(&self) -> &shared::TalkArgs {
        &self.talk
    }
}

#[cfg(feature = "sandbox")]
impl Typed for sandbox::DemoArgs {
    fn talk(&self) -> &shared::TalkArgs {
        &self.talk
    }
}
