//! [`Failure`]: the error of a run with its exit code, causes and hints, and how it is printed.

use super::kind::FailureKind;
use crate::advice::{Hint, Responsible};
use crate::sys::{are_messages_json, print_to_stderr, wrap_to_terminal};
use crate::text::printable_line;
use std::error::Error as StdError;

/// The failure of a run, with its exit code, causes and hints.
#[derive(Debug)]
pub struct Failure {
    /// Which side caused it; determines the exit code.
    pub kind: FailureKind,
    /// The error and, through [`std::error::Error::source`], its causes.
    pub source: Box<dyn StdError + Send + Sync>,
    /// Facts to show as further causes, which the error does not contain.
    pub facts: Vec<String>,
    /// The hints, as data that the command layer renders.
    pub hints: Vec<Hint>,
    /// The request ID with which the server's administrator finds the refusal, if the server sent one.
    pub request_id: Option<String>,
}

impl Failure {
    /// Creates a failure without further facts.
    pub(crate) fn new(kind: FailureKind, source: impl StdError + Send + Sync + 'static, hints: Vec<Hint>) -> Self {
        Self { kind, source: Box::new(source), facts: Vec::new(), hints, request_id: None }
    }

    /// Creates a failure for a bug in sts-cli.
    pub(crate) fn defect(error: impl StdError + Send + Sync + 'static) -> Self {
        Self::new(FailureKind::Internal, error, Vec::new())
    }

    /// The exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.kind as u8
    }

    /// Returns who must act: the one of the first hint, else the user.
    #[must_use]
    pub fn responsible(&self) -> Responsible {
        self.hints.first().map(|hint| hint.who).unwrap_or_default()
    }

    /// Returns the section of the documentation about this failure, as a path in this repository with an anchor; `None` if there is none.
    #[must_use]
    pub fn documentation(&self) -> Option<String> {
        let topic = self.hints.first().map(|hint| hint.topic).filter(|topic| !topic.is_empty())?;
        Some(format!("docs/troubleshooting.md#{topic}"))
    }

    /// Prints the error, its causes and the rendered `hints` to standard error, and where the log shows steps (`-v`), the page about it.
    /// Prints nothing after a closed pipe, SIGTERM, SIGHUP or SIGQUIT.
    pub fn print(&self, hints: &[String]) {
        if self.kind.is_silent() {
            return;
        }
        if are_messages_json() {
            return print_to_stderr(&self.json(hints));
        }
        let error_style = anstyle::AnsiColor::Red.on_default().bold();
        let label_style = anstyle::Style::new().bold();
        let labeled = |label: &str, text: &String| {
            wrap_to_terminal(&format!("  {label_style}{label}:{label_style:#} {}", printable_line(text)), "    ")
        };
        let mut lines =
            vec![wrap_to_terminal(&format!("{error_style}error:{error_style:#} {}", printable_line(&self.source.to_string())), "  ")];
        lines.extend(self.causes().iter().map(|cause| labeled("caused by", cause)));
        lines.extend(hints.iter().map(|hint| labeled("hint", hint)));
        if tracing::enabled!(tracing::Level::INFO) {
            lines.extend(self.documentation().map(|page| labeled("see", &page)));
        }
        print_to_stderr(&lines.join("\n"));
    }

    /// Prints the error only if messages are JSON: otherwise it is in the report of a command, which is on standard output. Returns the exit
    /// code.
    pub(crate) fn print_beside_report(&self, hints: &[String]) -> u8 {
        if are_messages_json() {
            self.print(hints);
        }
        self.exit_code()
    }

    /// Formats the error, its causes and the rendered `hints` as a JSON object on one line.
    fn json(&self, hints: &[String]) -> String {
        let causes: Vec<String> = self.causes().iter().map(|cause| printable_line(cause)).collect();
        let request_id = self.request_id.as_deref().map(printable_line);
        let message = printable_line(&self.source.to_string());
        let (kind, code) = (self.kind.name(), self.exit_code());
        serde_json::json!({
            "type": "error", "kind": kind, "code": code, "message": message, "causes": causes, "hints": hints, "request_id": request_id,
            "responsible": self.responsible().word(), "documentation": self.documentation()
        })
        .to_string()
    }

    /// Formats the error and its causes in one line, separated by colons.
    pub(crate) fn with_causes(&self) -> String {
        printable_line(&[vec![self.source.to_string()], self.causes()].concat().join(": "))
    }

    /// Lists the causes, without those whose text the error above already contains, then the facts.
    pub(crate) fn causes(&self) -> Vec<String> {
        let mut previous = self.source.to_string();
        let mut causes = Vec::new();
        let mut next = self.source.source();
        while let Some(cause) = next {
            let text = cause.to_string();
            if !previous.contains(&text) {
                causes.push(text.clone());
                previous = text;
            }
            next = cause.source();
        }
        causes.extend(self.facts.iter().cloned());
        causes
    }
}

impl std::fmt::Display for Failure {
    /// Formats the error without its causes, in one line, as the browser page shows it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.source.fmt(formatter)
    }
}
