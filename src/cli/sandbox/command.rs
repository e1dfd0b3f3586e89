//! Runs a command inside the sandbox: with variables that describe the sandbox, and without the caller's AWS variables.

use super::variables;
use crate::deliver::exec::Error;
use crate::sys::{Environment, ShutdownReason, Signals, exit_code, program_file};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::PathBuf;
use sts_sandbox::{Account, Sandbox};
use tokio::process::{Child, Command};

/// Runs `command_line`, a program with its arguments, and returns its exit code, 128 + n after signal n.
///
/// The terminal sends Ctrl-C to the command; SIGTERM is forwarded. In both cases waits for the command to exit.
///
/// # Errors
/// The command could not be started.
pub(super) async fn run(
    command_line: &[OsString],
    sandbox: &Sandbox,
    sign_in_as: Option<Account>,
    signals: &mut Signals,
) -> Result<u8, Error> {
    let Some((program, arguments)) = command_line.split_first() else { return Ok(0) };
    let name = program.to_string_lossy().into_owned();
    let mut command = Command::new(program_file(&Environment::of_this_process(), program));
    command.args(arguments);
    prepare(&mut command, sandbox, sign_in_as);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::NotFound(name.clone()),
        _ => Error::NotRun { command: name.clone(), source: error },
    })?;
    loop {
        tokio::select! {
            status = child.wait() => return status.map(exit_code).map_err(|source| Error::NotRun { command: name, source }),
            reason = signals.next() => if reason == ShutdownReason::Requested { terminate(&child) },
        }
    }
}

/// Returns the path of this program, or its name if the path is unknown.
pub(super) fn current_program() -> OsString {
    std::env::current_exe().map_or_else(|_| OsString::from("sts-cli"), PathBuf::into_os_string)
}

/// Returns the value of `BROWSER` that signs in as this account.
pub(super) fn browser(account: Account) -> String {
    format!("{} sandbox sign-in {account}", quoted(&current_program()))
}

/// Quotes a word for a command line.
pub(super) fn quoted(argument: &OsStr) -> String {
    let argument = argument.to_string_lossy();
    crate::sys::quote_word(&argument).map_or_else(|_| argument.to_string(), std::borrow::Cow::into_owned)
}

#[expect(clippy::disallowed_methods, reason = "the command inherits the environment except for some names; no value is read")]
fn prepare(command: &mut Command, sandbox: &Sandbox, sign_in_as: Option<Account>) {
    let inherited = std::env::vars_os().map(|(name, _)| name);
    for name in inherited.filter(|name| name.as_encoded_bytes().starts_with(b"AWS_")) {
        command.env_remove(name);
    }
    command.envs(variables::all(sandbox, current_program()));
    if let Some(account) = sign_in_as {
        command.env("BROWSER", browser(account));
    }
}

#[cfg(unix)]
fn terminate(child: &Child) {
    let process = child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
    if let Some(process) = process {
        let _ = rustix::process::kill_process(process, rustix::process::Signal::TERM);
    }
}

#[cfg(not(unix))]
fn terminate(_: &Child) {}
