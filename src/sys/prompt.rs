//! Prompts on the controlling terminal, whose settings are always restored.

use secrecy::SecretString;
use std::fs::File;
#[cfg(windows)]
use std::io::IsTerminal as _;
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
    /// The user canceled; the text says what was not done.
    #[error("canceled: {0}")]
    Canceled(&'static str),
    /// The terminal was closed, or the answer was empty.
    #[error("the prompt on the terminal was not answered")]
    Unanswered(#[source] io::Error),
}
debug_as_display!(PromptError);

impl PromptError {
    /// Whether the user ended the program, by Ctrl-C or by canceling.
    #[must_use]
    pub(crate) fn is_end(&self) -> bool {
        matches!(self, Self::Interrupted | Self::Canceled(_))
    }
}

/// Prompts for a line on `terminal`; returns `None` for an empty one.
pub(super) fn read_line(terminal: File, question: &str) -> Result<Option<String>, PromptError> {
    #[cfg(unix)]
    let _guard = super::termination::guard_terminal(&terminal, &format!("{question}: "), true);
    write_question(&terminal, question).map_err(PromptError::Unanswered)?;
    test_event!(Prompt { question });
    let answer = read_answer(terminal).map_err(read_failure)?.ok_or_else(empty_answer)?;
    Ok(Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty()))
}

#[cfg(unix)]
fn write_question(mut terminal: &File, question: &str) -> io::Result<()> {
    write!(terminal, "{question}: ").and_then(|()| terminal.flush())
}

/// Writes the question on the console: by way of standard error where that is the console, because the console takes text only from there.
#[cfg(windows)]
fn write_question(mut terminal: &File, question: &str) -> io::Result<()> {
    if io::stderr().is_terminal() {
        return write!(io::stderr(), "{question}: ");
    }
    write!(terminal, "{question}: ")
}

/// Reads a line from `terminal`; `None` if it is closed.
#[cfg(unix)]
fn read_answer(terminal: File) -> io::Result<Option<String>> {
    let mut answer = String::new();
    // One byte at a time: what follows the line belongs to the next prompt.
    let read = BufReader::with_capacity(1, terminal).read_line(&mut answer)?;
    Ok((read > 0).then_some(answer))
}

/// Reads a line from the console, whose output `_` is: from standard input where that is the console, else from its input `CONIN$`, which
/// has only the characters of its code page. `None` if it is closed.
#[cfg(windows)]
pub(super) fn read_answer(_: File) -> io::Result<Option<String>> {
    let mut answer = Vec::new();
    let read = if io::stdin().is_terminal() {
        io::stdin().lock().read_until(b'\n', &mut answer)?
    } else {
        let input = File::options().read(true).write(true).open("CONIN$")?;
        BufReader::with_capacity(1, input).read_until(b'\n', &mut answer)?
    };
    Ok((read > 0).then(|| String::from_utf8_lossy(&answer).into_owned()))
}

/// Prompts for a secret on `terminal`, without echo. Ctrl-C ends the process with exit code 130.
#[cfg_attr(windows, expect(unused_variables, reason = "the settings of a console need no guard"))]
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
