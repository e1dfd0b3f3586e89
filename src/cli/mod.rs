//! The command tree: what was typed becomes what is meant, and is run.

mod assume_role;
mod certificate;
mod client;
mod client_grants;
mod custom_token;
mod go_flags;
mod ldap;
#[cfg(feature = "sandbox")]
mod sandbox;
mod shared;
mod web_identity;

use crate::deliver;
use crate::error::Failure;
use crate::policy::SessionPolicy;
use crate::request::{Request, Shell};
use crate::sys::Deps;
use clap::{Args as _, Command, FromArgMatches};
use std::ffi::OsString;

/// What a command line means.
enum Plan {
    Run(Box<Request>),
    Unset(Option<Shell>),
    PrintPolicy(SessionPolicy),
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
                .about("Log in with OpenID Connect, or bring a token of it")
                .defer(|command| quiet_variables(web_identity::WebIdentityArgs::augment_args(command))),
        )
        .subcommand(
            Command::new("client-grants")
                .about("Log in as a service, with a client id and a secret")
                .defer(|command| quiet_variables(client_grants::ClientGrantsArgs::augment_args(command))),
        )
        .subcommand(
            Command::new("ldap")
                .about("Log in with a name and a password of the server's directory")
                .defer(|command| quiet_variables(ldap::LdapArgs::augment_args(command))),
        )
        .subcommand(
            Command::new("certificate")
                .about("Log in with a TLS client certificate")
                .defer(|command| quiet_variables(certificate::CertificateArgs::augment_args(command))),
        )
        .subcommand(
            Command::new("custom-token")
                .about("Log in with a token for the server's identity plugin")
                .defer(|command| quiet_variables(custom_token::CustomTokenArgs::augment_args(command))),
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

/// Runs the command line `arguments`, program name first, in the world that `world` makes, and gives the exit code.
///
/// The world is made only when something is to be done: `--version` and `--help` need none.
///
/// # Errors
/// A [`Failure`]; what clap itself refuses is printed by clap and ends with exit code 2.
pub fn main(arguments: impl Iterator<Item = OsString>, world: impl FnOnce() -> Deps) -> Result<u8, Failure> {
    let typed = match Typed::parse(arguments) {
        Ok(typed) => typed,
        Err(refusal) => {
            let _ = refusal.print();
            return Ok(u8::try_from(refusal.exit_code()).unwrap_or(2));
        }
    };
    let mut deps = world();
    typed.talk().apply(&mut deps);
    run(typed, &deps)
}

fn run(typed: Typed, deps: &Deps) -> Result<u8, Failure> {
    let plan = match typed {
        Typed::WebIdentity(arguments) => arguments.plan(deps)?,
        Typed::ClientGrants(arguments) => arguments.plan(deps)?,
        Typed::Ldap(arguments) => arguments.plan(deps)?,
        Typed::Certificate(arguments) => arguments.plan(deps)?,
        Typed::CustomToken(arguments) => arguments.plan(deps)?,
        Typed::AssumeRole(arguments) => arguments.plan(deps)?,
        #[cfg(feature = "sandbox")]
        Typed::Sandbox(arguments) => return arguments.run(deps),
        #[cfg(feature = "sandbox")]
        Typed::Demo(arguments) => return arguments.run(deps),
    };
    match plan {
        Plan::Run(request) => crate::run(&request, deps)?,
        Plan::Unset(shell) => deliver::unset(shell, deps)?,
        Plan::PrintPolicy(policy) => deliver::policy(&policy)?,
    }
    Ok(0)
}

/// What was typed.
enum Typed {
    WebIdentity(Box<web_identity::WebIdentityArgs>),
    ClientGrants(Box<client_grants::ClientGrantsArgs>),
    Ldap(Box<ldap::LdapArgs>),
    Certificate(Box<certificate::CertificateArgs>),
    CustomToken(Box<custom_token::CustomTokenArgs>),
    AssumeRole(Box<assume_role::AssumeRoleArgs>),
    #[cfg(feature = "sandbox")]
    Sandbox(sandbox::SandboxArgs),
    #[cfg(feature = "sandbox")]
    Demo(sandbox::DemoArgs),
}

impl Typed {
    fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Self, clap::Error> {
        let matches = command().try_get_matches_from(go_flags::with_two_dashes(arguments))?;
        Ok(match matches.subcommand() {
            Some(("web-identity", flags)) => Self::WebIdentity(Box::new(FromArgMatches::from_arg_matches(flags)?)),
            Some(("client-grants", flags)) => Self::ClientGrants(Box::new(FromArgMatches::from_arg_matches(flags)?)),
            Some(("ldap", flags)) => Self::Ldap(Box::new(FromArgMatches::from_arg_matches(flags)?)),
            Some(("certificate", flags)) => Self::Certificate(Box::new(FromArgMatches::from_arg_matches(flags)?)),
            Some(("custom-token", flags)) => Self::CustomToken(Box::new(FromArgMatches::from_arg_matches(flags)?)),
            Some(("assume-role", flags)) => Self::AssumeRole(Box::new(FromArgMatches::from_arg_matches(flags)?)),
            #[cfg(feature = "sandbox")]
            Some(("sandbox", flags)) => Self::Sandbox(FromArgMatches::from_arg_matches(flags)?),
            #[cfg(feature = "sandbox")]
            Some(("demo", flags)) => Self::Demo(FromArgMatches::from_arg_matches(flags)?),
            _ => return Err(clap::Error::new(clap::error::ErrorKind::MissingSubcommand)),
        })
    }

    fn talk(&self) -> &shared::TalkArgs {
        match self {
            Self::WebIdentity(arguments) => &arguments.shared.talk,
            Self::ClientGrants(arguments) => &arguments.shared.talk,
            Self::Ldap(arguments) => &arguments.shared.talk,
            Self::Certificate(arguments) => &arguments.shared.talk,
            Self::CustomToken(arguments) => &arguments.shared.talk,
            Self::AssumeRole(arguments) => &arguments.shared.talk,
            #[cfg(feature = "sandbox")]
            Self::Sandbox(arguments) => &arguments.talk,
            #[cfg(feature = "sandbox")]
            Self::Demo(arguments) => &arguments.talk,
        }
    }
}
