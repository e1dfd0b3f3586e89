//! Values that a form cannot hold, because one of its readers would expand, execute or cut them.

use zeroize::Zeroizing;

/// A value that no spelling of a form makes all of its readers take literally.
#[derive(thiserror::Error, PartialEq, Eq)]
#[error("could not write {name} in this form: the {} in its value would not be read literally", shown(*character))]
pub struct NotLiteral {
    /// The variable or setting.
    pub name: String,
    /// The first character that some reader takes for something else.
    pub character: char,
}
debug_as_display!(NotLiteral);

/// A value as a form spells it, or the first character that the form has no spelling for.
pub(super) type Spelled = Result<Zeroizing<String>, char>;

/// Refuses a value that stands for what was no text.
pub(super) fn refuse_no_text(value: &str) -> Result<(), char> {
    if value.contains(char::REPLACEMENT_CHARACTER) { Err(char::REPLACEMENT_CHARACTER) } else { Ok(()) }
}

/// Refuses `value` at the first character that `is_misread`, and at one that stands for what was no text.
pub(super) fn refuse(value: &str, is_misread: impl Fn(char) -> bool) -> Result<(), char> {
    value.chars().find(|c| *c == char::REPLACEMENT_CHARACTER || is_misread(*c)).map_or(Ok(()), Err)
}

/// Names the variable or setting of a value that was refused.
pub(super) fn named(name: &str, spelled: Spelled) -> Result<Zeroizing<String>, NotLiteral> {
    spelled.map_err(|character| NotLiteral { name: name.to_owned(), character })
}

/// A character in words, or quoted.
fn shown(character: char) -> String {
    match character {
        '\n' | '\r' => "line break".to_owned(),
        ' ' => "blank".to_owned(),
        char::REPLACEMENT_CHARACTER => "part that is not UTF-8".to_owned(),
        '"' | '\'' | '\\' => format!("`{character}`"),
        other => format!("`{}`", other.escape_debug()),
    }
}
