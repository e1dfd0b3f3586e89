//! `config.toml`: settings that do not belong to a profile.

use super::options::CACHE_KIND;
use super::profile_names::nearest;
use super::settings::{Value, Values};
use super::toml_file::{bad_type, line_of, origin_of, parse, single, text_of};
use crate::request::{ConfigError, Origin};
use crate::sys::Deps;
use std::io::ErrorKind;
use std::path::Path;

/// The settings of `config.toml`.
#[derive(Default)]
pub(super) struct Config {
    pub(super) default: Option<(String, Origin)>,
    cache: Option<(String, Origin)>,
}

impl Config {
    /// Returns the values that apply after every profile.
    pub(super) fn values(self) -> Values {
        let cache = self.cache.map(|(kind, origin)| (&CACHE_KIND.spec, Value { raw: vec![kind.into()], origin }));
        cache.into_iter().collect()
    }
}

/// Reads the user's and the administrator's `config.toml`; the user's values override.
///
/// # Errors
/// A `config.toml` that cannot be read or parsed.
pub(super) fn config(deps: &Deps) -> Result<Config, ConfigError> {
    let mut config = Config::default();
    for folder in [deps.directories.config(), deps.directories.system_config()].into_iter().flatten() {
        if deps.directories.config() == Some(folder) && is_closed(folder) {
            deps.terminal.note_once(&format!("could not read your settings: no permission to read {}", folder.display()));
            continue;
        }
        let path = folder.join("config.toml");
        let Some(text) = text_of(&path, &deps.directories)? else {
            if folder.is_file() {
                deps.terminal.note_once(&format!("could not read the administrator's settings: {} is not a folder", folder.display()));
            }
            continue;
        };
        for (key, value) in &parse(&text, &path)? {
            let name = key.get_ref().as_ref();
            let placed = single(value).map(|said| (said, origin_of(key, &text, &path)));
            let said = || placed.ok_or_else(|| bad_type(key, &text, &path, "a string"));
            match name {
                "default" => config.default = config.default.or(Some(said()?)),
                "cache" => config.cache = config.cache.or(Some(said()?)),
                other => {
                    let (line, nearest) = (line_of(&text, key.span().start), nearest(other, &["default".to_owned(), "cache".to_owned()]));
                    return Err(ConfigError::NotOfConfig { path: path.clone(), line, key: other.to_owned(), nearest });
                }
            }
        }
    }
    Ok(config)
}

/// Returns whether `folder` is inaccessible and owned by another user, as in another user's home: its settings are not this user's.
fn is_closed(folder: &Path) -> bool {
    let looked = folder.join("config.toml").symlink_metadata();
    looked.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied) && !is_own(folder)
}

/// Returns whether this user owns `folder`, or its nearest accessible ancestor.
#[cfg(unix)]
fn is_own(folder: &Path) -> bool {
    let found = folder.ancestors().find_map(|folder| folder.metadata().ok());
    found.is_some_and(|found| std::os::unix::fs::MetadataExt::uid(&found) == rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn is_own(_: &Path) -> bool {
    true
}

/// Returns the default profile of `config.toml`, if it is set.
///
/// # Errors
/// A `config.toml` that cannot be read or parsed.
pub(super) fn default_name(deps: &Deps) -> Result<Option<String>, ConfigError> {
    Ok(config(deps)?.default.map(|(name, _)| name))
}
