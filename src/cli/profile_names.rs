//! The names of profiles and the files behind them: the user's before the administrator's.

use super::toml_file::is_absent;
use crate::request::{ConfigError, Origin};
use crate::sys::{Deps, Directories, shown};
use std::path::{Path, PathBuf};
use url::Url;

/// In place of a profile's name: none counts, not even the default one.
pub(super) const NO_PROFILE: &str = "none";

/// Whether `name` can name a profile: it must not lead out of the folder, nor look like a flag.
pub(super) fn is_name(name: &str) -> bool {
    let fits = (1..=64).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.@-".contains(c));
    fits && !name.starts_with(['.', '-']) && name != NO_PROFILE
}

/// Refuses what cannot name a profile, and says where it stands.
pub(super) fn check_name(name: &str, origin: Option<&Origin>) -> Result<(), ConfigError> {
    if is_name(name) { Ok(()) } else { Err(ConfigError::NotAName { name: shown_name(name), origin: origin.cloned() }) }
}

/// What was given as a name, fit to be shown: it may be an address.
pub(super) fn shown_name(name: &str) -> String {
    if is_name(name) { name.to_owned() } else { shown_address(name) }
}

/// What was given as an address, without what may be secret in it.
pub(super) fn shown_address(text: &str) -> String {
    match Url::parse(text) {
        _ if !text.contains(['@', '?', '#']) => text.to_owned(),
        Ok(url) if url.has_host() => shown(text),
        _ => "…".to_owned(),
    }
}

/// The path of the user's file of the profile `name`.
pub(super) fn own_file(name: &str, deps: &Deps) -> Option<PathBuf> {
    deps.directories.config().map(|folder| folder.join("profiles").join(format!("{name}.toml")))
}

/// The files of the profile `name`, which stands at `origin`, as far as they are there: the user's, then the administrator's.
///
/// # Errors
/// A name that is none, or a folder that cannot be looked into.
pub(super) fn files(name: &str, origin: Option<&Origin>, deps: &Deps) -> Result<Vec<PathBuf>, ConfigError> {
    check_name(name, origin)?;
    let mut files = Vec::new();
    for folder in folders(&deps.directories) {
        let path = folder.join(format!("{name}.toml"));
        files.extend(unless_absent(path.symlink_metadata(), &folder, &deps.directories)?.map(|_| path));
    }
    Ok(files)
}

/// The files of the profile `name`, of which there must be one.
///
/// # Errors
/// The errors of [`files`], or no such profile.
pub(super) fn check_there(name: &str, origin: Option<Origin>, deps: &Deps) -> Result<Vec<PathBuf>, ConfigError> {
    let found = files(name, origin.as_ref(), deps)?;
    if found.is_empty() { Err(unknown(name, origin, deps)) } else { Ok(found) }
}

/// What was found in `folder`. Only what is not there does not count: a folder that cannot be looked into may hold what must.
fn unless_absent<T>(found: std::io::Result<T>, folder: &Path, directories: &Directories) -> Result<Option<T>, ConfigError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if folder.parent().is_some_and(|own| is_absent(&error, own, directories)) => Ok(None),
        Err(source) => Err(ConfigError::UnreadableFolder { path: folder.to_owned(), source }),
    }
}

fn folders(directories: &Directories) -> Vec<PathBuf> {
    [directories.config(), directories.system_config()].into_iter().flatten().map(|folder| folder.join("profiles")).collect()
}

/// The names of all profiles, sorted, each once.
///
/// # Errors
/// A folder that cannot be looked into.
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

/// What to note where there are no profiles.
pub(super) fn none_yet(directories: &Directories) -> &'static str {
    match directories.config() {
        Some(_) => "no profiles yet; sts-cli login https://YOUR-SERVER makes the first one",
        None => "no profiles, and no folder for one: HOME is not the absolute path of a folder",
    }
}

/// There is no profile `name`, which stands at `origin`.
pub(super) fn unknown(name: &str, origin: Option<Origin>, deps: &Deps) -> ConfigError {
    let known = match names(&deps.directories) {
        Ok(known) => known,
        Err(error) => return error,
    };
    let folders = folders(&deps.directories).into();
    ConfigError::NoProfile { name: name.to_owned(), origin, nearest: nearest(name, &known), known, folders }
}

/// The known name that `name` may have been meant for.
pub(super) fn nearest(name: &str, known: &[String]) -> Option<String> {
    let near = known.iter().map(|known| (strsim::jaro_winkler(name, known), known));
    near.filter(|(likeness, _)| *likeness > 0.8).max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, name)| name.clone())
}
