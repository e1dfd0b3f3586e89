//! Options with the type of their values.

use super::option_spec::{OptionSpec, ValueKind};
use crate::request::{Choice, RequestError, one_of};
use secrecy::SecretString;
use std::ffi::OsStr;
use std::ops::Deref;
use std::path::PathBuf;

/// An option whose value is a `T`. `request/options`, files of identities and `cli/options.rs` define them.
pub struct Opt<T: 'static> {
    /// The definition that is independent of the value's type.
    pub(crate) spec: OptionSpec,
    /// Parses the value.
    pub(crate) parser: Parser<T, RequestError>,
}

/// An option that takes any number of values, each a `T`.
pub struct ListOpt<T: 'static, E: 'static = RequestError> {
    /// The definition that is independent of the values' type.
    pub(crate) spec: OptionSpec,
    /// Parses one value.
    pub(crate) parse: fn(&str) -> Result<T, E>,
}

/// The function that parses a value.
pub(crate) enum Parser<T, E> {
    /// Of a text.
    Text(fn(&str) -> Result<T, E>),
    /// Of a path, which can be any bytes and so is no text.
    Path(fn(&OsStr) -> T),
}

impl<T> Deref for Opt<T> {
    type Target = OptionSpec;

    fn deref(&self) -> &OptionSpec {
        &self.spec
    }
}

impl<T, E> Deref for ListOpt<T, E> {
    type Target = OptionSpec;

    fn deref(&self) -> &OptionSpec {
        &self.spec
    }
}

impl<T> Opt<T> {
    /// Creates an option whose string value `parse` parses.
    pub(crate) const fn parsed(spec: OptionSpec, parse: fn(&str) -> Result<T, RequestError>) -> Self {
        Self { spec: spec.kind(ValueKind::Text), parser: Parser::Text(parse) }
    }

    /// Creates an option whose value is one of `choices`, parsed by `parse`. Such a word is no secret.
    pub(crate) const fn word(spec: OptionSpec, choices: fn() -> Vec<&'static str>, parse: fn(&str) -> Result<T, RequestError>) -> Self {
        Self { spec: spec.kind(ValueKind::Choice(choices)).public_value(), parser: Parser::Text(parse) }
    }
}

impl<T: Choice> Opt<T> {
    /// Creates an option whose value is one of the words of `T`.
    pub(crate) const fn choice(spec: OptionSpec) -> Self {
        Self::word(spec, T::words, one_of)
    }
}

impl Opt<String> {
    /// Creates an option whose value is any text.
    pub(crate) const fn text(spec: OptionSpec) -> Self {
        Self::parsed(spec, |text| Ok(text.to_owned()))
    }
}

impl Opt<SecretString> {
    /// Creates an option whose value is a secret.
    pub(crate) const fn secret(spec: OptionSpec) -> Self {
        Self::parsed(spec, |text| Ok(SecretString::from(text)))
    }
}

impl Opt<PathBuf> {
    /// Creates a file-path option. In a profile the path is relative to the profile's folder; `~/` at its beginning is
    /// the home folder, and `-` is standard input where the option reads that.
    pub(crate) const fn path(spec: OptionSpec) -> Self {
        Self { spec: spec.kind(ValueKind::Path), parser: Parser::Path(|path| PathBuf::from(path)) }
    }
}

impl Opt<bool> {
    /// Creates a boolean flag.
    pub(crate) const fn switch(spec: OptionSpec) -> Self {
        Self { spec: spec.kind(ValueKind::Switch), parser: Parser::Text(parse_switch) }
    }
}

impl Opt<u8> {
    /// Creates a flag whose occurrences are counted.
    pub(crate) const fn count(spec: OptionSpec) -> Self {
        Self { spec: spec.kind(ValueKind::Count), parser: Parser::Text(parse_count) }
    }
}

impl<T, E> ListOpt<T, E> {
    /// Creates a repeatable option; `parse` parses each item, and `separator` separates the items of a variable.
    pub(crate) const fn new(spec: OptionSpec, separator: char, parse: fn(&str) -> Result<T, E>) -> Self {
        Self { spec: spec.kind(ValueKind::List(separator)), parse }
    }
}

/// Parses a boolean, such as `true`, `no` or `1`.
///
/// # Errors
/// [`RequestError::NotAChoice`].
pub(crate) fn parse_switch(text: &str) -> Result<bool, RequestError> {
    match text.to_lowercase().as_str() {
        "1" | "y" | "yes" | "t" | "true" | "on" => Ok(true),
        "0" | "n" | "no" | "f" | "false" | "off" => Ok(false),
        _ => Err(RequestError::NotAChoice { given: text.to_owned(), choices: "true, false".to_owned() }),
    }
}

/// Parses a count. A variable may hold a number, of which 255 and larger ones are the same, or a boolean; any other text means 1.
#[expect(clippy::unnecessary_wraps, reason = "a parser of options may fail")]
fn parse_count(text: &str) -> Result<u8, RequestError> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let fallback = || if is_number { u8::MAX } else { u8::from(parse_switch(text) != Ok(false)) };
    Ok(text.parse().unwrap_or_else(|_| fallback()))
}
