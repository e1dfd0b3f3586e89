//! Which settings of a file are ours, and what of them a difference may show.

use crate::sys::printable;

/// Stands in place of what is not shown.
pub(in crate::deliver) const MASK: &str = "****";

/// What of a setting may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::deliver) enum Show {
    /// The name and, where it is one plain word, the value, also one that this program did not write: such values hold no secret.
    Plain,
    /// The name and the value that this program writes; the value that it replaces may hold a secret.
    Written,
    /// The name only.
    Name,
}

/// The side of a difference that a line is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::deliver) enum Side {
    /// The file as it was: anybody may have written it.
    Old,
    /// The file as it will be: the settings that are ours have the values that this program writes.
    New,
}

/// The settings of a file that are ours. All other names and values are masked.
pub(in crate::deliver) struct Ours {
    /// The name of the section or object in the file; `*` in a path stands for it.
    pub(in crate::deliver) name: String,
    /// The settings by their paths, the parts of which are joined by dots.
    pub(in crate::deliver) settings: &'static [(&'static str, Show)],
}

impl Ours {
    /// Returns what may be shown of the setting at `path`; `None`: not even its name. What holds a setting of ours may be named.
    pub(in crate::deliver) fn show(&self, path: &[&str]) -> Option<Show> {
        let is_part = |part: &str, wanted: &str| part == if wanted == "*" { self.name.as_str() } else { wanted };
        self.settings.iter().find_map(|(pattern, show)| {
            let mut wanted = pattern.split('.');
            let begins = path.iter().all(|part| wanted.next().is_some_and(|wanted| is_part(part, wanted)));
            begins.then(|| if wanted.next().is_none() { *show } else { Show::Name })
        })
    }

    /// Returns a line that holds one setting, as it may be shown. `lead` is what precedes `value`: indentation, name, delimiter, blanks.
    pub(in crate::deliver) fn line(&self, path: &[&str], lead: &str, value: &str, side: Side) -> String {
        const BLANKS: [char; 2] = [' ', '\t'];
        let (indent, name) = lead.split_at(lead.len() - lead.trim_start_matches(BLANKS).len());
        let (name, gap) = name.split_at(name.trim_end_matches(BLANKS).len());
        let name = printable(name);
        match self.show(path) {
            None => format!("{indent}{MASK}"),
            Some(_) if value.is_empty() => format!("{indent}{name}"),
            Some(show) if is_shown(show, value, side) => format!("{indent}{name}{gap}{}", printable(value)),
            Some(_) => format!("{indent}{name}{gap}{MASK}"),
        }
    }
}

/// Whether `value` may be shown.
pub(super) fn is_shown(show: Show, value: &str, side: Side) -> bool {
    match (show, side) {
        (Show::Name, _) | (Show::Written, Side::Old) => false,
        (Show::Plain | Show::Written, Side::New) => true,
        (Show::Plain, Side::Old) => is_plain(value),
    }
}

/// Returns a setting that somebody else wrote, as an error may name it: the value only if it is one plain word.
pub(in crate::deliver) fn named(name: &str, value: &str) -> String {
    format!("{name} = {}", if is_plain(value) { value } else { MASK })
}

/// Whether `value` is one word without a place for a password, a query or a comment.
fn is_plain(value: &str) -> bool {
    value.len() <= 253 && value.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:/[]".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &[(&str, Show)] =
        &[("*.region", Show::Plain), ("*.command", Show::Written), ("*.secret", Show::Name), ("*.s3.style", Show::Plain)];

    #[test]
    fn only_names_and_values_that_are_listed_are_shown() {
        let ours = Ours { name: "prod".to_owned(), settings: OURS };
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
        for (path, lead, value, old, new) in cases {
            assert_eq!(ours.line(path, lead, value, Side::Old), old);
            assert_eq!(ours.line(path, lead, value, Side::New), new);
        }
    }
}
