//! [`Correction`]: the mistake in a command line, and the likely right forms.

use crate::cli::invalid_command_line::InvalidCommandLine;
use clap::error::{ContextKind, ContextValue};

/// The words of a command line, without the program's name.
pub(super) type Words = Vec<String>;

/// A mistake in a command line.
pub(super) struct Correction {
    pub(super) error: InvalidCommandLine,
    /// The corrected command lines, most probable first. Each may need further corrections.
    pub(super) forms: Vec<Words>,
    /// The hint if none of the forms is accepted, unless the help of the command is.
    pub(super) advice: Option<String>,
    /// Command lines of another command that may be intended, most probable first: one is named beside the first of the forms.
    pub(super) alternatives: Vec<Words>,
}

impl Correction {
    pub(super) fn new(error: InvalidCommandLine, forms: Vec<Words>) -> Self {
        Self { error, forms, advice: None, alternatives: Vec::new() }
    }
}

/// Joins words to a form.
pub(super) fn form(parts: &[&[&str]]) -> Words {
    parts.concat().into_iter().map(str::to_owned).collect()
}

/// Returns the text that an error of clap has for `kind`.
pub(super) fn text_of(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text),
        _ => None,
    }
}

/// Returns the texts that an error of clap has for `kind`.
pub(super) fn list_of(error: &clap::Error, kind: ContextKind) -> &[String] {
    match error.get(kind) {
        Some(ContextValue::Strings(list)) => list,
        _ => &[],
    }
}
