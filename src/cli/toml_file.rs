//! Reads TOML files (profiles and `config.toml`) with line numbers for errors.

use crate::request::{ConfigError, Origin, ProfileLine};
use crate::sys::files::is_link_loop;
use crate::sys::{Directories, Input, ReadError, strip_bom_from_text};
use crate::text::printable;
use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The maximum size of a TOML file.
const MAX_FILE_BYTES: u64 = 64 * 1024;

/// Reads a file; `None` if it does not exist.
pub(super) fn read_text(path: &Path, directories: &Directories) -> Result<Option<String>, ConfigError> {
    let is_missing = |error: &std::io::Error| path.parent().is_some_and(|folder| is_absent(error, folder, directories));
    match Input::RegularFile(path).text(MAX_FILE_BYTES) {
        Ok(mut text) => Ok(Some(std::mem::take(&mut *text))),
        Err(ReadError::Unreadable(error)) if is_missing(&error) && path.symlink_metadata().is_err() => Ok(None),
        Err(ReadError::Unreadable(source)) => Err(ConfigError::Unreadable { path: path.to_owned(), source }),
        Err(ReadError::TooLarge) => Err(ConfigError::TooLarge(path.to_owned())),
    }
}

/// Whether `error` means that a file in `folder`, a folder of this program, does not exist. That includes a folder that cannot exist: below a
/// device, such as the home `/dev/null` of system users, below a link to itself, or with too long a name. A regular file in place of the user's
/// folder is an error; in place of the administrator's, it counts as no folder.
pub(super) fn is_absent(error: &std::io::Error, folder: &Path, directories: &Directories) -> bool {
    let found = match error.kind() {
        ErrorKind::NotFound => return true,
        ErrorKind::NotADirectory | ErrorKind::InvalidFilename => folder.symlink_metadata(),
        _ if is_link_loop(error) => folder.symlink_metadata(),
        _ => return false,
    };
    match found {
        Ok(_) if directories.system_config() == Some(folder) && folder.is_file() => true,
        Ok(found) => !found.is_dir() && !found.is_file() && !found.is_symlink(),
        Err(folder_error) => folder_error.kind() == error.kind(),
    }
}

pub(super) fn parse<'a>(text: &'a str, path: &Path) -> Result<DeTable<'a>, ConfigError> {
    DeTable::parse(text).map(Spanned::into_inner).map_err(|error| {
        let line = error.span().map_or(1, |span| line_number(text, span.start));
        ConfigError::NotToml { path: path.to_owned(), line, problem: printable(error.message()) }
    })
}

/// Returns `text`, a TOML document, with the string `value` at the top-level `key`, or without the lines of `key`. Everything else stays, such
/// as comments, also one behind the value. A missing key is added at the end, or at the beginning if the document has tables or arrays.
///
/// # Errors
/// The text of the file at `path` is not valid TOML, or `key` is neither a string nor an integer but, say, a table with a header of its own.
pub(super) fn with_value(text: &str, path: &Path, key: &str, value: Option<&str>) -> Result<String, ConfigError> {
    let table = parse(text, path)?;
    let has_table_or_array = table.iter().any(|(_, value)| matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_)));
    let found = table.iter().find(|(name, _)| name.get_ref() == key);
    if let Some((name, _)) = found.filter(|(_, value)| string_or_integer(value).is_none()) {
        return Err(type_error(name, text, path, "a string"));
    }
    let found = found.map(|(name, value)| (name.span().start, value.span()));
    let value = value.map(quoted);
    Ok(match (found, value) {
        (Some((_, span)), Some(value)) => [&text[..span.start], &value, &text[span.end..]].concat(),
        (Some((start, span)), None) => {
            let start = text[..start].rfind('\n').map_or(0, |end| end + 1);
            let end = text[span.end..].find('\n').map_or(text.len(), |length| span.end + length + 1);
            let comment = text[span.end..end].trim_start_matches([' ', '\t']);
            [&text[..start], if comment.starts_with('#') { comment } else { "" }, &text[end..]].concat()
        }
        (None, Some(value)) if has_table_or_array => {
            let first = text.len() - strip_bom_from_text(text).len();
            format!("{}{key} = {value}\n{}", &text[..first], &text[first..]) // at the end it would belong to the table
        }
        (None, Some(value)) => {
            let line_end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            format!("{text}{line_end}{key} = {value}\n")
        }
        (None, None) => text.to_owned(),
    })
}

/// Quotes a TOML 1.0 basic string, whose escapes JSON shares; only U+007F must be escaped in TOML, but not in JSON.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

/// Returns a string or an integer as a string.
pub(super) fn string_or_integer(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}

pub(super) fn line_number(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

pub(super) fn key_origin(key: &Spanned<Cow<'_, str>>, text: &str, path: &Path) -> Origin {
    Origin::File(Box::new(ProfileLine {
        path: path.to_owned(),
        number: line_number(text, key.span().start),
        key: key.get_ref().to_string(),
    }))
}

pub(super) fn type_error(key: &Spanned<Cow<'_, str>>, text: &str, path: &Path, expected: &'static str) -> ConfigError {
    ConfigError::BadType { path: path.to_owned(), line: line_number(text, key.span().start), key: key.get_ref().to_string(), expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_does_not_become_one_of_a_table() {
        for (text, expected) in [("a = 1", "a = 1\nkey = \"b\"\n"), ("[t]\na = 1\n", "key = \"b\"\n[t]\na = 1\n")] {
            assert_eq!(with_value(text, Path::new("config.toml"), "key", Some("b")).unwrap(), expected);
        }
    }

    #[test]
    fn a_table_is_neither_replaced_by_a_string_nor_removed() {
        for text in ["[key]\n", " [[key]]\na = 1\n", "key.a = 1\n", "key = true\n", "key = [\"a\"]\n"] {
            for value in [Some("b"), None] {
                let error = with_value(text, Path::new("config.toml"), "key", value).unwrap_err();
                assert_eq!(error.to_string(), "config.toml:1: `key` must be a string", "{text:?}");
            }
        }
    }
}
