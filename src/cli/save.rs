//! `--save NAME`: what was said becomes a profile of the user's own.

use super::call::Resolved;
use super::option::{Kind, Opt};
use super::profile_file;
use crate::request::{ConfigError, Origin};
use crate::sys::Deps;
use crate::sys::files::{Durability, replace};
use std::path::absolute;

/// Writes the values that are no defaults, wherever they came from, to the file of the profile `name`; secrets are none of them.
///
/// # Errors
/// A name that is none, no folder for it, a file there that is no profile, or one that cannot be written.
pub(super) fn profile(name: &str, resolved: &Resolved, deps: &Deps) -> Result<(), ConfigError> {
    profile_file::check_name(name)?;
    let path = profile_file::own_file(name, deps).ok_or(ConfigError::NoFolder)?;
    if path.exists() {
        profile_file::check(&path, deps)?;
    }
    let mut text = format!("identity = {}\n", quoted(resolved.identity.name));
    for option in resolved.identity.options().filter(|option| option.is_for_profiles()) {
        if let Some(value) = value(option, resolved) {
            text.push_str(&format!("{} = {value}\n", option.key_name()));
        }
    }
    replace(&path, text.as_bytes(), Durability::Synced).map_err(ConfigError::NotWritten)?;
    deps.terminal.note(&format!("saved as the profile `{name}` in {}; from now on: sts-cli get {name}", path.display()));
    Ok(())
}

/// The value as it stands in a profile; nothing for what was left empty, and for standard input, which is another each time.
fn value(option: &Opt, resolved: &Resolved) -> Option<String> {
    let settings = &resolved.settings;
    match option.kind {
        Kind::Switch => settings.is_on(option).then(|| "true".to_owned()),
        Kind::List(_) => {
            let entries: Vec<String> = settings.list(option).into_iter().map(quoted).collect();
            (!entries.is_empty()).then(|| format!("[{}]", entries.join(", ")))
        }
        Kind::Path => {
            let path = settings.path(option).filter(|path| path.as_os_str() != "-")?;
            let path = absolute(&path).unwrap_or(path);
            Some(quoted(&path.to_string_lossy()))
        }
        Kind::Text | Kind::Choice(_) | Kind::Count => {
            let is_theirs =
                matches!(settings.get(option).map(|value| &value.origin), Some(Origin::Variable(name)) if !name.starts_with("STS_CLI_"));
            settings.text(option).filter(|text| *text != "-" && !is_theirs).map(quoted)
        }
    }
}

/// A basic string: TOML 1.0, "String"; its escapes are those of JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}
