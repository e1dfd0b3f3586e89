//! A tool's own JSON file: one part of it changes, the rest stays in its order, indented as it was.

use super::{FileOwner, ToolFileError};
use crate::sys::text_without_mark;
use serde::Serialize as _;
use serde_json::ser::PrettyFormatter;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// The object in `text`; of an empty file, an empty one.
pub(super) fn read(tool: FileOwner, text: &str) -> Result<Map<String, Value>, ToolFileError> {
    let text = text_without_mark(text);
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    let not_usable = |problem: String| ToolFileError::NotUsable { tool, problem };
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(not_usable("it is no JSON object".to_owned())),
        Err(error) => Err(not_usable(format!("line {} is no JSON", error.line()))),
    }
}

/// The object that `name` stands for in `parent`, made where there is none.
pub(super) fn part<'a>(
    tool: FileOwner,
    parent: &'a mut Map<String, Value>,
    name: &str,
) -> Result<&'a mut Map<String, Value>, ToolFileError> {
    let value = parent.entry(name).or_insert_with(|| Value::Object(Map::new()));
    value.as_object_mut().ok_or_else(|| ToolFileError::NotUsable { tool, problem: format!("`{name}` is no object") })
}

/// The file again, indented as `before` was; `usual` where that does not tell.
pub(super) fn written(object: &Map<String, Value>, before: &str, usual: &str) -> Zeroizing<String> {
    let found = before.lines().find(|line| line.starts_with([' ', '\t']));
    let indent = found.map_or(usual, |line| &line[..line.len() - line.trim_start().len()]);
    let mut bytes = Zeroizing::new(Vec::new());
    let mut writer = serde_json::Serializer::with_formatter(&mut *bytes, PrettyFormatter::with_indent(indent.as_bytes()));
    // An object that was read from JSON always serializes, as UTF-8.
    let _ = object.serialize(&mut writer);
    let mut text = Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned());
    if before.is_empty() || before.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Whether `object` has a value for `name` that says anything.
pub(super) fn says(object: &Map<String, Value>, name: &str) -> bool {
    object.get(name).is_some_and(|value| !value.is_null() && value.as_str() != Some(""))
}
