//! Profile names and their files: the user's before the administrator's.

use super::toml_file::is_absent;
use crate::request::{ConfigError, Origin};
use crate::sys::{Deps, Directories};
use crate::text::{may_be_secret, redact_url};
use std::path::{Path, PathBuf};
use url::Url;

/// The name that selects no profile, not even the default one.
pub(super) const NO_PROFILE: &str = "none";

/// Returns whether `name` is a valid profile name: not a path, not like a flag, not reserved.
pub(super) fn is_name(name: &str) -> bool {
    let is_well_formed = (1..=64).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.@-".contains(c));
    is_well_formed && !name.starts_with(['.', '-']) && name != NO_PROFILE
}

/// Rejects an invalid profile name; the error includes `origin`.
pub(super) fn check_name(name: &str, origin: Option<&Origin>) -> Result<(), ConfigError> {
    if is_name(name) { Ok(()) } else { Err(ConfigError::InvalidName { name: masked_name(name), origin: origin.cloned() }) }
}

/// Returns a supplied name, masked like an address if it is not a valid name.
pub(super) fn masked_name(name: &str) -> String {
    if is_name(name) { name.to_owned() } else { masked_address(name) }
}

/// Returns a supplied address without parts that may be secret.
pub(super) fn masked_address(text: &str) -> String {
    match Url::parse(text) {
        _ if !may_be_secret(text) => text.to_owned(),
        Ok(url) if url.has_host() => redact_url(text),
        _ => "…".to_owned(),
    }
}

/// Returns the path of the user's file for the profile `name`.
pub(super) fn user_file_path(name: &str, deps: &Deps) -> Option<PathBuf> {
    deps.directories.config().map(|folder| folder.join("profiles").join(format!("{name}.toml")))
}

/// Returns the user's own file of the profile `name`.
///
/// # Errors
/// There is no such profile, or only the administrator's, or its file is a folder.
pub(super) fn own_file(name: &str, deps: &Deps) -> Result<PathBuf, ConfigError> {
    check_name(name, None)?;
    let known = names(&deps.directories)?;
    let path = user_file_path(name, deps).filter(|path| path.symlink_metadata().is_ok());
    if let Some(path) = path.clone().filter(|path| path.is_dir()) {
        return Err(ConfigError::Unreadable { path, source: std::io::ErrorKind::IsADirectory.into() });
    }
    path.ok_or_else(|| match known.iter().any(|known| known == name) {
        true => ConfigError::AdministratorProfile(name.to_owned()),
        false => unknown_profile_error(name, None, deps),
    })
}

/// Returns the existing files of the profile `name`, named at `origin`: the user's, then the administrator's.
///
/// # Errors
/// An invalid name, or a folder that cannot be read.
pub(super) fn files(name: &str, origin: Option<&Origin>, deps: &Deps) -> Result<Vec<PathBuf>, ConfigError> {
    check_name(name, origin)?;
    let mut files = Vec::new();
    for folder in folders(&deps.directories) {
        let path = folder.join(format!("{name}.toml"));
        files.extend(unless_absent(path.symlink_metadata(), &folder, &deps.directories)?.map(|_| path));
    }
    Ok(files)
}

/// Returns the files of the profile `name`, at least one.
///
/// # Errors
/// The errors of [`files`], or no such profile.
pub(super) fn existing_files(name: &str, origin: Option<Origin>, deps: &Deps) -> Result<Vec<PathBuf>, ConfigError> {
    let found = files(name, origin.as_ref(), deps)?;
    if found.is_empty() { Err(unknown_profile_error(name, origin, deps)) } else { Ok(found) }
}

/// Turns an absent file or folder into `None`. Returns other errors, because an unreadable folder may contain the profile.
fn unless_absent<T>(found: std::io::Result<T>, folder: &Path, directories: &Directories) -> Result<Option<T>, ConfigError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if folder.parent().is_some_and(|parent| is_absent(&error, parent, directories)) => Ok(None),
        Err(source) => Err(ConfigError::UnreadableFolder { path: folder.to_owned(), source }),
    }
}

fn folders(directories: &Directories) -> Vec<PathBuf> {
    [directories.config(), directories.system_config()].into_iter().flatten().map(|folder| folder.join("profiles")).collect()
}

/// Returns the names of all profiles, sorted and unique.
///
/// # Errors
/// A folder that cannot be read.
pub(super) fn names(directories: &Directories) -> Result<Vec<String>, ConfigError> {
    let mut names = Vec::new();
    for folder in folders(directories) {
        let entries = unless_absent(std::fs::read_dir(&folder), &folder, directories)?;
        let files = entries.into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok());
        names.extend(files.filter_map(|file| file.strip_suffix(".toml").map(str::to_owned)).filter(|name| is_name(name)));
    }
    names.sort();
    names.dedup();
    Ok(names)
}

/// The hint for a machine without profiles.
pub(super) const CREATE_FIRST: &str = "create one with `sts-cli login https://YOUR-SERVER`";

/// Returns the note for a machine without profiles.
pub(super) fn none_yet(directories: &Directories) -> String {
    match directories.config() {
        Some(_) => format!("no profiles yet: {CREATE_FIRST}"),
        None => "no profiles, and no folder for one: HOME is not the absolute path of a folder".to_owned(),
    }
}

/// Creates the error for a profile `name`, named at `origin`, that does not exist.
pub(super) fn unknown_profile_error(name: &str, origin: Option<Origin>, deps: &Deps) -> ConfigError {
    let known = match names(&deps.directories) {
        Ok(known) => known,
        Err(error) => return error,
    };
    let folders = folders(&deps.directories).into();
    ConfigError::NoProfile { name: name.to_owned(), origin, nearest: nearest(name, &known), known, folders }
}

/// Returns the known name most similar to `name`, if one is similar enough.
pub(super) fn nearest(name: &str, known: &[String]) -> Option<String> {
    let candidates = known.iter().map(|known| (strsim::jaro_winkler(name, known), known));
    candidates.filter(|(similarity, _)| *similarity > 0.8).max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, name)| name.clone())
}
