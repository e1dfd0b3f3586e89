//! Writes to standard output, and warns of keys that others could read there.

use super::error::Error;
use super::not_literal::NotLiteral;
use super::{shell, user_file, variables};
use crate::request::{Request, Shell};
use crate::sys::{Deps, was_stdout_closed};
use std::io;
use std::io::Write as _;
use zeroize::Zeroizing;

/// Warns if standard output is a file that other users can read.
pub(super) fn warn_if_output_is_readable(deps: &Deps) {
    user_file::exposure(None).iter().for_each(|warning| deps.terminal.warn_once(warning));
}

/// Returns the commands that remove what the caller has that acts as one of `values`, and those for `values` in `shell`, and notes a value that only quotes keep whole there.
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
    let equivalent_names: Vec<&str> = variables::equivalent_names(&deps.environment, request).collect();
    shell::commands(&equivalent_names, values, shell)
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
