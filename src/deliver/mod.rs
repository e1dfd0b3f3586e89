//! Where credentials go. Deliveries get everything as values and call nobody.

pub mod aws_ini;
pub mod aws_profile;
mod json;
mod parent_shell;
mod shell;
mod text;

use crate::credentials::Credentials;
use crate::policy::SessionPolicy;
use crate::request::{Form, Request, Shell};
use crate::sys::Deps;
use std::io::{self, Write as _};
use zeroize::Zeroizing;

/// Why the output did not get out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The reader went away.
    #[error("standard output was closed")]
    ClosedPipe,
    /// Anything else.
    #[error("cannot write to standard output")]
    NotWritten(#[source] io::Error),
}

/// The buckets, or why they are not known, where they were asked for.
pub type Buckets = Option<Result<Vec<String>, String>>;

/// Writes `credentials` in the form that was asked for, whole or not at all.
///
/// # Errors
/// See [`Error`].
pub fn to(request: &Request, credentials: &Credentials, buckets: Buckets, deps: &Deps) -> Result<(), Error> {
    let output = match request.delivery.form {
        Form::Text => text::page(credentials, &buckets, deps.clock.now()),
        Form::Json | Form::Process => json::object(credentials),
        Form::Env(shell) => shell::set(credentials, request, shell.unwrap_or_else(|| parent_shell::find(deps))),
        Form::Unset(shell) => shell::unset(shell.unwrap_or_else(|| parent_shell::find(deps))),
    };
    if request.delivery.form != Form::Text {
        tell(buckets, deps);
    } else if let Some(Err(error)) = &buckets {
        deps.terminal.warn(error);
    }
    write(&output)
}

/// Writes the commands that remove what [`to`] sets in a shell.
///
/// # Errors
/// See [`Error`].
pub fn unset(shell: Option<Shell>, deps: &Deps) -> Result<(), Error> {
    write(&shell::unset(shell.unwrap_or_else(|| parent_shell::find(deps))))
}

/// Writes a session policy for reading.
///
/// # Errors
/// See [`Error`].
pub fn policy(policy: &SessionPolicy) -> Result<(), Error> {
    write(&Zeroizing::new(policy.pretty() + "\n"))
}

/// The buckets, for forms that have no place for them.
fn tell(buckets: Buckets, deps: &Deps) {
    match buckets {
        Some(Ok(names)) if names.is_empty() => deps.terminal.note("no buckets"),
        Some(Ok(names)) => deps.terminal.note(&format!("buckets: {}", names.join(", "))),
        Some(Err(error)) => deps.terminal.warn(&error),
        None => {}
    }
}

fn write(output: &Zeroizing<String>) -> Result<(), Error> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(output.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Error::ClosedPipe,
        _ => Error::NotWritten(error),
    })
}
