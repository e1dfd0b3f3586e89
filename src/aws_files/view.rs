//! A view of the lines of an AWS file, to display a change.

use super::edit::Edited;
use super::lines::LineKind;
use super::{Document, Section};
use std::ops::Range;

/// The kind of a line of an AWS file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineView<'a> {
    /// An empty line.
    Blank,
    /// A section header, verbatim.
    Header(&'a [u8]),
    /// A setting.
    Setting {
        /// The key of the nested block that the setting is in.
        block: Option<&'a [u8]>,
        /// The key.
        key: &'a [u8],
        /// The line up to the value: indentation, key and delimiter.
        prefix: &'a [u8],
        /// The value on this line, with a comment behind it; further lines may continue it.
        value: &'a [u8],
    },
    /// A comment, or a line that continues the value of a setting.
    Other,
}

/// Lines of the old file, and the lines of the new file that replace them. Lines are counted from zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// The lines of the old file; empty where lines are only added.
    pub old: Range<usize>,
    /// The lines of the new file; empty where lines are only removed.
    pub new: Range<usize>,
}

impl Document<'_> {
    /// Returns `line`, counted from zero, without its line end; empty past the last line.
    #[must_use]
    pub fn line(&self, line: usize) -> &[u8] {
        self.lines.get(line).map_or(&[], |line| &self.text[line.text.clone()])
    }

    /// Classifies `line`, counted from zero; [`LineView::Blank`] behind the last line.
    #[must_use]
    pub(crate) fn view(&self, line: usize) -> LineView<'_> {
        let Some(parsed_line) = self.lines.get(line) else { return LineView::Blank };
        match &parsed_line.kind {
            LineKind::Ignored if self.trimmed_range(line).is_empty() => LineView::Blank,
            LineKind::Ignored => LineView::Other,
            LineKind::Header(_) => LineView::Header(&self.text[self.trimmed_range(line)]),
            LineKind::Setting(key, value) => self.view_setting(line, None, key, value),
            LineKind::Continuation => self.view_nested(line).unwrap_or(LineView::Other),
        }
    }

    /// Whether `line`, counted from zero, is in `section` or is its header, however the name is spelled.
    #[must_use]
    pub(crate) fn is_in(&self, line: usize, section: &Section) -> bool {
        self.header_of(line).is_some_and(|header| section.matches(self.title(header)))
    }

    fn view_setting<'a>(&'a self, line: usize, block: Option<&'a [u8]>, key: &Range<usize>, value: &Range<usize>) -> LineView<'a> {
        let prefix = &self.text[self.lines[line].text.start..value.start];
        LineView::Setting { block, key: &self.text[key.clone()], prefix, value: &self.text[value.clone()] }
    }

    /// Views a line as a setting of a nested block, if the key above has an empty value.
    fn view_nested(&self, line: usize) -> Option<LineView<'_>> {
        let owner = self.lines[..line].iter().rfind(|line| matches!(line.kind, LineKind::Setting(..)))?;
        let LineKind::Setting(block, block_value) = &owner.kind else { return None };
        let (key, value) = self.setting(line).filter(|_| block_value.is_empty())?;
        Some(self.view_setting(line, Some(&self.text[block.clone()]), &key, &value))
    }
}

impl<'a> Edited<'a> {
    /// Returns the unchanged document.
    #[must_use]
    pub fn document(&self) -> &'a Document<'a> {
        self.document
    }

    /// Returns the changed regions in order; adjacent ones are merged.
    #[must_use]
    pub fn regions(&self) -> Vec<Region> {
        let mut regions: Vec<Region> = Vec::new();
        let mut offset = 0;
        for splice in &self.splices {
            let old = splice.start_line..splice.start_line + splice.removed;
            let start = splice.start_line.saturating_add_signed(offset);
            let new = start..start + splice.edit.len();
            offset = offset.saturating_add_unsigned(new.len()).saturating_sub_unsigned(old.len());
            match regions.last_mut().filter(|last| last.old.end == old.start) {
                Some(last) => (last.old.end, last.new.end) = (old.end, new.end),
                None => regions.push(Region { old, new }),
            }
        }
        regions
    }
}
