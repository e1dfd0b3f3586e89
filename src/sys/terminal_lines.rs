//! Reads lines that the user types or pastes while the program also waits for something else.
//!
//! The terminal is in non-canonical mode: in canonical mode it truncates lines at 4095 bytes (1024 on macOS), and a pasted URL may be
//! longer. So echo and erase are done here.

use std::time::Duration;

/// How often the terminal is polled.
const PAUSE: Duration = Duration::from_millis(100);
/// The maximum length of a line.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// Editing keys.
const BACKSPACE: [u8; 2] = [0x08, 0x7f];
const CTRL_U: u8 = 0x15;
/// Erases the last character on the screen.
const ERASED: &[u8] = b"\x08 \x08";

/// The line being typed, and the pending echo.
#[derive(Default)]
struct LineEditor {
    line: Vec<u8>,
    echo: Vec<u8>,
}

impl LineEditor {
    /// Processes one byte; returns the line if it is complete.
    fn take(&mut self, byte: u8) -> Option<String> {
        match byte {
            b'\n' | b'\r' => {
                self.echo.push(b'\n');
                return Some(String::from_utf8_lossy(&std::mem::take(&mut self.line)).into_owned());
            }
            _ if BACKSPACE.contains(&byte) => self.erase_last(),
            CTRL_U => (0..self.line.len()).for_each(|_| self.erase_last()),
            0..0x20 => {}
            _ if self.line.len() >= MAX_LINE_BYTES => self.line.clear(),
            _ => {
                self.line.push(byte);
                self.echo.push(byte);
            }
        }
        None
    }

    /// Erases the last character, which may have several bytes.
    fn erase_last(&mut self) {
        let is_character_start = |byte: &u8| !(0x80..0xc0).contains(byte);
        if let Some(start) = self.line.iter().rposition(is_character_start) {
            self.line.truncate(start);
            self.echo.extend_from_slice(ERASED);
        }
    }
}

pub use unix::TerminalLines;

mod unix {
    use super::{LineEditor, PAUSE};
    use crate::sys::terminal_guard::{TerminalGuard, is_in_foreground, read_by_characters};
    use crate::sys::termination::guard_terminal;
    use crate::sys::wait_line::make_room_for_input;
    use std::collections::VecDeque;
    use std::fs::File;
    use std::io::{ErrorKind, Read as _, Write as _};

    /// The controlling terminal in non-blocking mode, so that no pending read consumes later input.
    pub struct TerminalLines {
        terminal: File,
        editor: LineEditor,
        input: VecDeque<u8>,
        guard: Option<TerminalGuard>,
    }

    impl Drop for TerminalLines {
        fn drop(&mut self) {
            if !self.editor.line.is_empty() {
                let _ = self.terminal.write_all(b"\n"); // what comes next is not part of the typed line
            }
            make_room_for_input(false);
        }
    }

    impl TerminalLines {
        /// Whether an abandoned read leaves what is typed later.
        pub(crate) const LEAVES_LATER_INPUT: bool = true;

        /// Starts reading `terminal`; `None` if it cannot be made non-blocking.
        pub(in crate::sys) fn of(terminal: File) -> Option<Self> {
            rustix::io::ioctl_fionbio(&terminal, true).ok()?;
            Some(Self { terminal, editor: LineEditor::default(), input: VecDeque::new(), guard: None })
        }

        /// Waits for the next line, without its line end. Never returns if the terminal is gone.
        pub async fn next(&mut self) -> String {
            loop {
                while let Some(byte) = self.input.pop_front() {
                    if let Some(line) = self.editor.take(byte) {
                        self.show();
                        return line;
                    }
                }
                self.show();
                match self.read() {
                    Some(0) => tokio::time::sleep(PAUSE).await,
                    Some(_) => {}
                    None => break,
                }
            }
            tracing::debug!("the terminal was closed: pasting an address is no longer possible");
            std::future::pending().await
        }

        fn show(&mut self) {
            if !self.editor.echo.is_empty() {
                make_room_for_input(!self.editor.line.is_empty());
                let _ = self.terminal.write_all(&std::mem::take(&mut self.editor.echo));
            }
        }

        /// Reads the available bytes and returns their number; `None` if the terminal is gone.
        fn read(&mut self) -> Option<usize> {
            if !is_in_foreground(&self.terminal)? {
                return Some(0);
            }
            if self.guard.is_none() {
                self.guard = guard_terminal(&self.terminal, "", false);
                let _ = self.guard.as_ref().map(|_| read_by_characters(&self.terminal, 1, 0));
                test_event!(PasteAwaited);
            }
            let mut buffer = [0; 4096];
            match self.terminal.read(&mut buffer) {
                Ok(0) => None,
                Ok(length) => {
                    self.input.extend(&buffer[..length]);
                    Some(length)
                }
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => Some(0),
                Err(_) => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &str) -> (Option<String>, String) {
        let mut editor = LineEditor::default();
        let line = keys.bytes().find_map(|byte| editor.take(byte));
        (line, String::from_utf8_lossy(&editor.echo).into_owned())
    }

    #[test]
    fn typed_characters_are_echoed_and_can_be_erased() {
        assert_eq!(typed("abc\n"), (Some("abc".to_owned()), "abc\n".to_owned()));
        assert_eq!(typed("aü\u{7f}b\r"), (Some("ab".to_owned()), "aü\x08 \x08b\n".to_owned()));
        assert_eq!(typed("\u{7f}ab\u{15}\u{4}c\n"), (Some("c".to_owned()), "ab\x08 \x08\x08 \x08c\n".to_owned()));
        assert_eq!(typed("ab"), (None, "ab".to_owned()));
    }

    #[test]
    fn an_endless_line_is_discarded() {
        let (line, _) = typed(&format!("{}x\n", "a".repeat(MAX_LINE_BYTES)));
        assert_eq!(line.as_deref(), Some(""));
    }
}
