//! [`SecretSource`]: where a secret comes from (a variable, a file, standard input, a prompt), and its reading.

use super::hint::Hint;
use crate::sys::{Deps, Input, LINE_ENDS, PromptError, ReadError};
use secrecy::{ExposeSecret as _, SecretString};
use std::io;
use std::path::PathBuf;

/// The largest accepted secret in a file or on standard input.
const MAX_BYTES: u64 = 64 * 1024;

/// The source of a secret.
#[derive(Clone, Debug)]
pub enum SecretSource {
    /// A value already read, from an environment variable or `--csec`.
    Value(SecretString),
    /// A file, or `-` for standard input; trailing line ends are dropped.
    File(PathBuf),
    /// A prompt at the terminal.
    Prompt(&'static SecretPrompt),
}

/// A value that is prompted for at the terminal.
#[derive(Debug)]
pub struct SecretPrompt {
    /// The prompt text.
    pub prompt: &'static str,
    /// How to supply the value where prompting is not possible.
    pub hint: fn() -> Hint,
    /// Whether an answer has the form of such a value; after another one the prompt is repeated.
    pub accepts: fn(&str) -> bool,
    /// The form of an answer that is accepted, such as `six digits`.
    pub expected: &'static str,
}

impl SecretPrompt {
    /// Creates a prompt for a value of any form.
    #[must_use]
    pub const fn new(prompt: &'static str, hint: fn() -> Hint) -> Self {
        Self { prompt, hint, accepts: |_| true, expected: "" }
    }

    /// Prompts without echo, again after an answer that does not have the form of such a value.
    #[expect(clippy::disallowed_methods, reason = "the form of the answer is checked")]
    fn read(&'static self, deps: &Deps) -> Result<SecretString, SecretError> {
        loop {
            let answer = deps.terminal.prompt_secret(self.prompt).map_err(SecretError::prompt_failed(self))?;
            if (self.accepts)(answer.expose_secret()) {
                return Ok(answer);
            }
            deps.terminal.print(&format!("expected {}", self.expected));
        }
    }
}

/// Why a secret could not be read.
#[derive(thiserror::Error)]
pub enum SecretError {
    /// The file, or standard input, could not be read as text.
    #[error("could not read the secret from {place}")]
    Unreadable {
        /// The path, or `standard input`.
        place: String,
        /// The operating system's error.
        source: io::Error,
    },
    /// The source is empty.
    #[error("no secret in {0}: it is empty")]
    Empty(String),
    /// Larger than 64 KiB.
    #[error("{0} is too large for a secret: more than 64 KiB")]
    TooLarge(String),
    /// The prompt was interrupted.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// The prompt failed: no terminal, or no input.
    #[error("could not prompt for the {}", what.prompt.to_lowercase())]
    PromptFailed {
        /// The value that was prompted for.
        what: &'static SecretPrompt,
        /// Why the prompt failed.
        source: PromptError,
    },
}
debug_as_display!(SecretError);

impl SecretError {
    /// Converts the error of a prompt for `what`.
    pub(crate) fn prompt_failed(what: &'static SecretPrompt) -> impl Fn(PromptError) -> Self {
        move |source| match source {
            end if end.is_end() => Self::Prompt(end),
            source => Self::PromptFailed { what, source },
        }
    }
}

impl SecretSource {
    /// Whether the secret is prompted for.
    #[must_use]
    pub fn prompts(&self) -> bool {
        matches!(self, Self::Prompt(_))
    }

    /// Reads the secret. Only a prompt waits for the user.
    ///
    /// # Errors
    /// See [`SecretError`].
    pub fn read(&self, deps: &Deps) -> Result<SecretString, SecretError> {
        match self {
            Self::Value(value) => Ok(value.clone()),
            Self::File(path) => read(Input::from_path(path)),
            Self::Prompt(prompt) => prompt.read(deps),
        }
    }
}

fn read(input: Input<'_>) -> Result<SecretString, SecretError> {
    let place = input.to_string();
    match input.text(MAX_BYTES) {
        Ok(text) => without_line_ends(&text, || place).map(SecretString::from),
        Err(ReadError::Unreadable(source)) => Err(SecretError::Unreadable { place, source }),
        Err(ReadError::TooLarge) => Err(SecretError::TooLarge(place)),
    }
}

/// Removes trailing line ends, like a shell's `$(…)`: all other bytes may belong to the secret.
///
/// # Errors
/// [`SecretError::Empty`], naming `place`.
pub(crate) fn without_line_ends(text: &str, place: impl FnOnce() -> String) -> Result<&str, SecretError> {
    let line = text.trim_end_matches(LINE_ENDS);
    if line.is_empty() { Err(SecretError::Empty(place())) } else { Ok(line) }
}

#[cfg(test)]
mod tests {
    use super::without_line_ends;

    #[test]
    fn line_ends_are_dropped_at_the_end_and_nothing_else_anywhere() {
        for (text, secret) in [("a\n", "a"), ("a\r\n", "a"), ("a\r", "a"), ("a\n\n", "a"), (" a \r\r\n", " a "), ("\na\tb \n", "\na\tb ")] {
            assert_eq!(without_line_ends(text, String::new).ok(), Some(secret), "{text:?}");
        }
        assert!(without_line_ends("\r\n", String::new).is_err());
    }
}
