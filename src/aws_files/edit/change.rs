//! The edits of a file: what is to change, and why it cannot.

use crate::aws_files::Section;
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
    /// Removes the header of the section, with the empty line before it, if earlier changes leave neither settings nor comments above the
    /// last of them. The key is ignored.
    RemoveEmptySection,
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
    pub(crate) fn overwrites(&self, removal: &Self) -> bool {
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
pub(in crate::aws_files) struct Splice {
    /// The line before which lines are inserted.
    pub(in crate::aws_files) start_line: usize,
    /// The number of lines to remove.
    pub(in crate::aws_files) removed: usize,
    /// The new lines, without line ends.
    pub(in crate::aws_files) edit: Vec<Zeroizing<Vec<u8>>>,
    /// The order of insertions at the same line.
    pub(super) rank: Rank,
}

/// The order of new lines at one place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Lines of the nested block that ends there.
    Nested,
    /// Lines of the section that ends there.
    Key,
    /// A new section.
    Section,
}
