//! Changes of the user's profiles and `config.toml`: by one process at a time, so that none undoes what another one has changed.

use super::toml_file::read_text;
use crate::error::Failure;
use crate::request::{ConfigError, ProfileChangeError};
use crate::sys::files::{Lock, LockError, replace};
use crate::sys::{BYTE_ORDER_MARK, Deps};
use std::path::Path;
use std::time::Duration;

/// How long to wait for another process; a change takes milliseconds.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// The file in the state folder that a process holds while it changes profiles.
const LOCK_NAME: &str = "profiles.lock";

/// Waits until no other process changes profiles; until the lock is dropped, none will. `None` if this machine has no place for locks.
///
/// # Errors
/// [`ProfileChangeError::Locked`] after ten seconds.
pub(super) async fn lock(deps: &Deps) -> Result<Option<Lock>, ProfileChangeError> {
    let mut report = |holder: Option<&str>| deps.terminal.note(&format!("waiting for {}", holder.unwrap_or("another sts-cli")));
    match deps.directories.state_lock(LOCK_NAME).acquire("sts-cli, which is changing profiles", LOCK_TIMEOUT, &mut report).await {
        Err(LockError::File(_)) => Ok(None),
        acquired => acquired.map(Some).map_err(ProfileChangeError::Locked),
    }
}

/// Replaces the text of the profile or `config.toml` at `path` by what `change` makes of it, which gets `None` if there is no file. An
/// unchanged text is not written.
///
/// # Errors
/// The errors of [`lock`] and of `change`, or a file that cannot be read or written.
pub(super) fn change_file(path: &Path, deps: &Deps, change: impl FnOnce(Option<&str>) -> Result<String, Failure>) -> Result<(), Failure> {
    let _lock = wait_for_lock(deps)?;
    let before = read_text(path, &deps.directories)?;
    let after = change(before.as_deref())?;
    if before.unwrap_or_default() != after {
        replace_text(path, &after)?;
    }
    Ok(())
}

/// Replaces the text `before` of the profile `name` at `path` by `after`.
///
/// # Errors
/// The errors of [`lock`], [`ProfileChangeError::ChangedMeanwhile`] if the file has another text, or a file that cannot be read or written.
pub(super) fn replace_if_unchanged(name: &str, path: &Path, before: &str, after: String, deps: &Deps) -> Result<(), Failure> {
    change_file(path, deps, |now| match now == Some(before) {
        true => Ok(after),
        false => Err(ProfileChangeError::ChangedMeanwhile { name: name.to_owned(), path: path.to_owned() }.into()),
    })
}

/// Runs `change` while no other process changes profiles.
///
/// # Errors
/// The errors of [`lock`] and of `change`.
pub(super) fn while_locked<E: Into<Failure>>(deps: &Deps, change: impl FnOnce() -> Result<(), E>) -> Result<(), Failure> {
    let _lock = wait_for_lock(deps)?;
    change().map_err(Into::into)
}

/// Replaces the text of the file at `path`; a byte order mark stays.
///
/// # Errors
/// A file that cannot be written.
pub(super) fn replace_text(path: &Path, text: &str) -> Result<(), ConfigError> {
    let has_mark = std::fs::read(path).is_ok_and(|bytes| bytes.starts_with(BYTE_ORDER_MARK.as_bytes()));
    let mark = if has_mark { BYTE_ORDER_MARK } else { "" };
    replace(path, format!("{mark}{text}").as_bytes()).map_err(ConfigError::NotWritten)
}

fn wait_for_lock(deps: &Deps) -> Result<Option<Lock>, Failure> {
    Ok(deps.block_on(lock(deps))??)
}
