//! A parsed AWS file: lines, sections and settings.

use super::lines::{self, Line, LineKind};
use super::whitespace::trimmed;
use super::{DEFAULT_SECTION, LineFault, Malformed, Section};
use crate::sys::strip_bom;
use std::ops::Range;

/// A parsed AWS file that borrows its text.
pub struct Document<'a> {
    pub(super) text: &'a [u8],
    pub(super) lines: Vec<Line>,
    /// The header lines.
    headers: Vec<usize>,
}

/// An effective setting.
#[derive(Debug, PartialEq, Eq)]
pub struct FoundSetting {
    /// Its line, counted from one.
    pub line: usize,
    /// Its value without a trailing comment; continuation lines follow after a line end each.
    pub value: String,
}

impl<'a> Document<'a> {
    /// Reads `text`.
    ///
    /// # Errors
    /// The first line that no client would accept.
    pub fn read(text: &'a [u8]) -> Result<Self, Malformed> {
        if matches!(text, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..]) {
            return Err(Malformed { line: 1, fault: LineFault::Utf16 });
        }
        let start = text.len() - strip_bom(text).len();
        let lines = lines::read(text, start)?;
        let headers = (0..lines.len()).filter(|line| matches!(lines[*line].kind, LineKind::Header(_))).collect();
        Ok(Self { text, lines, headers })
    }

    /// Returns the settings of `section`, merged from all its occurrences; empty if there is none.
    #[must_use]
    pub fn section(&self, section: &Section) -> SectionSettings<'_> {
        SectionSettings { document: self, ranges: self.ranges(section) }
    }

    /// Returns the settings of sections whose headers spell the name of `section` differently from the effective one; other clients may
    /// read them.
    #[must_use]
    pub(crate) fn other_spellings(&self, section: &Section) -> SectionSettings<'_> {
        SectionSettings { document: self, ranges: self.other_spelling_ranges(section) }
    }

    /// Returns the settings that `section` inherits from `[DEFAULT]` in `configparser`: those that it does not set itself under any
    /// spelling that `configparser` treats as the same name.
    #[must_use]
    pub fn inherited(&self, section: &Section) -> InheritedSettings<'_> {
        let mut inheriting_sections = self.spellings(section);
        inheriting_sections.retain(|place| section.matches_in_configparser(self.configparser_title(place.start)));
        let ranges = self.ranges_where(|header| self.configparser_title(header) == DEFAULT_SECTION.as_bytes());
        InheritedSettings { defaults: SectionSettings { document: self, ranges }, inheriting_sections }
    }

    /// Returns the value of `key` in `section`; the last one counts.
    #[must_use]
    pub fn find(&self, section: &Section, key: &str) -> Option<FoundSetting> {
        self.section(section).find(key)
    }

    /// Returns the value of `key` in the nested block `block` of `section`.
    #[must_use]
    pub fn find_nested(&self, section: &Section, block: &str, key: &str) -> Option<FoundSetting> {
        self.section(section).find_nested(block, key)
    }

    /// Whether there is such a section, however its name is spelled.
    pub(crate) fn has(&self, section: &Section) -> bool {
        !self.spellings(section).is_empty()
    }

    /// Whether both names select the same lines of this file.
    pub(crate) fn is_same_section(&self, one: &Section, other: &Section) -> bool {
        one.header() == other.header() && self.ranges(one) == self.ranges(other)
    }

    /// Returns the line ranges of all sections of this name, headers included. If some have a spelling that `configparser` recognizes, the
    /// others are left out.
    pub(super) fn ranges(&self, section: &Section) -> Vec<Range<usize>> {
        let mut ranges = self.spellings(section);
        prefer(&mut ranges, |place| section.matches_in_configparser(self.configparser_title(place.start)));
        if matches!(section, Section::Profile(_)) {
            prefer(&mut ranges, |place| Section::is_long_default(self.title(place.start)));
        }
        ranges
    }

    /// Returns the lines of each section of this name, however it is spelled.
    pub(super) fn spellings(&self, section: &Section) -> Vec<Range<usize>> {
        self.ranges_where(|header| section.matches(self.title(header)))
    }

    /// Returns the lines of each section of this name that [`Document::ranges`] leaves out.
    pub(super) fn other_spelling_ranges(&self, section: &Section) -> Vec<Range<usize>> {
        let exact_matches = self.ranges(section);
        let mut other_spellings = self.spellings(section);
        other_spellings.retain(|place| !exact_matches.contains(place));
        other_spellings
    }

    /// Returns the line ranges of the sections for whose header line `predicate` holds.
    pub(super) fn ranges_where(&self, predicate: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
        let end = |place: usize| self.headers.get(place + 1).copied().unwrap_or(self.lines.len());
        let headers = self.headers.iter().enumerate().filter(|(_, header)| predicate(**header));
        headers.map(|(place, header)| *header..end(place)).collect()
    }

    /// Returns the header of the section of `line`.
    pub(super) fn header_of(&self, line: usize) -> Option<usize> {
        let header_count = self.headers.partition_point(|header| *header <= line);
        self.headers.get(header_count.checked_sub(1)?).copied()
    }

    /// Returns the lines in `ranges` that set `key`, ignoring case.
    pub(super) fn keys(&self, ranges: &[Range<usize>], key: &str) -> Vec<usize> {
        let key = lines::lower(key.as_bytes());
        let has_key =
            |line: &usize| matches!(&self.lines[*line].kind, LineKind::Setting(name, _) if lines::lower(&self.text[name.clone()]) == key);
        ranges.iter().flat_map(Clone::clone).filter(has_key).collect()
    }

    /// Returns the continuation lines of the value that begins on `line`.
    pub(super) fn continuations(&self, line: usize) -> impl Iterator<Item = usize> {
        let rest = self.lines.iter().enumerate().skip(line + 1);
        let setting_lines = rest.take_while(|(_, line)| matches!(line.kind, LineKind::Continuation | LineKind::Ignored));
        setting_lines.filter(|(_, line)| matches!(line.kind, LineKind::Continuation)).map(|(place, _)| place)
    }

    /// Returns the line and the value of `key` in the block that begins on `line`; the last one counts.
    pub(super) fn nested(&self, line: usize, key: &str) -> Option<(usize, Range<usize>)> {
        let settings = self.continuations(line).filter_map(|line| {
            let (name, value) = self.setting(line)?;
            (self.text[name] == *key.as_bytes()).then_some((line, value))
        });
        settings.last()
    }

    /// Parses `line` as a setting of a nested block.
    pub(super) fn setting(&self, line: usize) -> Option<(Range<usize>, Range<usize>)> {
        let inner = self.trimmed_range(line);
        let equals = inner.start + self.text[inner.clone()].iter().position(|byte| *byte == b'=')?;
        Some((trimmed(self.text, inner.start..equals), trimmed(self.text, equals + 1..inner.end)))
    }

    /// Returns the range of `line` without surrounding whitespace.
    pub(super) fn trimmed_range(&self, line: usize) -> Range<usize> {
        trimmed(self.text, self.lines[line].text.clone())
    }

    pub(super) fn title(&self, line: usize) -> &[u8] {
        let LineKind::Header(title) = &self.lines[line].kind else { return b"" };
        &self.text[title.clone()]
    }

    /// Returns the title as `configparser` reads it: up to the last bracket of the line.
    pub(super) fn configparser_title(&self, line: usize) -> &[u8] {
        let LineKind::Header(title) = &self.lines[line].kind else { return b"" };
        let rest = &self.text[title.start..self.lines[line].text.end];
        &rest[..rest.iter().rposition(|byte| *byte == b']').unwrap_or(rest.len())]
    }

    /// Returns a value without a trailing comment, as most clients read it.
    fn effective_value(&self, value: Range<usize>) -> String {
        let end = comment(&self.text[value.clone()]).map_or(value.end, |length| value.start + length);
        String::from_utf8_lossy(&self.text[trimmed(self.text, value.start..end)]).into_owned()
    }
}

/// The settings of one section.
pub struct SectionSettings<'a> {
    document: &'a Document<'a>,
    ranges: Vec<Range<usize>>,
}

impl SectionSettings<'_> {
    /// Returns the value of `key`; the last one counts.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<FoundSetting> {
        let document = self.document;
        let line = *document.keys(&self.ranges, key).last()?;
        let LineKind::Setting(_, value) = &document.lines[line].kind else { return None };
        let mut text = document.effective_value(value.clone());
        for continuation in document.continuations(line) {
            text.push('\n');
            text.push_str(&document.effective_value(document.trimmed_range(continuation)));
        }
        Some(FoundSetting { line: line + 1, value: text })
    }

    /// Returns the value of a key, which is named `block.key` if it is in a nested block.
    #[must_use]
    pub(crate) fn find_at(&self, path: &str) -> Option<FoundSetting> {
        path.split_once('.').map_or_else(|| self.find(path), |(block, key)| self.find_nested(block, key))
    }

    /// Returns the keys that have nested settings, as they are spelled.
    #[must_use]
    pub fn blocks(&self) -> Vec<String> {
        let document = self.document;
        let lines = self.ranges.iter().flat_map(Clone::clone).filter(|line| document.continuations(*line).next().is_some());
        let name = |line: usize| match &document.lines[line].kind {
            LineKind::Setting(name, _) => Some(String::from_utf8_lossy(&document.text[name.clone()]).into_owned()),
            _ => None,
        };
        lines.filter_map(name).collect()
    }

    /// Returns the value of `key` in the nested block `block`.
    #[must_use]
    pub fn find_nested(&self, block: &str, key: &str) -> Option<FoundSetting> {
        let document = self.document;
        let (line, value) = document.nested(*document.keys(&self.ranges, block).last()?, key)?;
        Some(FoundSetting { line: line + 1, value: document.effective_value(value) })
    }
}

/// The settings that a section inherits.
pub struct InheritedSettings<'a> {
    defaults: SectionSettings<'a>,
    inheriting_sections: Vec<Range<usize>>,
}

impl InheritedSettings<'_> {
    /// Returns the keys of `[DEFAULT]` that have nested settings, as they are spelled.
    #[must_use]
    pub fn blocks(&self) -> Vec<String> {
        self.defaults.blocks()
    }

    /// Returns the inherited value of a key, which is named `block.key` if it is in a nested block; `None` if there is no such section,
    /// or it sets the key or the block itself.
    #[must_use]
    pub(crate) fn find_at(&self, path: &str) -> Option<FoundSetting> {
        let document = self.defaults.document;
        let key = path.split('.').next().unwrap_or_default();
        let inherits = |section_range: &Range<usize>| document.keys(std::slice::from_ref(section_range), key).is_empty();
        self.inheriting_sections.iter().any(inherits).then(|| self.defaults.find_at(path)).flatten()
    }
}

/// Retains only the better ranges, if there are any.
fn prefer(ranges: &mut Vec<Range<usize>>, predicate: impl Fn(&Range<usize>) -> bool) {
    if ranges.iter().any(&predicate) {
        ranges.retain(predicate);
    }
}

/// Returns the start of a trailing comment in a value: `#` or `;` after whitespace.
pub(super) fn comment(value: &[u8]) -> Option<usize> {
    let starts_comment = |place: &usize| {
        matches!(value[*place], b'#' | b';') && place.checked_sub(1).is_none_or(|before| matches!(value[before], b' ' | b'\t'))
    };
    (0..value.len()).find(starts_comment)
}
