//! Questions on the controlling terminal. Whatever ends them, the terminal is as it was.

use secrecy::SecretString;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Write as _};

/// Why nobody answered a question.
#[derive(thiserror::Error)]
pub enum PromptError {
    /// There is no terminal to ask on.
    #[error("there is no terminal to ask on")]
    NoTerminal,
    /// `--no-input`.
    #[error("it must be asked for, and --no-input forbids it")]
    NotAllowed,
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// The terminal went away, or the person gave an empty answer.
    #[error("no answer on the terminal")]
    NoAnswer(#[source] io::Error),
}
debug_as_display!(PromptError);

/// Asks for a line on `terminal`; an empty one is none.
pub(super) fn line(mut terminal: File, question: &str) -> Result<Option<String>, PromptError> {
    let mut answer = String::new();
    #[cfg(unix)]
    let _guard = super::termination::guard_terminal(&terminal, &format!("{question}: "), true);
    write!(terminal, "{question}: ").and_then(|()| terminal.flush()).map_err(PromptError::NoAnswer)?;
    test_event!(Prompt { question });
    let read = BufReader::new(terminal).read_line(&mut answer).map_err(unanswered)?;
    let answer = answer.trim();
    if read == 0 { Err(nothing()) } else { Ok(Some(answer.to_owned()).filter(|answer| !answer.is_empty())) }
}

/// Asks for a secret on `terminal`, without echo. Ctrl-C ends the process with exit code 130.
pub(super) fn secret(terminal: &File, question: &str) -> Result<SecretString, PromptError> {
    test_event!(Prompt { question });
    let question = format!("{question}: ");
    #[cfg(unix)]
    let _guard = super::termination::guard_terminal(terminal, &question, true);
    let answer = rpassword::prompt_password(&question).map_err(unanswered)?;
    if answer.is_empty() { Err(nothing()) } else { Ok(SecretString::from(answer)) }
}

/// The signal may end the reading before the watcher ends the process.
fn unanswered(error: io::Error) -> PromptError {
    if error.kind() == io::ErrorKind::Interrupted { PromptError::Interrupted } else { PromptError::NoAnswer(error) }
}

/// There was no answer.
pub(super) fn nothing() -> PromptError {
    PromptError::NoAnswer(io::ErrorKind::UnexpectedEof.into())
}
