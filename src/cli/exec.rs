//! `sts-cli exec [PROFILE] -- CMD…`: runs a command with the credentials of a profile.

use super::invocation::Invocation;
use super::page_hints;
use super::session_source::SessionSource;
use super::{arguments, options as opt, request_builder};
use crate::deliver::exec;
use crate::error::Failure;
use crate::request::Delivery;
use crate::session::Session;
use clap::{Arg, Command, ValueHint};
use std::ffi::OsString;
use std::rc::Rc;

/// Adds the arguments `[PROFILE] -- CMD…`.
pub(super) fn arguments(command: Command) -> Command {
    let words = Arg::new("CMD").last(true).required(true).num_args(1..).value_parser(clap::value_parser!(OsString));
    let words = words.help("Command to run, with its arguments").value_hint(ValueHint::CommandWithArguments);
    let offered = arguments::profile_or_command_completer;
    command.arg(arguments::profile_argument().add(offered())).arg(words.add(offered()))
}

/// Replaces this process with the command; with `--renew`, stays its parent and returns its exit code.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    let words: Vec<OsString> = call.matches.get_many("CMD").into_iter().flatten().cloned().collect();
    let Some((program, arguments)) = words.split_first() else { return Ok(2) };
    let resolved = call.resolve()?;
    let request = Rc::new(request_builder::request(&resolved, Delivery::default(), call.deps)?);
    let session = Session::new(&request, call.deps, page_hints)?;
    if !resolved.settings.is_on(&opt::RENEW) {
        return Ok(call.deps.block_on(exec::run(program, arguments, &session.credentials_blocking()?, &request, call.deps)?)??);
    }
    call.deps.block_on(async {
        let first = session.credentials().await?;
        call.deps.terminal.disable_prompts(); // the command owns the terminal from here on
        let source = SessionSource { session: &session, request: &request };
        Ok(exec::run_renewing(program, arguments, first, &source, &request, call.deps).await?)
    })?
}
