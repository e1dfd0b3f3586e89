//! What the AWS CLI refuses, or reads otherwise than other clients: Python's `configparser` wants each section and each key once, and
//! plain UTF-8; it counts the blanks in the brackets of a section, and takes what stands in `[DEFAULT]` for every section.

use super::lines::{Kind, lower};
use super::{Document, FOR_ALL, Section};
use std::collections::HashMap;

/// Why the AWS CLI reads nothing of a file, or something else in it.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Objection {
    /// The file begins with a byte order mark.
    #[error("it begins with a byte order mark")]
    ByteOrderMark,
    /// Bytes that are no text.
    #[error("line {line} is not UTF-8")]
    NotText {
        /// The line, counted from one.
        line: usize,
    },
    /// A section stands there twice.
    #[error("line {line} opens the section of line {first} again")]
    Section {
        /// The second header, counted from one.
        line: usize,
        /// The first one.
        first: usize,
    },
    /// A section has a key twice.
    #[error("line {line} sets the key of line {first} again")]
    Key {
        /// The second time, counted from one.
        line: usize,
        /// The first time.
        first: usize,
    },
    /// A section's name is not to be read off its header.
    #[error("as it is spelled, line {line} names another section to it")]
    Spelling {
        /// The header, counted from one.
        line: usize,
    },
    /// Two spellings of one name are two sections, of which one is read.
    #[error("lines {first} and {line} spell one section in two ways, and it reads one of them")]
    Spellings {
        /// The second header, counted from one.
        line: usize,
        /// The first one.
        first: usize,
    },
    /// A section inherits a key.
    #[error("line {line} stands in [DEFAULT], and goes for every profile")]
    Inherited {
        /// The line of the key, counted from one.
        line: usize,
    },
}
debug_as_display!(Objection);

impl Objection {
    /// Whether nothing of the file is read.
    #[must_use]
    pub fn is_to_the_file(&self) -> bool {
        !matches!(self, Self::Spelling { .. } | Self::Spellings { .. } | Self::Inherited { .. })
    }
}

impl Document<'_> {
    /// The first thing that the AWS CLI would refuse this file for, though it can be changed.
    #[must_use]
    pub fn objection(&self) -> Option<Objection> {
        if self.lines.first().map_or(self.text.len(), |first| first.text.start) > 0 {
            return Some(Objection::ByteOrderMark);
        }
        if let Err(error) = std::str::from_utf8(self.text) {
            let line = self.lines.partition_point(|line| line.end <= error.valid_up_to()) + 1;
            return Some(Objection::NotText { line });
        }
        self.repetition()
    }

    /// The first thing that the AWS CLI reads otherwise than other clients in `section`, where it reads the file at all.
    #[must_use]
    pub fn objection_to(&self, section: &Section) -> Option<Objection> {
        self.other_spelling(section).or_else(|| self.inheritance(section))
    }

    /// A spelling of the name that is not read, be it the only one or one beside another.
    fn other_spelling(&self, section: &Section) -> Option<Objection> {
        let headers: Vec<usize> = self.spellings(section).iter().map(|place| place.start).collect();
        let first = *headers.first()?;
        if !headers.iter().any(|header| section.is_to_python(self.whole_title(*header))) {
            return Some(Objection::Spelling { line: first + 1 });
        }
        let other = headers.iter().find(|header| self.whole_title(**header) != self.whole_title(first))?;
        Some(Objection::Spellings { line: other + 1, first: first + 1 })
    }

    /// A key of [DEFAULT] that the profile does not set itself.
    fn inheritance(&self, section: &Section) -> Option<Objection> {
        let for_all = self.places_where(|header| self.whole_title(header) == FOR_ALL.as_bytes());
        if for_all.is_empty() || matches!(section, Section::Services(_)) {
            return None;
        }
        let own = self.places(section);
        let is_inherited = |line: &usize| match &self.lines[*line].kind {
            Kind::Key(name, _) => self.keys(&own, &String::from_utf8_lossy(&self.text[name.clone()])).is_empty(),
            _ => false,
        };
        for_all.into_iter().flatten().find(is_inherited).map(|line| Objection::Inherited { line: line + 1 })
    }

    fn repetition(&self) -> Option<Objection> {
        let (mut sections, mut keys, mut keys_for_all) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut is_for_all = false;
        (1..).zip(&self.lines).find_map(|(line, of_file)| match &of_file.kind {
            Kind::Header(_) => {
                keys.clear();
                let title = self.whole_title(line - 1);
                is_for_all = title == FOR_ALL.as_bytes(); // that one may stand there twice
                let known = if is_for_all { None } else { sections.insert(title, line) };
                known.map(|first| Objection::Section { line, first })
            }
            Kind::Key(name, _) => {
                let keys = if is_for_all { &mut keys_for_all } else { &mut keys };
                keys.insert(lower(&self.text[name.clone()]), line).map(|first| Objection::Key { line, first })
            }
            Kind::More | Kind::Silent => None,
        })
    }
}
