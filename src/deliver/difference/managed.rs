//! Which settings of a file this program manages, and which part of each a difference may show.

use crate::text::printable;

/// Replaces text that must not be shown.
pub(in crate::deliver) const MASK: &str = "****";

/// The part of a setting that may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::deliver) enum Visibility {
    /// The name, and the value if it is one plain word, also if the user wrote it: such values are not secret.
    Value,
    /// The name and the new value; the replaced value may be a secret.
    NewValue,
    /// The name only.
    NameOnly,
}

/// The side of a difference that a line is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::deliver) enum Side {
    /// The old file, which anyone may have written.
    Old,
    /// The new file, in which our settings have the values that this program writes.
    New,
}

/// The settings of a file that this program manages. All other names and values are masked.
pub(in crate::deliver) struct ManagedSettings {
    /// The name of our section or object; written as `*` in a path.
    pub(in crate::deliver) name: String,
    /// The settings by dotted path.
    pub(in crate::deliver) settings: &'static [(&'static str, Visibility)],
}

impl ManagedSettings {
    /// Returns which part of the setting at `path` may be shown; `None` if not even its name. Parents of a listed setting may be named.
    pub(in crate::deliver) fn visibility(&self, path: &[&str]) -> Option<Visibility> {
        let matches_part = |part: &str, expected: &str| part == if expected == "*" { self.name.as_str() } else { expected };
        self.settings.iter().find_map(|(pattern, visibility)| {
            let mut expected = pattern.split('.');
            let is_beginning = path.iter().all(|part| expected.next().is_some_and(|expected| matches_part(part, expected)));
            is_beginning.then(|| if expected.next().is_none() { *visibility } else { Visibility::NameOnly })
        })
    }

    /// Returns a setting line with its value masked if necessary. `prefix` is everything before `value`: indentation, name, delimiter,
    /// whitespace.
    pub(in crate::deliver) fn line(&self, path: &[&str], prefix: &str, value: &str, side: Side) -> String {
        const BLANKS: [char; 2] = [' ', '\t'];
        let (indent, name) = prefix.split_at(prefix.len() - prefix.trim_start_matches(BLANKS).len());
        let (name, gap) = name.split_at(name.trim_end_matches(BLANKS).len());
        let name = printable(name);
        match self.visibility(path) {
            None => format!("{indent}{MASK}"),
            Some(_) if value.is_empty() => format!("{indent}{name}"),
            Some(visibility) if is_shown(visibility, value, side) => format!("{indent}{name}{gap}{}", printable(value)),
            Some(_) => format!("{indent}{name}{gap}{MASK}"),
        }
    }
}

/// Whether `value` may be shown.
pub(super) fn is_shown(visibility: Visibility, value: &str, side: Side) -> bool {
    match (visibility, side) {
        (Visibility::NameOnly, _) | (Visibility::NewValue, Side::Old) => false,
        (Visibility::Value | Visibility::NewValue, Side::New) => true,
        (Visibility::Value, Side::Old) => is_plain(value),
    }
}

/// Formats another writer's setting for an error message; the value is masked unless it is one plain word.
pub(in crate::deliver) fn redacted_setting(name: &str, value: &str) -> String {
    format!("{name} = {}", if is_plain(value) { value } else { MASK })
}

/// Whether `value` is one word that cannot contain a password, a query or a comment.
fn is_plain(value: &str) -> bool {
    value.len() <= 253 && value.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:/[]".contains(c))
}

/// A line of a text file as it may be shown, and the header of its section.
pub(super) struct ShownLine {
    pub(super) section: String,
    pub(super) text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &[(&str, Visibility)] = &[
        ("*.region", Visibility::Value),
        ("*.command", Visibility::NewValue),
        ("*.secret", Visibility::NameOnly),
        ("*.s3.style", Visibility::Value),
    ];

    #[test]
    fn only_listed_names_and_values_are_shown() {
        let ours = ManagedSettings { name: "prod".to_owned(), settings: OURS };
        let cases = [
            (&["prod", "region"][..], "region=", "x", "region=x", "region=x"),
            (&["prod", "region"], "region = ", "x # SECRET", "region = ****", "region = x # SECRET"),
            (&["prod", "region"], "  region: ", "https://a:SECRET@b", "  region: ****", "  region: https://a:SECRET@b"),
            (&["prod", "command"], "command = ", "x", "command = ****", "command = x"),
            (&["prod", "secret"], "secret = ", "x", "secret = ****", "secret = ****"),
            (&["prod", "s3", "style"], "style = ", "path", "style = path", "style = path"),
            (&["prod", "s3"], "s3 = ", "", "s3 =", "s3 ="),
            (&["prod", "s3"], "s3 = ", "x", "s3 = ****", "s3 = ****"),
            (&["prod", "s3", "more"], "  more = ", "x", "  ****", "  ****"),
            (&["prod", "region", "more"], "\tmore = ", "x", "\t****", "\t****"),
            (&["other", "region"], "region = ", "x", "****", "****"),
            (&["prod", "key"], "key = ", "x", "****", "****"),
        ];
        for (path, prefix, value, old, new) in cases {
            assert_eq!(ours.line(path, prefix, value, Side::Old), old);
            assert_eq!(ours.line(path, prefix, value, Side::New), new);
        }
    }
}
