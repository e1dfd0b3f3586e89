//! `config.toml`: settings that do not belong to a profile.

use super::options::CACHE;
use super::profile_lock::change_file;
use super::profile_names::{names, nearest};
use super::toml_file::{key_origin, line_number, parse, read_text, string_or_integer, type_error, with_value};
use crate::error::Failure;
use crate::request::settings::{LayerValues, OptionValue};
use crate::request::{ConfigError, Origin};
use crate::sys::Deps;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The settings of `config.toml`.
#[derive(Default)]
pub(super) struct Config {
    pub(super) default: Option<(String, Origin)>,
    cache: Option<(String, Origin)>,
}

impl Config {
    /// Returns the values that apply after every profile.
    pub(super) fn values(self) -> LayerValues {
        let cache = self.cache.map(|(kind, origin)| (&CACHE.spec, OptionValue { raw: vec![kind.into()], origin }));
        cache.into_iter().collect()
    }
}

/// Reads the user's and the administrator's `config.toml`; the user's values override.
///
/// # Errors
/// A `config.toml` that cannot be read or parsed.
pub(super) fn read(deps: &Deps) -> Result<Config, ConfigError> {
    let mut config = Config::default();
    for folder in [deps.directories.config(), deps.directories.system_config()].into_iter().flatten() {
        if deps.directories.config() == Some(folder) && is_inaccessible_foreign_folder(folder) {
            deps.terminal.note_once(&format!("could not read your settings: no permission to read {}", folder.display()));
            continue;
        }
        let path = folder.join("config.toml");
        let Some(text) = read_text(&path, &deps.directories)? else {
            if folder.is_file() {
                deps.terminal.note_once(&format!("could not read the administrator's settings: {} is not a folder", folder.display()));
            }
            continue;
        };
        for (key, value) in &parse(&text, &path)? {
            let name = key.get_ref().as_ref();
            let entry = string_or_integer(value).map(|text_entry| (text_entry, key_origin(key, &text, &path)));
            let text_entry = || entry.ok_or_else(|| type_error(key, &text, &path, "a string"));
            match name {
                "default" => config.default = config.default.or(Some(text_entry()?)),
                "cache" => config.cache = config.cache.or(Some(text_entry()?)),
                other => {
                    let (line, nearest) =
                        (line_number(&text, key.span().start), nearest(other, &["default".to_owned(), "cache".to_owned()]));
                    return Err(ConfigError::UnknownConfigKey { path: path.clone(), line, key: other.to_owned(), nearest });
                }
            }
        }
    }
    Ok(config)
}

/// Returns whether `folder` is inaccessible and owned by another user, as in another user's home: its settings are not this user's.
fn is_inaccessible_foreign_folder(folder: &Path) -> bool {
    let metadata = folder.join("config.toml").symlink_metadata();
    metadata.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied) && !is_owned_by_user(folder)
}

/// Returns whether this user owns `folder`, or its nearest accessible ancestor.
#[cfg(unix)]
fn is_owned_by_user(folder: &Path) -> bool {
    let found = folder.ancestors().find_map(|folder| folder.metadata().ok());
    found.is_some_and(|found| std::os::unix::fs::MetadataExt::uid(&found) == rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn is_owned_by_user(_: &Path) -> bool {
    true
}

/// Returns the default profile of `config.toml`, if it is set.
///
/// # Errors
/// A `config.toml` that cannot be read or parsed.
pub(super) fn default_profile(deps: &Deps) -> Result<Option<String>, ConfigError> {
    Ok(read(deps)?.default.map(|(name, _)| name))
}

/// Makes the profile `name` the default in the user's `config.toml`, if it is the only one and no default is set. Returns whether it did.
///
/// # Errors
/// A `config.toml` or folder that cannot be read or written.
pub(super) fn set_default_if_only(name: &str, deps: &Deps) -> Result<bool, Failure> {
    if deps.directories.config().is_none() || read(deps)?.default.is_some() || names(&deps.directories)? != [name] {
        return Ok(false);
    }
    write_default(Some(name), deps).map(|_| true)
}

/// Makes the profile `name` the default in the user's `config.toml`, or removes the default from it; everything else stays. Returns the path.
///
/// # Errors
/// A `config.toml` that cannot be read or written, or an unknown folder.
pub(super) fn write_default(name: Option<&str>, deps: &Deps) -> Result<PathBuf, Failure> {
    let path = user_file(deps).ok_or(ConfigError::NoFolder)?;
    change_file(&path, deps, |text| Ok(with_value(text.unwrap_or_default(), &path, "default", name)?))?;
    Ok(path)
}

/// Returns the path of the user's `config.toml`.
pub(super) fn user_file(deps: &Deps) -> Option<PathBuf> {
    deps.directories.config().map(|folder| folder.join("config.toml"))
}
