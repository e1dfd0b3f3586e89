//! Errors of a command line that could not be parsed, or that lacks a part. Each has the right form as a command to run.

use crate::advice::{Hint, Part};
use crate::error::{Failure, FailureKind};

/// Why a command line is invalid.
#[derive(thiserror::Error)]
pub(super) enum InvalidCommandLine {
    /// `exec` without a command, and no terminal for a shell.
    #[error("could not start a shell: no terminal is available, and no command is given")]
    NothingToRun,
}
debug_as_display!(InvalidCommandLine);

impl InvalidCommandLine {
    /// Returns the failure with this hint.
    pub(super) fn with_hint(self, hint: String) -> Failure {
        Failure { kind: FailureKind::Usage, source: Box::new(self), hints: vec![Hint::Sentence(vec![Part::from(hint)])] }
    }
}
