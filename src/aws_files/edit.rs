//! Changes to an AWS file, as the lines that go and the lines that come. All other bytes stay.

mod place;

use super::{Document, Section};
use place::Rank;
use zeroize::Zeroizing;

/// The new value of a key.
#[derive(Clone)]
pub enum New {
    /// This.
    Value(Zeroizing<String>),
    /// A nested block in which these keys say this; what else stands in it stays.
    Block(Vec<(&'static str, String)>),
    /// A nested block in which this key says nothing; one that held nothing else goes.
    Without(&'static str),
    /// Nothing: its lines go.
    Gone,
    /// Nothing in the other spellings of the section's name, which are not changed otherwise.
    GoneElsewhere,
}

/// One key of one section, and what it is to say.
#[derive(Clone)]
pub struct Change {
    /// The section; it is made where there is none.
    pub section: Section,
    /// The key.
    pub key: &'static str,
    /// Its new value.
    pub new: New,
}

impl Change {
    /// The value that the key is to have, where it is to have one.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        if let New::Value(value) = &self.new { Some(value) } else { None }
    }

    /// Whether this change leaves nothing of what `removal` removes.
    #[must_use]
    pub fn overwrites(&self, removal: &Self) -> bool {
        let is_set = match (&removal.new, &self.new) {
            (New::Without(key), New::Block(settings)) => settings.iter().any(|(name, _)| name == key),
            _ => true,
        };
        is_set && self.key == removal.key && self.section == removal.section
    }
}

/// Why a change cannot be made.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The key has a value of its own where a nested block is to be.
    #[error("`{key}` on line {line} has a value, where a nested block belongs")]
    NotABlock {
        /// The key.
        key: &'static str,
        /// Its line, counted from one.
        line: usize,
    },
    /// A line end, a blank at an end, or what some clients take for a comment.
    #[error("the value of `{0}` cannot stand in an AWS file: it holds a line end, ` #` or ` ;`, or begins or ends with a blank")]
    Unwritable(&'static str),
}
debug_as_display!(EditError);

/// A place where lines go or come.
pub(super) struct Splice {
    /// The line before which the new lines come.
    pub(super) at: usize,
    /// The number of lines that are removed from there.
    pub(super) gone: usize,
    /// The new lines, without line ends.
    pub(super) new: Vec<Zeroizing<Vec<u8>>>,
    /// Which new lines come first, where several come to one place.
    rank: Rank,
}

/// A document with changes.
pub struct Edited<'a> {
    pub(super) document: &'a Document<'a>,
    /// In the order of the lines.
    pub(super) splices: Vec<Splice>,
}

impl<'a> Document<'a> {
    /// Works out which lines must change for `changes` to be so. Changes of one section stand together.
    ///
    /// # Errors
    /// See [`EditError`].
    pub fn edit(&'a self, changes: &[Change]) -> Result<Edited<'a>, EditError> {
        let mut splices = Vec::new();
        for of_one in changes.chunk_by(|one, next| one.section == next.section) {
            place::splices(self, of_one, &mut splices)?;
        }
        splices.sort_by_key(|splice| (splice.at, splice.rank));
        let is_removal = |splice: &Splice| splice.gone == 1 && splice.new.is_empty();
        splices.dedup_by(|next, last| next.at == last.at && is_removal(next) && is_removal(last)); // a block, and a key of it
        Ok(Edited { document: self, splices })
    }

    /// Returns the start of `line`, which may also be the one behind the last.
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
    /// Whether everything says already what it is to say.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.splices.is_empty()
    }

    /// The new file.
    #[must_use]
    pub fn bytes(&self) -> Zeroizing<Vec<u8>> {
        let Document { text, lines, .. } = self.document;
        let added: usize = self.splices.iter().flat_map(|splice| &splice.new).map(|line| line.len() + 4).sum();
        let mut out = Zeroizing::new(Vec::with_capacity(text.len() + added)); // never moved: nothing of it is left behind
        let mut copied = 0;
        for splice in &self.splices {
            out.extend_from_slice(&text[copied..self.document.start_of(splice.at)]);
            self.add(splice, &mut out);
            copied = self.document.start_of(splice.at + splice.gone);
        }
        out.extend_from_slice(&text[copied..]);
        let ended = lines.last().is_none_or(|last| last.end > last.text.end);
        if !ended && copied == text.len() && self.splices.last().is_some_and(|last| !last.new.is_empty()) {
            let rest = out.strip_suffix(b"\n").map_or(out.len(), <[u8]>::len);
            out.truncate(rest);
            let rest = out.strip_suffix(b"\r").map_or(out.len(), <[u8]>::len);
            out.truncate(rest);
        }
        out
    }

    fn add(&self, splice: &Splice, out: &mut Vec<u8>) {
        let neighbour = if splice.gone > 0 { splice.at } else { splice.at.saturating_sub(1) };
        let line_end = self.document.line_end(neighbour);
        if splice.gone == 0 && out.len() > self.document.start_of(0) && !out.ends_with(b"\n") && !out.ends_with(b"\r") {
            out.extend_from_slice(line_end); // the last line had no end
        }
        for line in &splice.new {
            out.extend_from_slice(line);
            out.extend_from_slice(line_end);
        }
    }
}
