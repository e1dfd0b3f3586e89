//! Reads, changes and writes a tool's configuration file under a lock.

use super::super::difference;
use super::super::user_file::{self, FileChange};
use super::{ConfigureError, ToolFileError};
use crate::deliver::difference::{ManagedSettings, Syntax, Visibility};
use crate::request::WriteOptions;
use crate::sys::Deps;
use crate::sys::files::{self, FileError};
use std::path::Path;
use zeroize::Zeroizing;

/// Applies `change` to the text of the file at `path`. A process that waits for the lock is shown `holder_label`. The difference shows only
/// the given settings.
///
/// # Errors
/// See [`ConfigureError`]; nothing was written then.
pub(super) async fn change(
    path: &Path,
    holder_label: &str,
    settings: &ToolSettings,
    write_options: WriteOptions,
    deps: &Deps,
    change: impl FnOnce(&str) -> Result<Zeroizing<String>, ToolFileError>,
) -> Result<FileChange, ConfigureError> {
    files::check_path(path)?;
    if files::is_special(path) {
        return Err(FileError::NotRegular(path.to_owned()).into()); // the lock file would be created in /dev
    }
    let lock_path = user_file::lock_place(path);
    let locked = user_file::lock(&lock_path, holder_label, write_options, deps).await;
    let lock = locked.map_err(|source| ConfigureError::Locked { path: path.to_owned(), source })?;
    let result = rewrite(path, settings, write_options, change);
    lock.into_iter().for_each(|lock| lock.remove());
    result
}

fn rewrite(
    path: &Path,
    settings: &ToolSettings,
    write_options: WriteOptions,
    change: impl FnOnce(&str) -> Result<Zeroizing<String>, ToolFileError>,
) -> Result<FileChange, ConfigureError> {
    let bytes = user_file::read(path)?;
    let old_text = std::str::from_utf8(&bytes).map_err(|_| ConfigureError::NotText(path.to_owned()))?;
    let new_text = change(old_text).map_err(|source| ConfigureError::ToolFile { path: path.to_owned(), source })?;
    if *new_text != old_text {
        user_file::write(path, new_text.as_bytes(), write_options)?;
    }
    let difference = difference::of_texts(path, old_text, &new_text, settings.syntax, &settings.ours);
    Ok(FileChange { path: path.to_owned(), difference })
}

/// The syntax of a tool's file, and the settings in it that a difference may show.
pub(super) struct ToolSettings {
    pub(super) syntax: Syntax,
    pub(super) ours: ManagedSettings,
}

impl ToolSettings {
    pub(super) fn new(syntax: Syntax, name: String, settings: &'static [(&'static str, Visibility)]) -> Self {
        Self { syntax, ours: ManagedSettings { name, settings } }
    }
}
