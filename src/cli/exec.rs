//! `sts-cli exec [PROFILE] -- CMD…`: runs a command, or on a terminal a shell, with the credentials of a profile.

use super::explain_error;
use super::invalid_command_line::InvalidCommandLine;
use super::invocation::Invocation;
use super::session_source::SessionSource;
use super::{arguments, options as opt, request_builder};
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
    let command_line: Vec<OsString> = call.matches.get_many("CMD").into_iter().flatten().cloned().collect();
    let (command_line, is_shell) = if command_line.is_empty() { (vec![shell(&call)?], true) } else { (command_line, false) };
    let Some((program, arguments)) = command_line.split_first() else { return Err(nothing_to_run()) };
    let resolved = call.resolve()?;
    let request = Rc::new(request_builder::request(&resolved, Delivery::default(), call.deps)?);
    let session = Session::new(&request, call.deps, explain_error)?;
    if !is_shell && !resolved.settings.is_on(&opt::RENEW) {
        return Ok(call.deps.block_on(exec::run(program, arguments, &session.credentials_blocking()?, &request, call.deps)?)??);
    }
    call.deps.block_on(async {
        let first = session.credentials().await?;
        if is_shell {
            note_shell(program, request.label(), call.deps);
        }
        call.deps.terminal.disable_prompts(); // the command owns the terminal from here on
        let source = SessionSource::after(&first, &session, &request, call.deps);
        Ok(exec::run_renewing(program, arguments, first, &source, &request, call.deps).await?)
    })?
}

/// Returns the shell to run instead of a command.
///
/// # Errors
/// There is no terminal, or prompts are disabled.
fn shell(call: &Invocation<'_>) -> Result<OsString, Failure> {
    if call.deps.terminal.can_run_shell() { Ok(user_shell(&call.deps.environment)) } else { Err(nothing_to_run()) }
}

fn nothing_to_run() -> Failure {
    InvalidCommandLine::NothingToRun.with_hint("add a command after `--`, such as `sts-cli exec prod -- mc ls prod/`".to_owned())
}

/// Notes which shell starts, for which profile, and in which other one it is nested.
fn note_shell(shell: &OsStr, profile: &str, deps: &Deps) {
    let shell = shell.to_string_lossy();
    let nested = deps.environment.get(exec::ACTIVE_PROFILE).map(|outer| format!(", inside a shell with those of `{outer}`"));
    let nested = nested.unwrap_or_default();
    deps.terminal.note(&format!("{shell} gets credentials of `{profile}`, renewed until it exits{nested}"));
}
