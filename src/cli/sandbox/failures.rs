//! Maps the errors of the sandbox to exit codes and hints.

use crate::advice::Hint;
use crate::error::{Failure, FailureKind};
use sts_sandbox::{Error, SignInError};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::UnknownAccount(_) => FailureKind::Usage,
            Error::Data { .. } | Error::BadKey { .. } => FailureKind::Config,
            Error::PortTaken(_) | Error::Listen(_) => FailureKind::Network,
            _ => FailureKind::Internal,
        };
        let hints = hint(&error).into_iter().map(Hint::from).collect();
        Self::new(kind, error, hints)
    }
}

impl From<SignInError> for Failure {
    fn from(error: SignInError) -> Self {
        Self::new(FailureKind::Identity, error, Vec::new())
    }
}

/// Returns what to do about a sandbox that does not start.
fn hint(error: &Error) -> Option<&'static str> {
    match error {
        Error::PortTaken(_) => Some("choose another port with --port, or omit it to use any free port"),
        Error::Data { .. } => Some("choose a folder of yours with --data, or omit it to use a temporary one"),
        Error::BadKey { .. } => Some("remove that file, so that the sandbox creates a key, or choose another folder with --data"),
        _ => None,
    }
}
