//! Entry points for fuzzing: profiles, `config.toml`, and what `inspect` shows. Compiled with `--cfg fuzzing` only (`fuzz/run`).

use super::{inspect, profile_file, toml_file};
use crate::error::Failure;
use crate::request::ConfigError;
use crate::request::settings::Settings;
use crate::sys::Deps;
use jiff::Timestamp;
use std::path::Path;

/// Parses a profile and its values.
///
/// # Errors
/// The text is not a profile, or has an invalid value.
pub fn read_profile(text: &str, deps: &Deps) -> Result<(), Failure> {
    let layer = profile_file::parse_layer(text, Path::new("/home/alice/.config/sts-cli/profiles/prod.toml"), deps)?;
    Settings::of_layer(layer.values)?;
    Ok(())
}

/// Returns a TOML text with one key set or, without a value, removed.
///
/// # Errors
/// The text is not TOML.
pub fn with_toml_value(text: &str, key: &str, value: Option<&str>) -> Result<String, ConfigError> {
    toml_file::with_value(text, Path::new("/home/alice/.config/sts-cli/config.toml"), key, value)
}

/// Returns what `inspect` prints about an input: the text, and the JSON.
#[must_use]
pub fn inspected(content: &[u8], now: Timestamp) -> [String; 2] {
    inspect::render(content, now)
}
