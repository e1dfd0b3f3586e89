//! What the AWS CLI refuses a file for, and other clients take: Python's `configparser` wants each section and each key once, and plain UTF-8.

use super::Document;
use super::lines::Kind;
use std::borrow::Cow;
use std::collections::HashMap;

/// Why the AWS CLI reads nothing of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
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

    fn repetition(&self) -> Option<Objection> {
        let (mut sections, mut keys) = (HashMap::new(), HashMap::new());
        (1..).zip(&self.lines).find_map(|(line, of_file)| match &of_file.kind {
            Kind::Header(title) => {
                keys.clear();
                let rest = &self.text[title.start..of_file.text.end];
                let title = &rest[..rest.iter().rposition(|byte| *byte == b']').unwrap_or(rest.len())];
                sections.insert(title, line).map(|first| Objection::Section { line, first })
            }
            Kind::Key(name, _) => keys.insert(lower(&self.text[name.clone()]), line).map(|first| Objection::Key { line, first }),
            Kind::More | Kind::Silent => None,
        })
    }
}

/// A key's name as `configparser` compares it; most are written so.
fn lower(name: &[u8]) -> Cow<'_, [u8]> {
    if name.iter().any(u8::is_ascii_uppercase) { name.to_ascii_lowercase().into() } else { name.into() }
}
