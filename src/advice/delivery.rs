//! What to do where a command does not run, or an endpoint cannot be.

use crate::deliver::{exec, serve};

/// What to do about an endpoint that cannot be.
#[must_use]
pub fn for_serve(error: &serve::Error) -> Vec<String> {
    match error {
        serve::Error::Port { .. } => vec!["choose another with --port, or leave it out: any free one will do".to_owned()],
        serve::Error::Folder(_) => vec!["make room there, or name a folder of yours in TMPDIR".to_owned()],
        serve::Error::Signals(_) => Vec::new(),
    }
}

/// What to do about a command that does not run.
#[must_use]
pub fn for_exec(error: &exec::Error) -> Vec<String> {
    match error {
        exec::Error::NotFound(name) if name.contains(' ') => vec!["write the words apart: sts-cli exec prod -- mc ls prod/".to_owned()],
        exec::Error::NotFound(_) => vec!["check its name, and that its folder is in PATH".to_owned()],
        exec::Error::NotRun { .. } => vec!["check that it is a program that you may run".to_owned()],
        exec::Error::Endpoint(error) => for_serve(error),
        exec::Error::Files(_) => vec!["make room there, or name a folder of yours in TMPDIR".to_owned()],
    }
}
