//! JSON files: each name and value is shown or masked by its path, whatever the layout of the file.

use super::ShownLine;
use super::managed::{MASK, ManagedSettings, Side, is_shown};
use crate::text::printable;

/// Returns the lines to show: listed names and values, everything else masked. Brackets, commas and whitespace stay.
pub(super) fn display_lines(text: &str, managed: &ManagedSettings, side: Side) -> Vec<ShownLine> {
    let mut reader = Reader { managed, side, open: Vec::new(), shown: String::with_capacity(text.len()) };
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (token, remaining) = rest.split_at(token_length(rest, first));
        reader.take(first, token);
        rest = remaining;
    }
    reader.shown.split_inclusive('\n').map(|line| ShownLine { section: String::new(), text: line.trim_end().to_owned() }).collect()
}

/// Returns the length of the JSON token at the start of `rest`, in bytes; `first` is its first character.
pub(in crate::deliver) fn token_length(rest: &str, first: char) -> usize {
    match first {
        '"' => string_length(rest),
        '{' | '}' | '[' | ']' | ',' | ':' => 1,
        character if character.is_whitespace() => character.len_utf8(),
        _ => rest.find(|c: char| matches!(c, '{' | '}' | '[' | ']' | ',' | ':' | '"') || c.is_whitespace()).unwrap_or(rest.len()),
    }
}

/// The length of a string literal with its quotes, in bytes; an unterminated one extends to the end of the text.
fn string_length(rest: &str) -> usize {
    let mut is_escaped = false;
    let end = rest.char_indices().skip(1).find(|(_, c)| {
        let is_end = *c == '"' && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        is_end
    });
    end.map_or(rest.len(), |(quote, _)| quote + 1)
}

/// An object or array that is open at the current position.
struct Level<'a> {
    is_object: bool,
    expects_key: bool,
    /// The key of the next value; empty in an array, which never contains a listed setting.
    key: &'a str,
}

struct Reader<'a> {
    managed: &'a ManagedSettings,
    side: Side,
    open: Vec<Level<'a>>,
    shown: String,
}

impl<'a> Reader<'a> {
    fn take(&mut self, first: char, token: &'a str) {
        match first {
            '{' | '[' => self.open.push(Level { is_object: first == '{', expects_key: first == '{', key: "" }),
            '}' | ']' => drop(self.open.pop()),
            ',' | ':' => {
                if let Some(level) = self.open.last_mut() {
                    level.expects_key = first == ',' && level.is_object;
                }
            }
            character if character.is_whitespace() => {}
            _ => return self.take_scalar(token),
        }
        self.shown.push_str(if token == "\r" { "" } else { token });
    }

    /// Consumes a key or a scalar value.
    fn take_scalar(&mut self, token: &'a str) {
        let content = token.strip_prefix('"').and_then(|token| token.strip_suffix('"'));
        let is_key = self.open.last().is_some_and(|level| level.expects_key);
        if let Some(level) = self.open.last_mut().filter(|_| is_key) {
            level.key = content.unwrap_or_default();
        }
        let path: Vec<&str> = self.open.iter().map(|level| level.key).collect();
        let visibility = self.managed.visibility(&path);
        let is_visible = |visibility| is_key || is_shown(visibility, content.unwrap_or(token), self.side);
        match (visibility.is_some_and(is_visible), content) {
            (true, Some(content)) => self.shown.extend(["\"", &printable(content), "\""]),
            (true, None) => self.shown.push_str(&printable(token)),
            (false, _) => self.shown.push_str(MASK),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::difference::Visibility;

    const OURS: &[(&str, Visibility)] =
        &[("s3.profile", Visibility::Value), ("s3.key", Visibility::NameOnly), ("s3.client_kwargs.verify", Visibility::NewValue)];

    fn of(text: &str) -> Vec<String> {
        display_lines(text, &ManagedSettings { name: "prod".to_owned(), settings: OURS }, Side::Old)
            .into_iter()
            .map(|line| line.text)
            .collect()
    }

    #[test]
    fn our_names_and_values_are_shown_in_any_layout() {
        let one_line =
            r#"{"az": {"key": "S", "s3": {"profile": "S"}, "n": [1, {"profile": "S"}]}, "s3": {"profile": "p", "key": "S", "more": 1}}"#;
        let expected =
            r#"{****: {****: ****, ****: {****: ****}, ****: [****, {****: ****}]}, "s3": {"profile": "p", "key": ****, ****: ****}}"#;
        assert_eq!(of(one_line), [expected]);
        let lines = of(
            "\u{feff}{\r\n  \"s3\": {\n\t\"client_kwargs\": {\"verify\": \"S\",\n\"profile\": \"S\"}, \"key\":\n\"S\\\"}\"},\n\"x\": true}\n",
        );
        let expected =
            ["****{", "  \"s3\": {", "\t\"client_kwargs\": {\"verify\": ****,", "****: ****}, \"key\":", "****},", "****: ****}"];
        assert_eq!(lines, expected);
    }

    #[test]
    fn lookalikes_of_our_settings_are_masked() {
        assert_eq!(
            of(r#"{"s\u0033": {"profile": "S"}, "s3": [{"profile": "S"}], "s3": "S", "profile": "S"}"#),
            [r#"{****: {****: ****}, "s3": [{****: ****}], "s3": ****, ****: ****}"#]
        );
        assert_eq!(
            of(r#"{"s3": {"profile": "https://u:S@h", "client_kwargs": ["S"], "profile": {"key": "S"}}}"#),
            [r#"{"s3": {"profile": ****, "client_kwargs": [****], "profile": {****: ****}}}"#]
        );
        assert_eq!(of("\"S"), ["****"]);
    }
}
