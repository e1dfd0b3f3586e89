//! Changes one value of a JSON text; all other bytes are unchanged.

use crate::deliver::difference::token_length;
use crate::sys::strip_bom_from_text;
use serde::Serialize as _;
use serde_json::ser::PrettyFormatter;
use serde_json::{Map, Value};
use std::ops::Range;
use zeroize::Zeroizing;

/// Sets `value` at `path`, which names nested members. Missing members are appended, indented like the text, or by `default_indent` if it
/// has no indentation. An equal value changes nothing; otherwise a byte order mark is removed, which many readers reject.
///
/// `before` must be empty or a JSON object, and so must the values at all parents of `path`.
pub(super) fn set_value(before: &str, path: &[&str], value: &Value, default_indent: &str) -> Zeroizing<String> {
    let text = strip_bom_from_text(before);
    let layout = Layout::of(text, default_indent);
    if text.trim().is_empty() {
        return Zeroizing::new(format!("{}{}", *layout.serialize(&nested(path, value), ""), layout.line_end));
    }
    let mut object_start = text.find('{').unwrap_or_default();
    for (depth, name) in path.iter().enumerate() {
        let rest = &path[depth + 1..];
        match find(text, object_start, name) {
            Ok(Member { value: place, .. }) if !rest.is_empty() => object_start = place.start,
            Ok(Member { value: place, .. })
                if serde_json::from_str::<Value>(&text[place.clone()]).is_ok_and(|existing_value| existing_value == *value) =>
            {
                break;
            }
            Ok(Member { value: place, .. }) => return spliced(text, place.clone(), &layout.serialize(value, indent_at(text, place.start))),
            Err(object_end) => return layout.with_member(text, object_start, object_end, name, &nested(rest, value)),
        }
    }
    Zeroizing::new(before.to_owned())
}

/// Removes the member at `path`, which names nested members, with its comma; of duplicates the last one, which counts. A missing one changes
/// nothing. `before` must be empty or a JSON object.
pub(super) fn remove_member(before: &str, path: &[&str]) -> Zeroizing<String> {
    member_range(before, path).map_or_else(|| Zeroizing::new(before.to_owned()), |range| spliced(before, range, ""))
}

/// Returns the part of `text` to remove with the member at `path`: a comma and white space on one side, or all white space of its object.
fn member_range(text: &str, path: &[&str]) -> Option<Range<usize>> {
    let (name, parents) = path.split_last()?;
    let first = text.find('{')?;
    let object_start = parents.iter().try_fold(first, |start, parent| find(text, start, parent).ok().map(|member| member.value.start))?;
    let Member { start, value } = find(text, object_start, name).ok()?;
    let before = text[..start].trim_end();
    let after = &text[value.end..];
    let next = value.end + (after.len() - after.trim_start().len());
    Some(match (before.strip_suffix(','), text[next..].strip_prefix(',')) {
        (Some(before), _) => before.trim_end().len()..value.end,
        (None, Some(rest)) => start..text.len() - rest.trim_start().len(),
        (None, None) => before.len()..next,
    })
}

/// A member of an object: where its name starts, and its value.
struct Member {
    start: usize,
    value: Range<usize>,
}

/// Wraps the value in nested objects.
fn nested(path: &[&str], value: &Value) -> Value {
    path.iter().rev().fold(value.clone(), |inner, name| Value::Object(Map::from_iter([((*name).to_owned(), inner)])))
}

/// Finds the member `name` in the object that begins at `object_start`; the last duplicate counts.
///
/// # Errors
/// The position of the closing bracket, if there is no such name.
fn find(text: &str, object_start: usize, name: &str) -> Result<Member, usize> {
    let (mut depth, mut place, mut start) = (0, object_start + 1, 0);
    let mut is_key = true; // whether a name comes next
    let mut is_match = false; // whether the name before was the one
    let mut found: Option<Member> = None;
    while let Some(first) = text[place..].chars().next() {
        let end = place + token_length(&text[place..], first);
        match first {
            '}' | ']' if depth == 0 => break,
            '}' | ']' => depth -= 1,
            ',' | ':' if depth == 0 => is_key = first == ',',
            character if character.is_whitespace() => {}
            _ if depth == 0 && is_key => {
                is_match = serde_json::from_str::<String>(&text[place..end]).is_ok_and(|key| key == name);
                start = place;
            }
            _ => {
                if depth == 0 && is_match {
                    found = Some(Member { start, value: place..end });
                }
                depth += usize::from(matches!(first, '{' | '['));
            }
        }
        if let Some(found) = found.as_mut().filter(|_| is_match && !is_key && depth == 0 && matches!(first, '}' | ']')) {
            found.value.end = end;
        }
        place = end;
    }
    found.ok_or(place)
}

/// The layout of a text.
struct Layout<'a> {
    indent: &'a str,
    line_end: &'static str,
    /// A single line.
    is_flat: bool,
}

impl<'a> Layout<'a> {
    fn of(text: &'a str, default_indent: &'a str) -> Self {
        let found = text.lines().find(|line| line.starts_with([' ', '\t']));
        let indent = found.map_or(default_indent, |line| &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]);
        let trimmed = text.trim();
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self { indent, line_end, is_flat: !trimmed.is_empty() && !trimmed.contains('\n') }
    }

    /// Formats the value, with all lines but the first also indented by `base`.
    fn serialize(&self, value: &Value, base: &str) -> Zeroizing<String> {
        let indent = if self.is_flat { "" } else { self.indent };
        let mut bytes = Zeroizing::new(Vec::new());
        let mut writer = serde_json::Serializer::with_formatter(&mut *bytes, PrettyFormatter::with_indent(indent.as_bytes()));
        // A value that was read from JSON always serializes, as UTF-8; line ends in strings are escaped.
        let _ = value.serialize(&mut writer);
        let text = Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned());
        if self.is_flat {
            return Zeroizing::new(Zeroizing::new(text.replace(",\n", ", ")).replace('\n', ""));
        }
        Zeroizing::new(text.replace('\n', &format!("{}{base}", self.line_end)))
    }

    /// Appends a member to the object between `object_start` and `object_end`.
    fn with_member(&self, text: &str, object_start: usize, object_end: usize, name: &str, value: &Value) -> Zeroizing<String> {
        let end = text[..object_end].trim_end().len();
        let is_empty = end == object_start + 1;
        let base = indent_at(text, object_end);
        let indent = format!("{base}{}", self.indent);
        let (before, after) = match (self.is_flat, is_empty) {
            (true, true) => (String::new(), String::new()),
            (true, false) => (", ".to_owned(), String::new()),
            (false, true) => (format!("{}{indent}", self.line_end), format!("{}{base}", self.line_end)),
            (false, false) => (format!(",{}{indent}", self.line_end), String::new()),
        };
        let value = self.serialize(value, &indent);
        let member = Zeroizing::new(format!("{before}{}: {}{after}", Value::from(name), *value));
        spliced(text, end..if is_empty { object_end } else { end }, &member)
    }
}

/// Returns the indentation of the line at this position.
fn indent_at(text: &str, place: usize) -> &str {
    let line = &text[text[..place].rfind('\n').map_or(0, |end| end + 1)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

fn spliced(text: &str, place: Range<usize>, new: &str) -> Zeroizing<String> {
    Zeroizing::new([&text[..place.start], new, &text[place.end..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn setting_a_value_changes_no_other_byte() {
        let value = json!({"b": 2});
        let cases = [
            ("", "{\n  \"s3\": {\n    \"b\": 2\n  }\n}\n"),
            ("\n\t\u{b}\n", "{\n\t\"s3\": {\n\t\t\"b\": 2\n\t}\n}\n"),
            ("{}", "{\"s3\": {\"b\": 2}}"),
            ("{ }\n", "{\"s3\": {\"b\": 2}}\n"),
            ("{\n}\n", "{\n  \"s3\": {\n    \"b\": 2\n  }\n}\n"),
            ("{\"a\" : 1.50 }", "{\"a\" : 1.50, \"s3\": {\"b\": 2} }"),
            ("{\"s3\":{\"b\":1,\"c\":[{}]} , \"a\":1e5}", "{\"s3\":{\"b\": 2} , \"a\":1e5}"),
            ("{\n\t\"a\": [1,\n2], \"s3\": {\"b\": 1}\n}", "{\n\t\"a\": [1,\n2], \"s3\": {\n\t\"b\": 2\n}\n}"),
            ("{\n\t\"a\": {\"s3\": 1}\n}", "{\n\t\"a\": {\"s3\": 1},\n\t\"s3\": {\n\t\t\"b\": 2\n\t}\n}"),
            (
                "{\r\n    \"s\\u0033\": {\"x\": \"}\"},\r\n    \"a\": 1\r\n}\r\n",
                "{\r\n    \"s\\u0033\": {\r\n        \"b\": 2\r\n    },\r\n    \"a\": 1\r\n}\r\n",
            ),
            ("{\"s3\": 1, \"s3\": {\"c\": []}}", "{\"s3\": 1, \"s3\": {\"b\": 2}}"),
            ("\u{feff}{\"s3\": 12345678901234567890123}", "{\"s3\": {\"b\": 2}}"),
            ("\u{feff}{\"s3\": { \"b\" : 2 }}", "\u{feff}{\"s3\": { \"b\" : 2 }}"),
            ("{\"s3\":\n{ \"b\" : 2 }, \"a\":1}", "{\"s3\":\n{ \"b\" : 2 }, \"a\":1}"),
        ];
        for (before, after) in cases {
            assert_eq!(*set_value(before, &["s3"], &value, "  "), after, "{before}");
        }
    }

    #[test]
    fn removing_a_member_changes_no_other_byte() {
        let cases = [
            ("", ""),
            ("{}", "{}"),
            ("{\"a\": {\"s3\": 1}}", "{\"a\": {\"s3\": 1}}"),
            ("{\n  \"s3\": {\n    \"b\": 2\n  }\n}\n", "{}\n"),
            ("{\"a\" : 1.50, \"s3\": {\"b\": [2]} }", "{\"a\" : 1.50 }"),
            ("{\"s3\":1 , \"a\":1e5}", "{\"a\":1e5}"),
            ("{\n\t\"a\": [1,\n2],\n\t\"s3\": 3,\n\t\"z\": 4\n}", "{\n\t\"a\": [1,\n2],\n\t\"z\": 4\n}"),
            ("{\"s\\u0033\": \"}\", \"s3\": 2}", "{\"s\\u0033\": \"}\"}"),
            ("\u{feff}{\"s3\": 1, \"a\": 2}", "\u{feff}{\"a\": 2}"),
        ];
        for (before, after) in cases {
            assert_eq!(*remove_member(before, &["s3"]), after, "{before}");
        }
        for before in ["{}", "{\"a\": {\"s3\": 1}}", "{\"a\" : 1.50 }", "{\n\t\"a\": [1,\n2],\n\t\"z\": 4\n}"] {
            let with_member = set_value(before, &["s3"], &json!({"b": 2}), "  ");
            assert_eq!(*remove_member(&with_member, &["s3"]), before);
        }
        let nested = remove_member("{\"x\": {\"y\": 1, \"z\": 2}, \"y\": 3}", &["x", "y"]);
        assert_eq!(*nested, "{\"x\": {\"z\": 2}, \"y\": 3}");
    }

    #[test]
    fn nested_values_are_set_or_created() {
        let value = json!(1);
        let cases = [
            ("{\"x\": {\"y\": {\"z\": 0}, \"z\": 2}}", "{\"x\": {\"y\": {\"z\": 1}, \"z\": 2}}"),
            ("{\"z\": 0, \"x\": {}}", "{\"z\": 0, \"x\": {\"y\": {\"z\": 1}}}"),
            ("{\n \"x\": {\n  \"a\": []\n }\n}", "{\n \"x\": {\n  \"a\": [],\n  \"y\": {\n   \"z\": 1\n  }\n }\n}"),
        ];
        for (before, after) in cases {
            assert_eq!(*set_value(before, &["x", "y", "z"], &value, "  "), after, "{before}");
        }
    }
}
