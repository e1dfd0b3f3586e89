//! The user at the terminal: what is printed for them, and what they are prompted for.

use super::TerminalLines;
use super::menu::{self, Menu};
use super::message_format::{MessageContext, are_messages_json, labeled_message};
use super::prompt::{self, PromptError};
use super::{wait_line, wrap_to_terminal};
use crate::text::{printable_line, printable_lines};
use secrecy::SecretString;
use std::collections::HashSet;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Standard output and error, and the controlling terminal, which may exist even if both are pipes.
pub struct Terminal {
    stdout: bool,
    stderr: bool,
    quiet: bool,
    /// Whether the terminal can move its cursor.
    has_cursor: bool,
    prompts_disabled: AtomicBool,
    printed_notes: Mutex<HashSet<String>>,
    /// Notes and warnings that are collected instead of printed, once [`Terminal::capture_messages`] was called.
    captured: Mutex<Option<Vec<CapturedMessage>>>,
}

/// A note or warning that was collected instead of printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CapturedMessage {
    /// Whether it is a warning.
    pub(crate) is_warning: bool,
    /// The text, on one line.
    pub(crate) text: String,
}

impl Terminal {
    /// Detects the terminal of this process, whose type is that of the variable `TERM`.
    #[must_use]
    pub(crate) fn of_this_process(terminal_type: Option<&str>) -> Self {
        let has_cursor = terminal_type.is_some_and(|name| name != "dumb");
        let (stdout, stderr) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        Self {
            stdout,
            stderr,
            quiet: false,
            has_cursor,
            prompts_disabled: AtomicBool::new(false),
            printed_notes: Mutex::default(),
            captured: Mutex::default(),
        }
    }

    /// Whether standard output is a terminal.
    #[must_use]
    pub(crate) fn is_stdout_terminal(&self) -> bool {
        self.stdout
    }

    /// Whether there is a terminal to print on or to prompt at.
    #[must_use]
    pub(crate) fn is_interactive(&self) -> bool {
        self.stderr || controlling_terminal().is_some()
    }

    /// Whether an interactive shell can run here: standard input and output are a terminal.
    #[must_use]
    pub(crate) fn can_run_shell(&self) -> bool {
        self.stdout && io::stdin().is_terminal()
    }

    /// Whether a user works interactively, so that questions are possible that a script must not get: standard input and output are a
    /// terminal, and prompts are enabled.
    #[must_use]
    pub(crate) fn is_used_interactively(&self) -> bool {
        self.can_run_shell() && self.can_prompt()
    }

    /// Prints a message that the user must see, sanitized, on standard error and, if that is not a terminal, on the controlling terminal.
    pub fn print(&self, text: &str) {
        self.print_styled(&printable_lines(text));
    }

    /// Prints a warning like [`Terminal::print`], on one line, so that external text in it cannot look like a message of this program.
    pub(crate) fn print_warning(&self, text: &str) {
        if are_messages_json() {
            return Self::print_labeled("warning", text, MessageContext::default());
        }
        self.print_styled(&printable_line(&format!("warning: {text}")));
    }

    /// Prints a message with this program's own styles, which [`Terminal::print`] would remove. External text in it must have been
    /// sanitized by [`crate::text::printable()`].
    pub(crate) fn print_styled(&self, text: &str) {
        print_to_stderr(text);
        if !self.stderr
            && let Some(terminal) = controlling_terminal()
        {
            let _ = writeln!(anstream::AutoStream::auto(terminal), "{text}");
        }
    }

    /// Starts reading lines that the user types; `None` if there is no controlling terminal or prompts are disabled.
    #[must_use]
    pub fn lines(&self) -> Option<TerminalLines> {
        if self.are_prompts_disabled() { None } else { controlling_terminal().and_then(TerminalLines::of) }
    }

    /// Returns columns and rows of the terminal on standard error.
    #[must_use]
    pub fn size(&self) -> Option<(u16, u16)> {
        let (width, height) = terminal_size::terminal_size_of(io::stderr()).filter(|_| self.stderr)?;
        Some((width.0, height.0))
    }

    /// Prints a note on standard error, unless `--quiet` is set.
    pub fn note(&self, text: &str) {
        self.note_in(MessageContext::default(), text);
    }

    /// Prints a note like [`Terminal::note`], with its context for programs.
    pub(crate) fn note_in(&self, context: MessageContext, text: &str) {
        if !self.captures(false, text) && !self.quiet {
            Self::print_labeled("note", text, context);
        }
    }

    /// Prints a note unless the same one was printed before.
    pub(crate) fn note_once(&self, text: &str) {
        if self.printed_notes.lock().is_ok_and(|mut printed_notes| printed_notes.insert(text.to_owned())) {
            self.note(text);
        }
    }

    /// Prints a warning unless the same one was printed before.
    pub(crate) fn warn_once(&self, text: &str) {
        if self.printed_notes.lock().is_ok_and(|mut printed_notes| printed_notes.insert(text.to_owned())) {
            self.warn(text);
        }
    }

    /// Prints a warning on standard error, even with `--quiet`.
    pub fn warn(&self, text: &str) {
        self.warn_in(MessageContext::default(), text);
    }

    /// Prints a warning like [`Terminal::warn`], with its context for programs.
    pub(crate) fn warn_in(&self, context: MessageContext, text: &str) {
        if !self.captures(true, text) {
            Self::print_labeled("warning", text, context);
        }
    }

    /// Collects notes and warnings from now on, instead of printing them.
    pub(crate) fn capture_messages(&self) {
        self.captured.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default();
    }

    /// Returns the messages that were collected since the last call.
    pub(crate) fn take_captured(&self) -> Vec<CapturedMessage> {
        self.captured.lock().unwrap_or_else(PoisonError::into_inner).as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Whether messages are collected; if so, adds this one.
    fn captures(&self, is_warning: bool, text: &str) -> bool {
        let mut captured = self.captured.lock().unwrap_or_else(PoisonError::into_inner);
        let captured = captured.as_mut();
        let is_capturing = captured.is_some();
        captured.into_iter().for_each(|messages| messages.push(CapturedMessage { is_warning, text: printable_line(text) }));
        is_capturing
    }

    fn print_labeled(label: &str, text: &str, context: MessageContext) {
        let text = printable_line(text);
        if are_messages_json() {
            return print_to_stderr(&labeled_message(label, &text, context));
        }
        print_to_stderr(&wrap_to_terminal(&format!("{label}: {text}"), "  "));
    }

    /// Shows what is awaited from now on, in a line that is updated in place: if standard error is a terminal that can do that, and unless
    /// notes are suppressed or messages are JSON.
    pub(crate) fn show_waits(&self) {
        wait_line::enable(self.stderr && self.has_cursor && !self.quiet && !are_messages_json());
    }

    /// Leaves the terminal to a child process: disables prompts, and no longer shows what is awaited.
    pub(crate) fn leave_to_child(&self) {
        self.disable_prompts();
        wait_line::enable(false);
    }

    /// Whether notes are suppressed (`--quiet`).
    #[must_use]
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Suppresses notes from now on (`--quiet`).
    pub(crate) fn set_quiet(&mut self) {
        self.quiet = true;
    }

    /// Checks that prompts are possible.
    ///
    /// # Errors
    /// [`PromptError::NoTerminal`] or [`PromptError::Disabled`].
    pub(crate) fn check_prompts(&self) -> Result<(), PromptError> {
        self.prompt_terminal().map(drop)
    }

    /// Prompts for yes or no on the controlling terminal, again after any other answer; an empty one means no.
    ///
    /// # Errors
    /// The errors of [`Terminal::prompt_secret`].
    pub(crate) fn prompt_confirmation(&self, question: &str) -> Result<bool, PromptError> {
        loop {
            let answer = self.prompt_optional_line(&format!("{question} [y/N]"))?.unwrap_or_default();
            match answer.to_lowercase().as_str() {
                "y" | "yes" => return Ok(true),
                "" | "n" | "no" => return Ok(false),
                _ => self.print("enter y or n"),
            }
        }
    }

    /// Prompts for a line on the controlling terminal.
    ///
    /// # Errors
    /// The errors of [`Terminal::prompt_secret`].
    pub(crate) fn prompt_line(&self, question: &str) -> Result<String, PromptError> {
        prompt::read_line(self.prompt_terminal()?, question)?.ok_or_else(prompt::empty_answer)
    }

    /// Prompts for a line on the controlling terminal; `None` for an empty one.
    ///
    /// # Errors
    /// The errors of [`Terminal::prompt_secret`].
    pub(crate) fn prompt_optional_line(&self, question: &str) -> Result<Option<String>, PromptError> {
        prompt::read_line(self.prompt_terminal()?, question)
    }

    /// Prompts for a secret on the controlling terminal, without echo. Ctrl-C ends the process with exit code 130.
    ///
    /// # Errors
    /// [`PromptError::NoTerminal`] if there is none, [`PromptError::Disabled`] if prompts are disabled, [`PromptError::Unanswered`] if it
    /// is closed or the answer is empty.
    pub(crate) fn prompt_secret(&self, question: &str) -> Result<SecretString, PromptError> {
        prompt::read_secret(&self.prompt_terminal()?, question)
    }

    /// Lets the user choose an item of `menu` on the controlling terminal, and returns its index. A terminal that cannot move its cursor, or
    /// is tiny, shows a list of numbers instead.
    ///
    /// # Errors
    /// The errors of [`Terminal::prompt_secret`]; [`PromptError::Canceled`] after Esc.
    pub(crate) fn choose(&self, menu: &Menu<'_>) -> Result<usize, PromptError> {
        let terminal = self.prompt_terminal()?;
        #[cfg(unix)]
        if self.has_cursor
            && let Some(chosen) = super::terminal_menu::choose(&terminal, menu)
        {
            return chosen;
        }
        drop(terminal);
        self.choose_from_list(menu)
    }

    fn choose_from_list(&self, menu: &Menu<'_>) -> Result<usize, PromptError> {
        let rows: Vec<String> = (0..menu.items.len()).map(|index| format!("  {}", menu::numbered_row(menu, index))).collect();
        self.print(&format!("{}\n{}", menu.question, rows.join("\n")));
        loop {
            let answer = self.prompt_optional_line(&format!("Number [{}]", menu.default + 1))?;
            match answer.as_deref().map_or(Some(menu.default), |answer| menu::find(menu, answer)) {
                Some(index) => return Ok(index),
                None => self.print(&format!("invalid choice `{}`: enter one of the numbers", answer.unwrap_or_default())),
            }
        }
    }

    fn prompt_terminal(&self) -> Result<std::fs::File, PromptError> {
        if self.are_prompts_disabled() {
            return Err(PromptError::Disabled);
        }
        wait_line::erase();
        controlling_terminal().ok_or(PromptError::NoTerminal)
    }

    /// Disables prompts, for `--no-input`.
    pub(crate) fn disable_prompts(&self) {
        self.prompts_disabled.store(true, Ordering::Relaxed);
    }

    /// Whether a prompt is possible: there is a controlling terminal, and prompts are not disabled.
    #[must_use]
    pub(crate) fn can_prompt(&self) -> bool {
        !self.are_prompts_disabled() && controlling_terminal().is_some()
    }

    /// Whether prompts are disabled.
    #[must_use]
    pub(crate) fn are_prompts_disabled(&self) -> bool {
        self.prompts_disabled.load(Ordering::Relaxed)
    }
}

#[cfg(unix)]
fn controlling_terminal() -> Option<std::fs::File> {
    std::fs::OpenOptions::new().read(true).write(true).open("/dev/tty").ok()
}

#[cfg(windows)]
fn controlling_terminal() -> Option<std::fs::File> {
    std::fs::OpenOptions::new().write(true).open("CONOUT$").ok()
}

/// Writes `text` and a line end to standard error in one write (the browser may write there too), with styles if supported.
pub(crate) fn print_to_stderr(text: &str) {
    wait_line::erase();
    let mut styled = anstream::AutoStream::new(Vec::new(), anstream::AutoStream::choice(&io::stderr()));
    let _ = writeln!(styled, "{text}");
    let _ = io::stderr().write_all(&styled.into_inner());
}

/// Returns standard error for a line of the log.
pub(crate) fn log_writer() -> io::Stderr {
    wait_line::erase();
    io::stderr()
}

/// Formats a duration: `90 s`, `10 min`, `2 h 30 min`. From two minutes on, seconds are dropped.
#[must_use]
pub(crate) fn format_duration(time: std::time::Duration) -> String {
    let (seconds, minutes) = (time.as_secs(), time.as_secs() / 60);
    match (minutes / 60, minutes % 60) {
        (0, 0 | 1) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::format_duration;

    #[test]
    fn durations_are_formatted_in_suitable_units() {
        for (seconds, expected) in
            [(1, "1 s"), (119, "119 s"), (120, "2 min"), (150, "2 min"), (3600, "1 h"), (9000, "2 h 30 min"), (86_400, "24 h")]
        {
            assert_eq!(format_duration(std::time::Duration::from_secs(seconds)), expected);
        }
    }
}
