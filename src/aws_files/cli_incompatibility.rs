//! Detects what the AWS CLI (Python's `configparser`) rejects or reads differently from other clients: it requires unique sections and keys
//! and plain UTF-8, does not trim section names, and applies `[DEFAULT]` to every section.

use super::lines::{LineKind, lower};
use super::{DEFAULT_SECTION, Document, Section};
use std::collections::HashMap;

/// Why the AWS CLI rejects a file or reads it differently.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CliIncompatibility {
    /// The file begins with a byte order mark.
    #[error("it begins with a byte order mark")]
    ByteOrderMark,
    /// The file is not UTF-8.
    #[error("line {line} is not UTF-8")]
    NotText {
        /// The line, counted from one.
        line: usize,
    },
    /// A section is defined twice.
    #[error("line {line} opens the section of line {first} again")]
    Section {
        /// The second header, counted from one.
        line: usize,
        /// The first one.
        first: usize,
    },
    /// A key is set twice in a section.
    #[error("line {line} sets the key of line {first} again")]
    Key {
        /// The second line, counted from one.
        line: usize,
        /// The first line.
        first: usize,
    },
    /// The AWS CLI reads another section name from the header.
    #[error("it reads another section name from line {line}")]
    Spelling {
        /// The header, counted from one.
        line: usize,
    },
    /// Two spellings of one name, of which the AWS CLI reads one.
    #[error("lines {first} and {line} are two spellings of one section, of which it reads one")]
    Spellings {
        /// The second header, counted from one.
        line: usize,
        /// The first one.
        first: usize,
    },
    /// A section inherits a key from `[DEFAULT]`.
    #[error("line {line} is in [DEFAULT] and applies to every profile")]
    Inherited {
        /// The line of the key, counted from one.
        line: usize,
    },
}
debug_as_display!(CliIncompatibility);

impl CliIncompatibility {
    /// Whether the AWS CLI rejects the whole file.
    #[must_use]
    pub(crate) fn affects_whole_file(&self) -> bool {
        !matches!(self, Self::Spelling { .. } | Self::Spellings { .. } | Self::Inherited { .. })
    }
}

impl Document<'_> {
    /// Returns the first reason why the AWS CLI would reject this file.
    #[must_use]
    pub fn cli_incompatibility(&self) -> Option<CliIncompatibility> {
        if self.lines.first().map_or(self.text.len(), |first| first.text.start) > 0 {
            return Some(CliIncompatibility::ByteOrderMark);
        }
        if let Err(error) = std::str::from_utf8(self.text) {
            let line = self.lines.partition_point(|line| line.end <= error.valid_up_to()) + 1;
            return Some(CliIncompatibility::NotText { line });
        }
        self.repetition()
    }

    /// Returns the first thing in `section` that the AWS CLI reads differently from other clients.
    #[must_use]
    pub fn cli_incompatibility_in(&self, section: &Section) -> Option<CliIncompatibility> {
        self.other_spelling(section).or_else(|| self.inheritance(section))
    }

    /// Returns a spelling of the section name that the AWS CLI does not recognize.
    fn other_spelling(&self, section: &Section) -> Option<CliIncompatibility> {
        let headers: Vec<usize> = self.spellings(section).iter().map(|range| range.start).collect();
        let first = *headers.first()?;
        if !headers.iter().any(|header| section.matches_in_configparser(self.configparser_title(*header))) {
            return Some(CliIncompatibility::Spelling { line: first + 1 });
        }
        let other = headers.iter().find(|header| self.configparser_title(**header) != self.configparser_title(first))?;
        Some(CliIncompatibility::Spellings { line: other + 1, first: first + 1 })
    }

    /// Returns a key of `[DEFAULT]` that the profile does not set itself.
    fn inheritance(&self, section: &Section) -> Option<CliIncompatibility> {
        let default_sections = self.ranges_where(|header| self.configparser_title(header) == DEFAULT_SECTION.as_bytes());
        if default_sections.is_empty() || matches!(section, Section::Services(_)) {
            return None;
        }
        let ranges = self.ranges(section);
        let is_inherited = |line: &usize| match &self.lines[*line].kind {
            LineKind::Setting(name, _) => self.keys(&ranges, &String::from_utf8_lossy(&self.text[name.clone()])).is_empty(),
            _ => false,
        };
        default_sections.into_iter().flatten().find(is_inherited).map(|line| CliIncompatibility::Inherited { line: line + 1 })
    }

    fn repetition(&self) -> Option<CliIncompatibility> {
        let (mut sections, mut keys, mut default_keys) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut in_default_section = false;
        (1..).zip(&self.lines).find_map(|(line, file_line)| match &file_line.kind {
            LineKind::Header(_) => {
                keys.clear();
                let title = self.configparser_title(line - 1);
                in_default_section = title == DEFAULT_SECTION.as_bytes(); // `configparser` allows it twice
                let previous = if in_default_section { None } else { sections.insert(title, line) };
                previous.map(|first| CliIncompatibility::Section { line, first })
            }
            LineKind::Setting(name, _) => {
                let keys = if in_default_section { &mut default_keys } else { &mut keys };
                keys.insert(lower(&self.text[name.clone()]), line).map(|first| CliIncompatibility::Key { line, first })
            }
            LineKind::Continuation | LineKind::Ignored => None,
        })
    }
}
