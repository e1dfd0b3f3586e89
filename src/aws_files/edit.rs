//! Edits an AWS file by removing and inserting lines. All other bytes are unchanged.

mod place;

use super::{Document, Section};
use place::Rank;
use zeroize::Zeroizing;

/// The edit of a key.
#[derive(Clone)]
pub enum KeyEdit {
    /// Sets this value.
    Set(Zeroizing<String>),
    /// Sets these keys in a nested block; its other keys stay.
    SetNested(Vec<(&'static str, String)>),
    /// Removes this key from a nested block, and the block if it becomes empty.
    RemoveNested(&'static str),
    /// Removes the key.
    Remove,
    /// Removes the key from sections whose headers spell the name differently.
    RemoveOtherSpellings,
}

/// The edit of one key in one section.
#[derive(Clone)]
pub struct Change {
    /// The section, which is created if missing.
    pub section: Section,
    /// The key.
    pub key: &'static str,
    /// The edit.
    pub edit: KeyEdit,
}

impl Change {
    /// Returns the new value, if the key is set.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        if let KeyEdit::Set(value) = &self.edit { Some(value) } else { None }
    }

    /// Whether this change makes `removal` unnecessary.
    #[must_use]
    pub fn overwrites(&self, removal: &Self) -> bool {
        let is_set = match (&removal.edit, &self.edit) {
            (KeyEdit::RemoveNested(key), KeyEdit::SetNested(settings)) => settings.iter().any(|(name, _)| name == key),
            _ => true,
        };
        is_set && self.key == removal.key && self.section == removal.section
    }
}

/// Why a change cannot be made.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The key has a plain value instead of a nested block.
    #[error("`{key}` on line {line} has a plain value instead of a nested block")]
    NotABlock {
        /// The key.
        key: &'static str,
        /// Its line, counted from one.
        line: usize,
    },
    /// The value contains a line end, surrounding whitespace, or what some clients treat as a comment.
    #[error("the value of `{0}` cannot be written to an AWS file: it contains a line end, ` #` or ` ;`, or begins or ends with a space")]
    Unwritable(&'static str),
}
debug_as_display!(EditError);

/// A removal and insertion at one place.
pub(super) struct Splice {
    /// The line before which lines are inserted.
    pub(super) at: usize,
    /// The number of lines to remove.
    pub(super) removed: usize,
    /// The new lines, without line ends.
    pub(super) edit: Vec<Zeroizing<Vec<u8>>>,
    /// The order of insertions at the same line.
    rank: Rank,
}

/// A document with pending edits.
pub struct Edited<'a> {
    pub(super) document: &'a Document<'a>,
    /// Sorted by line.
    pub(super) splices: Vec<Splice>,
}

impl<'a> Document<'a> {
    /// Computes the line edits for `changes`, which must be grouped by section.
    ///
    /// # Errors
    /// See [`EditError`].
    pub fn edit(&'a self, changes: &[Change]) -> Result<Edited<'a>, EditError> {
        let mut splices = Vec::new();
        for of_one in changes.chunk_by(|one, next| one.section == next.section) {
            place::splices(self, of_one, &mut splices)?;
        }
        splices.sort_by_key(|splice| (splice.at, splice.rank));
        let is_removal = |splice: &Splice| splice.removed == 1 && splice.edit.is_empty();
        splices.dedup_by(|next, last| next.at == last.at && is_removal(next) && is_removal(last)); // the removal of a block and of one of its keys
        Ok(Edited { document: self, splices })
    }

    /// Returns the start of `line`, which may be one past the last line.
    fn start_of(&self, line: usize) -> usize {
        self.lines.get(line).map_or(self.text.len(), |line| line.text.start)
    }

    /// Returns the line end of `line`; that of the first line if it has none.
    fn line_end(&self, line: usize) -> &'a [u8] {
        let end = |line: usize| self.lines.get(line).map(|line| &self.text[line.text.end..line.end]).filter(|end| !end.is_empty());
        end(line).or_else(|| end(0)).unwrap_or(b"\n")
    }
}

impl Edited<'_> {
    /// Whether there is nothing to change.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.splices.is_empty()
    }

    /// Returns the new content.
    #[must_use]
    pub fn bytes(&self) -> Zeroizing<Vec<u8>> {
        let Document { text, lines, .. } = self.document;
        let added: usize = self.splices.iter().flat_map(|splice| &splice.edit).map(|line| line.len() + 4).sum();
        let mut out = Zeroizing::new(Vec::with_capacity(text.len() + added)); // never reallocated: no unwiped copy of the keys remains
        let mut copied = 0;
        for splice in &self.splices {
            out.extend_from_slice(&text[copied..self.document.start_of(splice.at)]);
            self.add(splice, &mut out);
            copied = self.document.start_of(splice.at + splice.removed);
        }
        out.extend_from_slice(&text[copied..]);
        let ended = lines.last().is_none_or(|last| last.end > last.text.end);
        if !ended && copied == text.len() && self.splices.last().is_some_and(|last| !last.edit.is_empty()) {
            let rest = out.strip_suffix(b"\n").map_or(out.len(), <[u8]>::len);
            out.truncate(rest);
            let rest = out.strip_suffix(b"\r").map_or(out.len(), <[u8]>::len);
            out.truncate(rest);
        }
        out
    }

    fn add(&self, splice: &Splice, out: &mut Vec<u8>) {
        let neighbor = if splice.removed > 0 { splice.at } else { splice.at.saturating_sub(1) };
        let line_end = self.document.line_end(neighbor);
        if splice.removed == 0 && out.len() > self.document.start_of(0) && !out.ends_with(b"\n") && !out.ends_with(b"\r") {
            out.extend_from_slice(line_end); // the last line had no end
        }
        for line in &splice.edit {
            out.extend_from_slice(line);
            out.extend_from_slice(line_end);
        }
    }
}
