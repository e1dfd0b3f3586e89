//! A leniently parsed JSON object from another party: discovery documents, key sets, token and device responses, userinfo, claims.
//!
//! Unused members may hold any JSON, including values that no Rust type can represent (`1e400`, lone surrogates, 200 levels of nesting). A
//! used member with the wrong type is reported with its name and the type found. Null and empty values count as absent; a single value is
//! accepted for a list, and a list of one for a single value.

use crate::sys::strip_bom;
use serde::de::{Deserialize, Deserializer, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use url::Url;

/// How deep an object that serde_json refuses is parsed member by member.
const LEVELS: u8 = 4;
const SECONDS: &str = "a number of seconds";

/// A JSON object; of duplicate members the last one counts.
#[derive(Clone, Default)]
pub struct ProviderDocument(Map<String, Value>);

impl std::fmt::Debug for ProviderDocument {
    /// Shows names only: the values of token responses are secrets.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

/// Why bytes could not be parsed as a JSON object.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// They are not JSON, for example a web page.
    #[error("it is not JSON")]
    NotJson,
    /// They are JSON of another type.
    #[error("it is {0}, not a JSON object")]
    NotAnObject(&'static str),
}
debug_as_display!(DocumentError);

/// Why a member cannot be used.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum MemberError {
    /// It is absent, null or empty.
    #[error("`{0}` is missing")]
    Missing(String),
    /// It has another type.
    #[error("`{name}` is {found}, not {expected}")]
    WrongType {
        /// The member's name.
        name: String,
        /// The type found.
        found: &'static str,
        /// The required type.
        expected: &'static str,
    },
}
debug_as_display!(MemberError);

type Member<T> = Result<Option<T>, MemberError>;

impl ProviderDocument {
    /// Parses a JSON object. Skips a byte order mark, and replaces bytes that are not UTF-8.
    ///
    /// # Errors
    /// The bytes are not a JSON object.
    pub fn read(bytes: &[u8]) -> Result<Self, DocumentError> {
        let text = String::from_utf8_lossy(strip_bom(bytes));
        match serde_json::from_str(&text) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(other) => Err(DocumentError::NotAnObject(kind(&other))),
            Err(_) => members(&text, LEVELS).map(Self).map_err(|_| DocumentError::NotJson),
        }
    }

    /// Returns a string member.
    ///
    /// # Errors
    /// It has another type.
    pub fn string(&self, name: &str) -> Member<&str> {
        self.one(name, "a string", Value::as_str)
    }

    /// A member that is a text, or a whole number in its place, which is the text of its digits.
    ///
    /// # Errors
    /// It has another type.
    pub(crate) fn digits_or_text(&self, name: &str) -> Member<String> {
        self.one(name, "a string", |value| value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string())))
    }

    /// Returns a member that is a list of strings or a single string; skips other entries if there are strings. Empty if absent.
    ///
    /// # Errors
    /// It contains no string.
    pub(crate) fn strings(&self, name: &str) -> Result<Vec<&str>, MemberError> {
        self.many(name, "a string or a list of strings", Value::as_str)
    }

    /// Returns a number of seconds, which may be sent as a string. Truncates fractions and saturates.
    ///
    /// # Errors
    /// It has another type.
    pub fn seconds(&self, name: &str) -> Member<i64> {
        self.one(name, SECONDS, |value| number(value).or_else(|| written_number(value)))
    }

    /// Returns a `NumericDate` of RFC 7519, section 2; unlike [`ProviderDocument::seconds`], never from a string.
    ///
    /// # Errors
    /// It has another type.
    pub(crate) fn numeric_date(&self, name: &str) -> Member<i64> {
        self.one(name, SECONDS, number)
    }

    /// Returns a boolean, which may be sent as a string.
    ///
    /// # Errors
    /// It has another type.
    pub(crate) fn boolean(&self, name: &str) -> Member<bool> {
        self.one(name, "a boolean", |value| value.as_bool().or_else(|| value.as_str()?.trim().to_ascii_lowercase().parse().ok()))
    }

    /// Returns an absolute URL of any scheme.
    ///
    /// # Errors
    /// It is not an absolute URL.
    pub fn address(&self, name: &str) -> Member<Url> {
        self.one(name, "an absolute URL", |value| Url::parse(value.as_str()?).ok())
    }

    /// Returns a member that is a list of objects or a single object; skips other entries if there are objects. Empty if absent.
    ///
    /// # Errors
    /// It contains no object.
    pub fn objects(&self, name: &str) -> Result<Vec<Self>, MemberError> {
        self.many(name, "a list of objects", |value| value.as_object().cloned().map(Self))
    }

    /// Reads a required member with `read`.
    ///
    /// # Errors
    /// It is absent, or has another type.
    pub fn required<'a, T>(&'a self, name: &str, convert: impl FnOnce(&'a Self, &str) -> Member<T>) -> Result<T, MemberError> {
        convert(self, name)?.ok_or_else(|| MemberError::Missing(name.to_owned()))
    }

    /// Returns a member's value, of any type.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All members.
    pub fn members(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter()
    }

    fn one<'a, T>(&'a self, name: &str, expected: &'static str, convert: impl Fn(&'a Value) -> Option<T>) -> Member<T> {
        let Some(value) = self.value(name).filter(|value| !is_empty(value)) else { return Ok(None) };
        let single = match value {
            Value::Array(entries) => {
                let mut entries = entries.iter().filter(|entry| !is_empty(entry));
                entries.next().filter(|_| entries.next().is_none())
            }
            _ => Some(value),
        };
        single.and_then(convert).map(Some).ok_or_else(|| wrong_type(name, value, expected))
    }

    fn many<'a, T>(&'a self, name: &str, expected: &'static str, convert: impl Fn(&'a Value) -> Option<T>) -> Result<Vec<T>, MemberError> {
        let Some(value) = self.value(name).filter(|value| !is_empty(value)) else { return Ok(Vec::new()) };
        let entries = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        let found: Vec<T> = entries.iter().filter(|entry| !is_empty(entry)).filter_map(convert).collect();
        if found.is_empty() { Err(wrong_type(name, value, expected)) } else { Ok(found) }
    }
}

/// Whether a value counts as absent: null, and an empty string, list or object.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(entries) => entries.iter().all(is_empty),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn wrong_type(name: &str, value: &Value, expected: &'static str) -> MemberError {
    MemberError::WrongType { name: name.to_owned(), found: kind(value), expected }
}

/// The name of a value's type, for messages.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Reads a number, and truncates its fraction.
fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().map(whole))
}

/// Reads a number from a string, and truncates its fraction.
fn written_number(value: &Value) -> Option<i64> {
    let text = value.as_str()?.trim();
    let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '-'); // not `NaN`
    text.parse().ok().filter(|_| is_number).map(whole)
}

#[expect(clippy::cast_possible_truncation, reason = "a cast from a float saturates, and no clock shows such a time")]
fn whole(seconds: f64) -> i64 {
    seconds as i64
}

/// Parses an object member by member, so that one bad member does not spoil the others.
fn members(text: &str, levels: u8) -> serde_json::Result<Map<String, Value>> {
    let members: BTreeMap<JsonString, &RawValue> = serde_json::from_str(text)?;
    Ok(members.into_iter().map(|(name, raw)| (name.0, value(raw.get(), levels))).collect())
}

/// Parses `raw`, or returns the nearest representable value.
fn value(raw: &str, levels: u8) -> Value {
    let parsed = serde_json::from_str(raw);
    parsed
        .or_else(|error| match raw.as_bytes().first() {
            Some(b'{') if levels > 0 => members(raw, levels - 1).map(Value::Object),
            Some(b'[') if levels > 0 => serde_json::from_str(raw)
                .map(|entries: Vec<&RawValue>| entries.iter().map(|entry| value(entry.get(), levels - 1)).collect()),
            Some(b'"') => serde_json::from_str(raw).map(|JsonString(text)| Value::String(text)),
            Some(b'{' | b'[') => Err(error),
            _ => Ok(Value::from(if raw.starts_with('-') { f64::MIN } else { f64::MAX })), // a number out of range
        })
        .unwrap_or_else(|_| Value::Object(Map::from_iter([(raw.to_owned(), Value::Null)])))
}

/// A JSON string in which lone surrogates are replaced.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct JsonString(String);

impl<'de> Deserialize<'de> for JsonString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StringVisitor;
        impl Visitor<'_> for StringVisitor {
            type Value = JsonString;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<JsonString, E> {
                Ok(JsonString(String::from_utf8_lossy(bytes).into_owned()))
            }
        }
        deserializer.deserialize_bytes(StringVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ProviderDocument {
        ProviderDocument::read(text.as_bytes()).expect(text)
    }

    #[test]
    fn unused_members_can_have_any_value() {
        let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
        let deeper = format!("{}1{}", "{\"a\":[".repeat(5_000), "]}".repeat(5_000));
        for unread in ["1e400", "-1E999", "\"\\ud800\"", "[\"\\udc00\"]", "{\"\\ud800\":1}", "{\"a\":[1e400]}", "-0.0", &deep, &deeper] {
            let document = read(&format!("{{\"x\":{unread},\"sub\":\"alice\",\"\\ud800\":1}}"));
            assert_eq!(document.string("sub"), Ok(Some("alice")), "{unread}");
        }
        assert_eq!(read("\u{feff}{\"a\":\"1\"}").string("a"), Ok(Some("1")));
        assert_eq!(ProviderDocument::read(b"{\"a\":\"L\xf6we\"}").expect("replaced").string("a"), Ok(Some("L\u{fffd}we")));
        let keys = read("{\"keys\":[{\"kid\":\"a\",\"x\":1e400},{\"kid\":\"b\"},7]}").objects("keys").expect("two keys");
        assert_eq!(keys.iter().map(|key| key.string("kid")).collect::<Vec<_>>(), [Ok(Some("a")), Ok(Some("b"))]);
    }

    #[test]
    fn a_document_that_is_not_an_object_is_named() {
        for (input, problem) in [
            ("", "it is not JSON"),
            ("<html>", "it is not JSON"),
            ("{\"a\":1", "it is not JSON"),
            ("{} x", "it is not JSON"),
            ("[{}]", "it is a list, not a JSON object"),
            ("\"a\"", "it is a string, not a JSON object"),
            ("null", "it is null, not a JSON object"),
        ] {
            assert_eq!(ProviderDocument::read(input.as_bytes()).expect_err(input).to_string(), problem);
        }
    }

    #[test]
    fn empty_values_are_absent() {
        for empty in ["null", "\"\"", "[]", "[\"\"]", "[null]", "{}"] {
            let document = read(&format!("{{\"a\":{empty}}}"));
            assert_eq!((document.string("a"), document.strings("a")), (Ok(None), Ok(Vec::new())), "{empty}");
            assert_eq!((document.seconds("a"), document.boolean("a"), document.address("a")), (Ok(None), Ok(None), Ok(None)), "{empty}");
            let missing = document.required("a", ProviderDocument::string);
            assert_eq!(missing.expect_err(empty).to_string(), "`a` is missing");
        }
    }

    #[test]
    fn a_value_equals_a_list_of_that_value() {
        let document = read("{\"one\":\"a\",\"list\":[\"a\"],\"two\":[\"a\",7,null,\"b\"],\"time\":[\"7\"]}");
        assert_eq!((document.string("one"), document.string("list")), (Ok(Some("a")), Ok(Some("a"))));
        assert_eq!((document.strings("one"), document.strings("list")), (Ok(vec!["a"]), Ok(vec!["a"])));
        assert_eq!((document.strings("two"), document.seconds("time")), (Ok(vec!["a", "b"]), Ok(Some(7))));
        assert_eq!(document.string("two").expect_err("several").to_string(), "`two` is a list, not a string");
    }

    #[test]
    fn times_are_read_in_every_spelling() {
        for (input, seconds) in
            [("900", 900), ("900.9", 900), ("\" 900 \"", 900), ("\"900.5\"", 900), ("1e300", i64::MAX), ("1e400", i64::MAX), ("-1", -1)]
        {
            assert_eq!(read(&format!("{{\"a\":{input}}}")).seconds("a"), Ok(Some(seconds)), "{input}");
        }
        let text = read("{\"exp\":\"900\"}").numeric_date("exp").expect_err("no NumericDate");
        assert_eq!(text.to_string(), "`exp` is a string, not a number of seconds");
        for (input, found) in [("\"soon\"", "a string"), ("\"NaN\"", "a string"), ("true", "a boolean"), ("{\"s\":1}", "an object")] {
            let error = read(&format!("{{\"exp\":{input}}}")).seconds("exp").expect_err(input);
            assert_eq!(error.to_string(), format!("`exp` is {found}, not a number of seconds"));
        }
    }

    #[test]
    fn debug_shows_no_values() {
        assert_eq!(format!("{:?}", read("{\"access_token\":\"s3cr3t\"}")), "{\"access_token\"}");
    }
}
