//! How a run fails: whose problem it is, the exit code, the causes, the hints; and the only place that prints it.

mod command;
mod engine;
mod kind;

pub use engine::hints_for;
pub use kind::Kind;

use crate::advice::Hint;
use crate::sys::{one_line, print_to_stderr, wrapped};
use std::error::Error as StdError;

/// A failed run.
#[derive(Debug)]
pub struct Failure {
    /// The kind: whose problem it is.
    pub kind: Kind,
    /// What happened, with its causes.
    pub source: Box<dyn StdError + Send + Sync>,
    /// What to do next, for the command layer to put into words.
    pub hints: Vec<Hint>,
}

impl Failure {
    fn new(kind: Kind, source: impl StdError + Send + Sync + 'static, hints: Vec<Hint>) -> Self {
        Self { kind, source: Box::new(source), hints }
    }

    /// A defect of this program.
    pub(crate) fn defect(error: impl StdError + Send + Sync + 'static) -> Self {
        Self::new(Kind::Internal, error, Vec::new())
    }

    /// The exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.kind as u8
    }

    /// Prints it on standard error: the error, its causes, then the `hints` in words. Silent after a closed pipe, SIGTERM and SIGHUP.
    pub fn print(&self, hints: &[String]) {
        if self.kind.is_silent() {
            return;
        }
        let bad = anstyle::AnsiColor::Red.on_default().bold();
        let quiet = anstyle::Style::new().bold();
        let below = |label: &str, text: &String| wrapped(&format!("  {quiet}{label}:{quiet:#} {}", one_line(text)), "    ");
        let mut lines = vec![wrapped(&format!("{bad}error:{bad:#} {}", one_line(&self.source.to_string())), "  ")];
        lines.extend(self.causes().iter().map(|cause| below("caused by", cause)));
        lines.extend(hints.iter().map(|hint| below("hint", hint)));
        print_to_stderr(&lines.join("\n"));
    }

    /// The error with its causes, for a sentence that goes on with it.
    pub(crate) fn in_full(&self) -> String {
        one_line(&[vec![self.source.to_string()], self.causes()].concat().join(": "))
    }

    /// The causes below the error itself, without those that only repeat what was said.
    fn causes(&self) -> Vec<String> {
        let mut said = self.source.to_string();
        let mut causes = Vec::new();
        let mut next = self.source.source();
        while let Some(cause) = next {
            let text = cause.to_string();
            if !said.contains(&text) {
                causes.push(text.clone());
                said = text;
            }
            next = cause.source();
        }
        causes
    }
}

impl std::fmt::Display for Failure {
    /// The error in one line, as the browser shows it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.source.fmt(formatter)
    }
}
