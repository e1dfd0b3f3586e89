//! Reads a tool's JSON configuration file.

use super::{FileOwner, ToolFileError};
use crate::sys::strip_bom_from_text;
use serde_json::{Map, Value};

/// Parses the JSON object in `text`; an empty file is an empty object.
pub(super) fn read(tool: FileOwner, text: &str) -> Result<Map<String, Value>, ToolFileError> {
    let text = strip_bom_from_text(text);
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    let invalid = |problem: String| ToolFileError::Invalid { tool, problem };
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(invalid("it is not a JSON object".to_owned())),
        Err(error) => Err(invalid(format!("line {} is not valid JSON", error.line()))),
    }
}

/// Returns the object `name` in `parent`, which is created if missing.
pub(super) fn object_entry<'a>(
    tool: FileOwner,
    parent: &'a mut Map<String, Value>,
    name: &str,
) -> Result<&'a mut Map<String, Value>, ToolFileError> {
    let value = parent.entry(name).or_insert_with(|| Value::Object(Map::new()));
    value.as_object_mut().ok_or_else(|| ToolFileError::Invalid { tool, problem: format!("`{name}` is not an object") })
}

/// Whether `object` has a value for `name` that is neither null nor empty.
pub(super) fn has_value(object: &Map<String, Value>, name: &str) -> bool {
    object.get(name).is_some_and(|value| !value.is_null() && value.as_str() != Some(""))
}
