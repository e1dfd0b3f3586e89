//! Edits an AWS file by removing and inserting lines. All other bytes are unchanged.

mod change;
mod place;

pub(super) use change::Splice;

pub use change::{Change, EditError, KeyEdit};

use super::Document;
use zeroize::Zeroizing;

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
        for section_changes in changes.chunk_by(|one, next| one.section == next.section) {
            place::splices(self, section_changes, &mut splices)?;
        }
        splices.sort_by_key(|splice| (splice.start_line, splice.rank));
        let is_removal = |splice: &Splice| splice.removed == 1 && splice.edit.is_empty();
        splices.dedup_by(|next, last| next.start_line == last.start_line && is_removal(next) && is_removal(last)); // the removal of a block and of one of its keys
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
        let added_length: usize = self.splices.iter().flat_map(|splice| &splice.edit).map(|line| line.len() + 4).sum();
        let mut out = Zeroizing::new(Vec::with_capacity(text.len() + added_length)); // never reallocated: no unwiped copy of the keys remains
        let mut position = 0;
        for splice in &self.splices {
            out.extend_from_slice(&text[position..self.document.start_of(splice.start_line)]);
            self.add(splice, &mut out);
            position = self.document.start_of(splice.start_line + splice.removed);
        }
        out.extend_from_slice(&text[position..]);
        let ends_with_newline = lines.last().is_none_or(|last| last.end > last.text.end);
        if !ends_with_newline && position == text.len() && self.splices.last().is_some_and(|last| !last.edit.is_empty()) {
            let length = out.strip_suffix(b"\n").map_or(out.len(), <[u8]>::len);
            out.truncate(length);
            let length = out.strip_suffix(b"\r").map_or(out.len(), <[u8]>::len);
            out.truncate(length);
        }
        out
    }

    fn add(&self, splice: &Splice, out: &mut Vec<u8>) {
        let neighbor = if splice.removed > 0 { splice.start_line } else { splice.start_line.saturating_sub(1) };
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
