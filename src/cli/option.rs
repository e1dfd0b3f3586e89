//! An option with the type of its value: what a command reads of it cannot be mistaken for another type.

use super::option_spec::{Kind, OptionSpec};
use crate::request::{Choice, RequestError, one_of};
use secrecy::SecretString;
use std::ffi::OsStr;
use std::ops::Deref;
use std::path::PathBuf;

/// An option whose value is a `T`. All of them stand in `options.rs`.
pub(super) struct Opt<T: 'static> {
    /// What does not depend on the type of the value.
    pub(super) spec: OptionSpec,
    pub(super) parser: Parser<T, RequestError>,
}

/// An option that takes any number of values, each a `T`.
pub(super) struct ListOpt<T: 'static, E: 'static = RequestError> {
    /// What does not depend on the type of the values.
    pub(super) spec: OptionSpec,
    /// Reads one value.
    pub(super) parse: fn(&str) -> Result<T, E>,
}

/// Reads a value.
pub(super) enum Parser<T, E> {
    OfText(fn(&str) -> Result<T, E>),
    /// A path may be any bytes.
    OfPath(fn(&OsStr) -> T),
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
    /// One text, which `parse` reads.
    pub(super) const fn parsed(spec: OptionSpec, parse: fn(&str) -> Result<T, RequestError>) -> Self {
        Self { spec: spec.of(Kind::Text), parser: Parser::OfText(parse) }
    }

    /// One of these words, which `parse` reads.
    pub(super) const fn word(spec: OptionSpec, words: fn() -> Vec<&'static str>, parse: fn(&str) -> Result<T, RequestError>) -> Self {
        Self { spec: spec.of(Kind::Choice(words)), parser: Parser::OfText(parse) }
    }
}

impl<T: Choice> Opt<T> {
    /// One of the values of `T`, by its word.
    pub(super) const fn choice(spec: OptionSpec) -> Self {
        Self::word(spec, T::words, one_of)
    }
}

impl Opt<String> {
    pub(super) const fn text(spec: OptionSpec) -> Self {
        Self::parsed(spec, |text| Ok(text.to_owned()))
    }
}

impl Opt<SecretString> {
    pub(super) const fn secret(spec: OptionSpec) -> Self {
        Self::parsed(spec, |text| Ok(SecretString::from(text)))
    }
}

impl Opt<PathBuf> {
    /// The path of a file; in a profile it is read from the profile's folder, `~` from the home folder.
    pub(super) const fn path(spec: OptionSpec) -> Self {
        Self { spec: spec.of(Kind::Path), parser: Parser::OfPath(|path| PathBuf::from(path)) }
    }
}

impl Opt<bool> {
    /// On where it is given.
    pub(super) const fn switch(spec: OptionSpec) -> Self {
        Self { spec: spec.of(Kind::Switch), parser: Parser::OfText(on_or_off) }
    }
}

impl Opt<u8> {
    /// How often it is given.
    pub(super) const fn count(spec: OptionSpec) -> Self {
        Self { spec: spec.of(Kind::Count), parser: Parser::OfText(how_often) }
    }
}

impl<T, E> ListOpt<T, E> {
    /// Any number of texts, each of which `parse` reads; in one text they are divided by `divider`.
    pub(super) const fn new(spec: OptionSpec, divider: char, parse: fn(&str) -> Result<T, E>) -> Self {
        Self { spec: spec.of(Kind::List(divider)), parse }
    }
}

/// Reads a word that switches on, or off.
///
/// # Errors
/// [`RequestError::NotAChoice`].
pub(super) fn on_or_off(word: &str) -> Result<bool, RequestError> {
    match word.to_lowercase().as_str() {
        "1" | "y" | "yes" | "t" | "true" | "on" => Ok(true),
        "0" | "n" | "no" | "f" | "false" | "off" => Ok(false),
        _ => Err(RequestError::NotAChoice { given: word.to_owned(), choices: "true, false".to_owned() }),
    }
}

/// A number, or a word that switches on: a variable may hold either.
#[expect(clippy::unnecessary_wraps, reason = "a parser of options may fail")]
fn how_often(text: &str) -> Result<u8, RequestError> {
    Ok(text.parse().unwrap_or_else(|_| u8::from(on_or_off(text) != Ok(false))))
}
