//! Values that an output form cannot represent, because one of its readers would expand, execute or truncate them.

use zeroize::Zeroizing;

/// A value that an output form cannot represent so that all of its readers take it literally.
#[derive(thiserror::Error, PartialEq, Eq)]
#[error("could not write {name} in this form: the {} in its value would not be read literally", shown(*character))]
pub struct NotLiteral {
    /// The variable or setting.
    pub name: String,
    /// The first character that some reader would not take literally.
    pub character: char,
}
debug_as_display!(NotLiteral);

/// A value in the syntax of a form, or the first character that the form cannot represent.
pub(super) type Formatted = Result<Zeroizing<String>, char>;

/// Refuses a value that replaces one that was not UTF-8.
pub(super) fn check_text(value: &str) -> Result<(), char> {
    if value.contains(char::REPLACEMENT_CHARACTER) { Err(char::REPLACEMENT_CHARACTER) } else { Ok(()) }
}

/// Rejects `value` at the first character that `is_misread`, or at a replacement character (the original was not UTF-8).
pub(super) fn check_literal(value: &str, is_misread: impl Fn(char) -> bool) -> Result<(), char> {
    value.chars().find(|c| *c == char::REPLACEMENT_CHARACTER || is_misread(*c)).map_or(Ok(()), Err)
}

/// Adds the name of the variable or setting to a rejected value.
pub(super) fn with_name(name: &str, formatted: Formatted) -> Result<Zeroizing<String>, NotLiteral> {
    formatted.map_err(|character| NotLiteral { name: name.to_owned(), character })
}

/// Formats a character for a message.
fn shown(character: char) -> String {
    match character {
        '\n' | '\r' => "line break".to_owned(),
        ' ' => "space".to_owned(),
        char::REPLACEMENT_CHARACTER => "part that is not UTF-8".to_owned(),
        '"' | '\'' | '\\' => format!("`{character}`"),
        other => format!("`{}`", other.escape_debug()),
    }
}
