//! Section names in the two files.

use super::whitespace::trimmed;
use std::borrow::Cow;

/// The section whose settings apply to all others in Python's `configparser`, and so in the AWS CLI; it is not a profile there.
pub(crate) const DEFAULT_SECTION: &str = "DEFAULT";

/// A section in the spelling of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Section {
    /// A profile in the config file: `[profile NAME]`, or `[default]`.
    Profile(String),
    /// A profile in the credentials file: `[NAME]`.
    Keys(String),
    /// Endpoints of services, in the config file: `[services NAME]`.
    Services(String),
}

impl Section {
    /// Returns the header line. In the config file a name with spaces is quoted, as the AWS CLI does it.
    #[must_use]
    pub fn header(&self) -> String {
        match self {
            Self::Profile(name) if name == "default" => "[default]".to_owned(),
            Self::Profile(name) => format!("[profile {}]", quoted(name)),
            Self::Keys(name) => format!("[{name}]"),
            Self::Services(name) => format!("[services {}]", quoted(name)),
        }
    }

    /// Returns the name without the section type.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Profile(name) | Self::Keys(name) | Self::Services(name) => name,
        }
    }

    /// Whether the header `title` names this section, ignoring surrounding whitespace.
    pub(super) fn matches(&self, title: &[u8]) -> bool {
        self.is_called(&title[trimmed(title, 0..title.len())])
    }

    /// Whether `configparser` also reads `title` as this section: it does not trim whitespace, nor strip comments inside the brackets.
    pub(super) fn matches_in_configparser(&self, title: &[u8]) -> bool {
        self.is_called(title) && !title.contains(&b'#')
    }

    fn is_called(&self, title: &[u8]) -> bool {
        match self {
            Self::Profile(name) if name == "default" && title == b"default" => true,
            Self::Profile(name) => is_kind_and_name(title, b"profile", name),
            Self::Keys(name) => title == name.as_bytes(),
            Self::Services(name) => is_kind_and_name(title, b"services", name),
        }
    }

    /// Whether `title` is `profile default`, which takes precedence over `default`.
    pub(super) fn is_long_default(title: &[u8]) -> bool {
        is_kind_and_name(&title[trimmed(title, 0..title.len())], b"profile", "default")
    }
}

fn quoted(name: &str) -> Cow<'_, str> {
    if name.contains([' ', '\t']) { format!("'{name}'").into() } else { name.into() }
}

/// Whether `title` consists of `kind` and `name`, with any whitespace between them and optional quotes.
fn is_kind_and_name(title: &[u8], kind: &[u8], name: &str) -> bool {
    let Some(rest) = title.strip_prefix(kind) else { return false };
    if !rest.starts_with(b" ") && !rest.starts_with(b"\t") {
        return false;
    }
    let rest = rest.trim_ascii();
    let is_plain = !rest.iter().any(|byte| b" \t'\"\\#\r\n".contains(byte)); // most names need no shell-style splitting
    let is_exact = rest == name.as_bytes() && !name.contains([' ', '\t']);
    is_exact || !is_plain && shlex::bytes::split(rest).is_some_and(|words| words == [name.as_bytes()])
}
