//! Shows a menu on the controlling terminal, in place, and reads its keys there: standard input and output may be pipes.
//!
//! The terminal is in non-canonical mode meanwhile, with its signal keys: Ctrl-C and Ctrl-Z do what they do at other prompts. The cursor
//! stays visible, behind the search text.

use super::menu::Menu;
use super::open_menu::{MenuStep, OpenMenu};
use super::prompt::{PromptError, empty_answer};
use super::terminal_guard::{TerminalGuard, is_in_foreground, read_by_characters};
use super::terminal_key::KeyDecoder;
use super::termination::guard_terminal;
use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};

/// The minimum size of a terminal that shows a menu in place, in columns and rows.
const MIN_SIZE: (u16, u16) = (30, 6);
/// How long a read waits for a key, in tenths of a second; also how long Esc waits for the rest of a sequence.
const KEY_WAIT: u8 = 1;

/// A menu on the screen.
struct ShownMenu<'a> {
    terminal: File,
    menu: OpenMenu<'a>,
    guard: TerminalGuard,
    size: (u16, u16),
    /// The number of lines on the screen above the cursor.
    lines_above: usize,
}

/// Lets the user choose an item of `menu`; `None` if the terminal cannot show it in place.
pub(super) fn choose(terminal: &File, menu: &Menu<'_>) -> Option<Result<usize, PromptError>> {
    let size = size(terminal).filter(|(columns, rows)| *columns >= MIN_SIZE.0 && *rows >= MIN_SIZE.1)?;
    let guard = guard_terminal(terminal, "", true)?;
    read_by_characters(terminal, 0, KEY_WAIT).ok()?;
    let mut shown = ShownMenu { terminal: terminal.try_clone().ok()?, menu: OpenMenu::new(menu), guard, size, lines_above: 0 };
    shown.draw();
    test_event!(Prompt { question: menu.question });
    Some(shown.read_choice())
}

fn size(terminal: &File) -> Option<(u16, u16)> {
    terminal_size::terminal_size_of(terminal).map(|(columns, rows)| (columns.0, rows.0))
}

impl ShownMenu<'_> {
    fn read_choice(mut self) -> Result<usize, PromptError> {
        let mut decoder = KeyDecoder::default();
        loop {
            let key = match self.read_byte()? {
                Some(byte) => decoder.take(byte),
                None => decoder.end_sequence(),
            };
            match key.map(|key| self.menu.press(key)) {
                Some(MenuStep::Open) => self.draw(),
                Some(MenuStep::Chosen(index)) => {
                    let answer = self.menu.answer_line(index);
                    self.replace(&format!("{answer}\n"));
                    return Ok(index);
                }
                Some(MenuStep::Canceled) => {
                    self.replace("");
                    return Err(PromptError::Canceled("nothing was chosen"));
                }
                Some(MenuStep::Closed) => {
                    self.replace("");
                    return Err(empty_answer());
                }
                None => self.draw_if_resized(),
            }
        }
    }

    /// Reads one byte; `None` if none came for a while.
    fn read_byte(&mut self) -> Result<Option<u8>, PromptError> {
        let mut byte = [0];
        match self.terminal.read(&mut byte) {
            Ok(0) if is_in_foreground(&self.terminal).is_some() => Ok(None),
            Ok(0) => Err(empty_answer()), // the terminal is gone
            Ok(_) => Ok(Some(byte[0])),
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(None),
            Err(error) => Err(PromptError::Unanswered(error)),
        }
    }

    fn draw_if_resized(&mut self) {
        let size = size(&self.terminal).unwrap_or(self.size);
        if size != self.size {
            self.size = size;
            self.draw();
        }
    }

    fn draw(&mut self) {
        let (lines, selected) = self.menu.lines(self.size.0.into(), self.size.1.into());
        let styled = lines.iter().enumerate().map(|(index, line)| {
            if Some(index) == selected { format!("{0}{line}{0:#}", anstyle::Style::new().bold()) } else { line.clone() }
        });
        let text = styled.collect::<Vec<_>>().join("\n");
        self.replace(&text);
        self.lines_above = lines.len().saturating_sub(1);
    }

    /// Replaces what is shown by `text`.
    fn replace(&mut self, text: &str) {
        let mut styled = anstream::AutoStream::new(Vec::new(), anstream::AutoStream::choice(&self.terminal));
        let _ = styled.write_all(text.as_bytes());
        let text = String::from_utf8_lossy(&styled.into_inner()).into_owned();
        let up = if self.lines_above == 0 { String::new() } else { format!("\x1b[{}A", self.lines_above) };
        let _ = self.terminal.write_all(format!("\r{up}\x1b[J{text}").as_bytes());
        self.guard.set_question(text);
        self.lines_above = 0;
    }
}
