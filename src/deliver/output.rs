//! Writes to standard output, and warns of keys that others could read there.

use super::error::Error;
use super::not_literal::NotLiteral;
use super::tools::rclone;
use super::{parent_shell, shell, stale_variables, user_file, variables};
use crate::request::{Request, Shell};
use crate::sys::{Deps, was_stdout_closed};
use std::io;
use std::io::Write as _;
use zeroize::Zeroizing;

/// Warns if standard output is a file that other users can read.
pub(super) fn warn_if_output_is_readable(deps: &Deps) {
    user_file::exposure(None).iter().for_each(|warning| deps.terminal.warn_once(warning));
}

/// Returns the commands for `values` in `shell`, after those that remove stale variables of the caller. Notes a value that only quotes keep
/// whole there.
pub(super) fn commands(
    values: &[variables::Variable],
    shell: Shell,
    request: &Request,
    deps: &Deps,
) -> Result<Zeroizing<String>, NotLiteral> {
    if let Some(name) = shell::needs_quotes(values, shell) {
        deps.terminal
            .note(&format!("the value of {name} requires a quoted evaluation (eval \"$(…)\") or a pipe into source or Invoke-Expression"));
    }
    let mut stale = stale_variables::changes(&deps.environment, request);
    stale_variables::retain_plain_names(&mut stale, deps);
    shell::commands(&stale, values, shell)
}

/// Returns the commands that remove what `-o env`, `serve` and an enclosing `exec` set, for `shell` or the calling shell.
pub(super) fn unset_commands(shell: Option<Shell>, deps: &Deps) -> Result<Zeroizing<String>, NotLiteral> {
    let mut stale: Vec<_> = stale_variables::changes_of_enclosing_exec(&deps.environment).collect();
    stale_variables::retain_plain_names(&mut stale, deps);
    if stale_variables::is_rclone_bundle_ours(&deps.environment) {
        stale.push((rclone::CA_BUNDLE_VARIABLE.to_owned(), None));
    }
    let names = variables::NAMES.iter().chain(&variables::CONTAINER).chain([&variables::ACTIVE_PROFILE]);
    let removals: Vec<variables::Variable> = names.map(|name| (*name, None)).collect();
    shell::commands(&stale, &removals, shell.unwrap_or_else(|| parent_shell::detect_shell(deps)))
}

/// Prints a text without secrets to standard output.
///
/// # Errors
/// See [`Error`].
pub(crate) fn print_text(text: &str) -> Result<(), Error> {
    write(&Zeroizing::new(crate::text::printable_lines(text)))
}

pub(super) fn write(output: &Zeroizing<String>) -> Result<(), Error> {
    let mut stdout = io::stdout().lock();
    check_written(stdout.write_all(output.as_bytes()).and_then(|()| stdout.flush()))
}

/// Converts the result of writing to standard output.
///
/// # Errors
/// [`Error::ClosedPipe`] and [`Error::NotWritten`].
pub(crate) fn check_written(result: io::Result<()>) -> Result<(), Error> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Error::ClosedPipe),
        Err(error) => Err(Error::NotWritten(error)),
        Ok(()) if was_stdout_closed() => {
            Err(Error::NotWritten(io::Error::other("it is closed, or it is /dev/null opened for reading and writing")))
        }
        Ok(()) => Ok(()),
    }
}
