//! `sts-cli exec [PROFILE] -- CMD…`: runs a command, or on a terminal a shell, with the credentials of a profile.

use super::explain_error;
use super::invalid_command_line::InvalidCommandLine;
use super::invocation::{Invocation, Resolved};
use super::session_source::SessionSource;
use super::{arguments, options as opt, profile_picker, request_builder, until};
use crate::credentials::Credentials;
use crate::deliver::exec;
use crate::error::Failure;
use crate::request::Delivery;
use crate::session::Session;
use crate::sys::{Deps, user_shell};
use clap::{Arg, Command, ValueHint};
use std::ffi::{OsStr, OsString};
use std::rc::Rc;

/// Adds the arguments `[PROFILE] [-- CMD…]`.
pub(super) fn arguments(command: Command) -> Command {
    let command_line = Arg::new("CMD").last(true).num_args(1..).value_parser(clap::value_parser!(OsString));
    let command_line = command_line.help("Command to run; without one, a shell").value_hint(ValueHint::CommandWithArguments);
    let completer = arguments::profile_or_command_completer;
    command.arg(arguments::profile_argument().add(completer())).arg(command_line.add(completer()))
}

/// Replaces this process with the command; with `--renew` and for a shell, stays its parent and returns its exit code.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    let typed: Vec<&OsString> = call.matches.get_many("CMD").into_iter().flatten().collect();
    let resolved = profile_picker::resolve(&call)?;
    let shell = if typed.is_empty() { Some(shell(&resolved, call.deps)?) } else { None };
    let is_shell = shell.is_some();
    let mut command_line = typed.into_iter().cloned().chain(shell);
    let (Some(program), arguments) = (command_line.next(), command_line.collect::<Vec<_>>()) else { return Ok(2) }; // unreachable: one of the two is set
    let request = Rc::new(request_builder::request(&resolved, Delivery::default(), call.deps)?);
    let needed_until = until::needed_until(&resolved.settings, call.deps)?;
    let session = Session::new(&request, call.deps, explain_error)?;
    let ensure =
        |credentials: &Credentials, is_renewed| needed_until.map_or(Ok(()), |needed| session.ensure_until(needed, credentials, is_renewed));
    if !is_shell && !resolved.settings.is_on(&opt::RENEW) {
        let credentials = session.credentials_blocking()?;
        ensure(&credentials, false)?;
        return Ok(call.deps.block_on(exec::run(&program, &arguments, &credentials, &request, call.deps)?)??);
    }
    call.deps.block_on(async {
        let first = session.credentials().await?;
        ensure(&first, true)?;
        if is_shell {
            note_shell(&program, request.label(), call.deps);
        }
        call.deps.terminal.leave_to_child();
        let source = SessionSource::after(&first, &session, &request, call.deps);
        Ok(exec::run_renewing(&program, &arguments, first, &source, &request, call.deps).await?)
    })?
}

/// Returns the shell to run instead of a command.
///
/// # Errors
/// There is no terminal, prompts are disabled, or the shell does not run.
fn shell(resolved: &Resolved, deps: &Deps) -> Result<OsString, Failure> {
    let name = resolved.profile.as_deref().unwrap_or("PROFILE");
    let add_command = format!("add a command after `--`, such as `sts-cli exec {name} -- mc ls {name}/`");
    if !deps.terminal.can_run_shell() {
        return Err(InvalidCommandLine::NoTerminal.with_hint(add_command));
    }
    if resolved.settings.is_on(&opt::NO_INPUT) {
        return Err(InvalidCommandLine::PromptsDisabled(resolved.settings.origin(&opt::NO_INPUT)).with_hint(add_command));
    }
    let shell = user_shell(&deps.environment);
    exec::check(&shell, deps).map_err(|source| {
        let origin = deps.environment.get("SHELL").map_or("the login shell of this user", |_| "the variable SHELL");
        let error = InvalidCommandLine::NoShell { origin, source: Box::new(source) };
        error.with_hint(format!("set SHELL to the path of a shell, or {add_command}"))
    })?;
    Ok(shell)
}

/// Notes which shell starts, for which profile, and in which other one it is nested.
fn note_shell(shell: &OsStr, profile: &str, deps: &Deps) {
    let shell = shell.to_string_lossy();
    let nested = deps.environment.get(exec::ACTIVE_PROFILE).map(|outer| format!(", inside a shell with those of `{outer}`"));
    let nested = nested.unwrap_or_default();
    deps.terminal.note(&format!("{shell} gets credentials of `{profile}`, renewed until it exits{nested}"));
}
