//! Prompts on the controlling terminal, whose settings are always restored.

use secrecy::SecretString;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Write as _};

/// Why a prompt was not answered.
#[derive(thiserror::Error)]
pub enum PromptError {
    /// There is no controlling terminal.
    #[error("there is no terminal for a prompt")]
    NoTerminal,
    /// Prompts are disabled (`--no-input`).
    #[error("a prompt is required, but --no-input is set")]
    Disabled,
    /// Ctrl-C was pressed.
    #[error("interrupted")]
    Interrupted,
    /// The terminal was closed, or the answer was empty.
    #[error("the prompt on the terminal was not answered")]
    Unanswered(#[source] io::Error),
}
debug_as_display!(PromptError);

/// Prompts for a line on `terminal`; returns `None` for an empty one.
pub(super) fn read_line(mut terminal: File, question: &str) -> Result<Option<String>, PromptError> {
    let mut answer = String::new();
    #[cfg(unix)]
    let _guard = super::termination::guard_terminal(&terminal, &format!("{question}: "), true);
    write!(terminal, "{question}: ").and_then(|()| terminal.flush()).map_err(PromptError::Unanswered)?;
    test_event!(Prompt { question });
    // One byte at a time: what follows the line belongs to the next prompt.
    let read = BufReader::with_capacity(1, terminal).read_line(&mut answer).map_err(read_failure)?;
    let answer = answer.trim();
    if read == 0 { Err(empty_answer()) } else { Ok(Some(answer.to_owned()).filter(|answer| !answer.is_empty())) }
}

/// Prompts for a secret on `terminal`, without echo. Ctrl-C ends the process with exit code 130.
pub(super) fn read_secret(terminal: &File, question: &str) -> Result<SecretString, PromptError> {
    test_event!(Prompt { question });
    let question = format!("{question}: ");
    #[cfg(unix)]
    let _guard = super::termination::guard_terminal(terminal, &question, true);
    let answer = rpassword::prompt_password(&question).map_err(read_failure)?;
    if answer.is_empty() { Err(empty_answer()) } else { Ok(SecretString::from(answer)) }
}

/// Converts a read error; a signal may interrupt the read before the signal thread ends the process.
fn read_failure(error: io::Error) -> PromptError {
    if error.kind() == io::ErrorKind::Interrupted { PromptError::Interrupted } else { PromptError::Unanswered(error) }
}

/// Returns the error for an empty answer.
pub(super) fn empty_answer() -> PromptError {
    PromptError::Unanswered(io::ErrorKind::UnexpectedEof.into())
}
