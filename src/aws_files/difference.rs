//! What a change does to a file, for reading: the lines that go and the lines that come, as `diff -U0` shows them, without secrets.

use super::Document;
use super::edit::{Edited, Splice};
use super::lines::{Kind, is_secret};
use crate::sys::printable;
use std::fmt::Write as _;

/// What stands in place of a secret.
const MASK: &str = "****";

impl Edited<'_> {
    /// The difference, with `name` for the file; empty where nothing changes.
    #[must_use]
    pub fn difference(&self, name: &str) -> String {
        let mut text = String::new();
        if self.is_unchanged() {
            return text;
        }
        let _ = writeln!(text, "--- {name}\n+++ {name}"); // a String takes everything
        let mut moved = 0;
        for hunk in self.splices.chunk_by(|one, next| one.at + one.gone == next.at && one.section == next.section) {
            moved = self.show(hunk, moved, &mut text);
        }
        text
    }

    /// Shows splices that follow each other at once; `moved` is how many lines came above them, and what it is below is returned.
    fn show(&self, hunk: &[Splice], moved: isize, text: &mut String) -> isize {
        let Some(first) = hunk.first() else { return moved };
        let gone: usize = hunk.iter().map(|splice| splice.gone).sum();
        let come: usize = hunk.iter().map(|splice| splice.new.len()).sum();
        let old = first.at + usize::from(gone > 0);
        let new = (first.at + usize::from(come > 0)).saturating_add_signed(moved);
        let _ = writeln!(text, "@@ -{} +{} @@ {}", span(old, gone), span(new, come), printable(&first.section));
        for line in hunk.iter().flat_map(|splice| splice.at..splice.at + splice.gone) {
            let _ = writeln!(text, "-{}", self.document.shown(line));
        }
        for line in hunk.iter().flat_map(|splice| &splice.new) {
            let _ = writeln!(text, "+{}", masked(line));
        }
        moved.saturating_add_unsigned(come).saturating_sub_unsigned(gone)
    }
}

impl Document<'_> {
    /// A line that stood there, without secrets.
    fn shown(&self, line: usize) -> String {
        let owner = self.lines[..line].iter().rev().find(|line| !matches!(line.kind, Kind::More | Kind::Silent));
        let continues = matches!(self.lines[line].kind, Kind::More);
        match owner.map(|owner| &owner.kind) {
            Some(Kind::Key(name, _)) if continues && is_secret(&self.text[name.clone()]) => MASK.to_owned(),
            _ => masked(&self.text[self.lines[line].text.clone()]),
        }
    }
}

/// Where a hunk begins and how long it is, in the words of `diff`.
fn span(start: usize, length: usize) -> String {
    if length == 1 { start.to_string() } else { format!("{start},{length}") }
}

/// A line without the value of a secret key.
fn masked(line: &[u8]) -> String {
    let shown = |part: &[u8]| printable_line(&String::from_utf8_lossy(part));
    match line.iter().position(|byte| matches!(byte, b'=' | b':')) {
        Some(delimiter) if is_secret(&line[..delimiter]) => format!("{} {MASK}", shown(&line[..=delimiter])),
        _ => shown(line),
    }
}

/// A line with its indentation, fit for a terminal.
fn printable_line(line: &str) -> String {
    let inner = line.trim_start_matches([' ', '\t']);
    line[..line.len() - inner.len()].to_owned() + &printable(inner)
}
