//! The names of the sections in the two files.

use super::blanks::trimmed;
use std::borrow::Cow;

/// The section whose settings Python's `configparser`, and so the AWS CLI, gives to all others: it is nobody's profile there.
pub const FOR_ALL: &str = "DEFAULT";

/// A section, named as the file spells it that it stands in.
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
    /// The line that opens it. A name with blanks is quoted in the config file, as the AWS CLI does it.
    #[must_use]
    pub fn header(&self) -> String {
        match self {
            Self::Profile(name) if name == "default" => "[default]".to_owned(),
            Self::Profile(name) => format!("[profile {}]", quoted(name)),
            Self::Keys(name) => format!("[{name}]"),
            Self::Services(name) => format!("[services {}]", quoted(name)),
        }
    }

    /// The name without its kind.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Profile(name) | Self::Keys(name) | Self::Services(name) => name,
        }
    }

    /// Whether `title`, which stood between brackets, is the name of this one: blanks at its ends do not count.
    pub(super) fn is(&self, title: &[u8]) -> bool {
        self.is_called(&title[trimmed(title, 0..title.len())])
    }

    /// Whether it is to Python too, where such blanks count, and a comment in the brackets is none.
    pub(super) fn is_to_python(&self, title: &[u8]) -> bool {
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

    /// Whether `title` names the default profile in full, which goes before the short form.
    pub(super) fn is_in_full(title: &[u8]) -> bool {
        is_kind_and_name(&title[trimmed(title, 0..title.len())], b"profile", "default")
    }
}

fn quoted(name: &str) -> Cow<'_, str> {
    if name.contains([' ', '\t']) { format!("'{name}'").into() } else { name.into() }
}

/// Blanks between the words do not count, and either may be quoted.
fn is_kind_and_name(title: &[u8], kind: &[u8], name: &str) -> bool {
    let Some(rest) = title.strip_prefix(kind) else { return false };
    if !rest.starts_with(b" ") && !rest.starts_with(b"\t") {
        return false;
    }
    let rest = rest.trim_ascii();
    let is_plain = !rest.iter().any(|byte| b" \t'\"\\#\r\n".contains(byte)); // most names are: there is nothing to take apart then
    let is_the_same = rest == name.as_bytes() && !name.contains([' ', '\t']);
    is_the_same || !is_plain && shlex::bytes::split(rest).is_some_and(|words| words == [name.as_bytes()])
}
