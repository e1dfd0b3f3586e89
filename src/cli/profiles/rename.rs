//! `sts-cli profiles rename`: renames a profile, and what names it: the default, profiles that extend it, the records of its logins.

use super::super::invocation::Invocation;
use super::super::toml_file::{read_text, with_value};
use super::super::{config_file, configure, explain_error, profile_file, profile_lock, profile_names, request_builder};
use crate::advice;
use crate::error::Failure;
use crate::request::{Choice as _, ConfigError, Origin, ProfileChangeError};
use crate::session::Session;
use crate::sys::files::{FileError, FileTask, write_new};
use crate::sys::{Deps, strip_bom_from_text};
use clap::{Arg, Command};
use std::fs::Metadata;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Adds the argument `NEW`.
pub(super) fn arguments(command: Command) -> Command {
    command.arg(Arg::new("NEW").required(true).help("Its new name"))
}

/// A renaming that is possible.
struct Renaming<'a> {
    old: &'a str,
    new: &'a str,
    path: PathBuf,
    new_path: PathBuf,
    deps: &'a Deps,
}

/// Runs `profiles rename`, while no other process logs in with the profile.
pub(super) fn run(call: &Invocation<'_>) -> Result<u8, Failure> {
    let (old, new) = (call.argument("PROFILE").unwrap_or_default(), call.argument("NEW").unwrap_or_default());
    let renaming = Renaming::check(old, new, call.deps)?;
    let request = call.resolve_profile(old, None).and_then(|resolved| request_builder::lookup_request(&resolved, call.deps)).ok();
    match request.map(|request| Session::new(&Rc::new(request), call.deps, explain_error)) {
        Some(Ok(session)) => {
            call.deps.block_on(session.under_login_lock(renaming.apply_locked()))???;
            if let Err(error) = session.rename_records(old, new) {
                call.deps.terminal.warn(&format!("could not rename the stored login: {error}; `sts-cli logout {old}` still finds it"));
            }
        }
        Some(Err(_)) | None => call.deps.block_on(renaming.apply_locked())??, // an invalid profile has no login to wait for
    }
    for word in configure::configured_tools(old, call.deps).into_iter().map(configure::ToolArgument::word) {
        call.deps.terminal.note(&format!(
            "{word} is still configured for `{old}`: run `sts-cli configure {word} {new}`, then `sts-cli configure {word} {old} --remove`"
        ));
    }
    Ok(0)
}

/// A file that names the old name, with its text before and after the renaming.
struct TextChange {
    path: PathBuf,
    /// `None` if the file does not exist.
    before: Option<String>,
    after: String,
    note: String,
}

impl TextChange {
    /// Plans to set `key` to the name `new` in the TOML file at `path`.
    fn plan(path: PathBuf, key: &str, new: &str, note: String, deps: &Deps) -> Result<Self, ConfigError> {
        let before = read_text(&path, &deps.directories)?;
        let after = with_value(before.as_deref().unwrap_or_default(), &path, key, Some(new))?;
        Ok(Self { path, before, after, note })
    }

    fn apply(&self) -> Result<(), ConfigError> {
        profile_lock::replace_text(&self.path, &self.after)
    }

    /// Restores the former text, if the change was applied. Returns whether the file has it.
    fn undo(&self) -> bool {
        let text = std::fs::read_to_string(&self.path).ok().map(|text| strip_bom_from_text(&text).to_owned());
        text == self.before
            || text.as_ref() == Some(&self.after)
                && match &self.before {
                    Some(before) => profile_lock::replace_text(&self.path, before).is_ok(),
                    None => std::fs::remove_file(&self.path).is_ok(),
                }
    }
}

impl<'a> Renaming<'a> {
    /// Checks that the profile `old` is the user's alone, and that there is none called `new`, unless a renaming was interrupted.
    fn check(old: &'a str, new: &'a str, deps: &'a Deps) -> Result<Self, Failure> {
        let path = profile_names::own_file(old, deps)?;
        let new_path = profile_names::user_file_path(new, deps).ok_or(ConfigError::NoFolder)?;
        let renaming = Self { old, new, path, new_path, deps };
        let taken = profile_names::files(new, None, deps)?;
        let is_free = taken.is_empty() || taken == [renaming.new_path.clone()] && renaming.is_interrupted();
        if !is_free {
            return Err(renaming.name_taken());
        }
        if let Some(path) = profile_names::files(old, None, deps)?.into_iter().find(|file| *file != renaming.path) {
            return Err(ProfileChangeError::AdministratorSettings { name: old.to_owned(), path }.into());
        }
        Ok(renaming)
    }

    fn name_taken(&self) -> Failure {
        ProfileChangeError::NameTaken { old: self.old.to_owned(), new: self.new.to_owned() }.into()
    }

    /// Whether both names exist already, with the same content, so that the old one can go. Names that differ in case only may be one file.
    fn is_interrupted(&self) -> bool {
        let link = |path| std::fs::read_link(path).ok();
        let file = |path: &Path| path.symlink_metadata().ok().filter(Metadata::is_file).and_then(|_| std::fs::read(path).ok());
        let same_link = link(&self.path).is_some_and(|target| link(&self.new_path) == Some(target));
        let same_text = file(&self.path).is_some_and(|text| file(&self.new_path) == Some(text));
        !self.old.eq_ignore_ascii_case(self.new) && (same_link || same_text)
    }

    /// Applies the renaming while no other process changes profiles.
    async fn apply_locked(&self) -> Result<(), Failure> {
        let _lock = profile_lock::lock(self.deps).await?;
        self.apply()
    }

    /// Adds the new name, changes what names the old one, and removes that last: at any time, the profile has a name that others use. Reads
    /// everything first, and undoes what it did if a step fails.
    fn apply(&self) -> Result<(), Failure> {
        profile_names::own_file(self.old, self.deps)?; // again: another process may have renamed it
        let origins = profile_file::origins_extending(self.old, self.deps)?;
        let (own, others): (Vec<PathBuf>, Vec<PathBuf>) = origins.iter().filter_map(file_of).partition(|path| self.is_users(path));
        let changes = self.plan(own)?;
        self.add_name()?;
        if let Err(failure) = self.change(&changes) {
            return Err(self.undo(&changes, failure));
        }
        for path in others {
            let path = path.display();
            self.deps.terminal.warn(&format!("{path}: still extends `{}`: ask the administrator to change it", self.old));
        }
        let renamed = format!("renamed the profile `{}` to `{}`: {}", self.old, self.new, self.new_path.display());
        changes.iter().map(|change| &change.note).chain([&renamed]).for_each(|note| self.deps.terminal.note(note));
        Ok(())
    }

    /// Plans the changes of the profiles that extend this one, and of the default.
    fn plan(&self, extending: Vec<PathBuf>) -> Result<Vec<TextChange>, ConfigError> {
        let mut changes = Vec::new();
        for path in extending {
            let note = format!("{}: now extends `{}`", path.display(), self.new);
            changes.push(TextChange::plan(path, "extends", self.new, note, self.deps)?);
        }
        if config_file::default_profile(self.deps)?.is_some_and(|default| default == self.old) {
            let path = config_file::user_file(self.deps).ok_or(ConfigError::NoFolder)?;
            let note = format!("`{}` is now the default, by {}", self.new, path.display());
            changes.push(TextChange::plan(path, "default", self.new, note, self.deps)?);
        }
        Ok(changes)
    }

    /// Applies the changes, and removes the old name.
    fn change(&self, changes: &[TextChange]) -> Result<(), Failure> {
        changes.iter().try_for_each(TextChange::apply)?;
        let failed = |source| ConfigError::NotRemoved(FileError::System { task: FileTask::Remove, path: self.path.clone(), source });
        Ok(std::fs::remove_file(&self.path).map_err(failed)?)
    }

    /// Restores the changed files and removes the new name. If that fails, the failure gets a hint about both names.
    fn undo(&self, changes: &[TextChange], mut failure: Failure) -> Failure {
        let failed_count = changes.iter().filter(|change| !change.undo()).count(); // all are tried
        let is_kept = self.path.symlink_metadata().is_ok(); // else the new name is the only one
        let is_undone = failed_count == 0 && is_kept && std::fs::remove_file(&self.new_path).is_ok();
        if !is_undone {
            failure.hints.push(advice::for_half_renamed(self.old, self.new));
        }
        failure
    }

    /// Gives the file, or the link to it, a second name. Never replaces another file.
    fn add_name(&self) -> Result<(), Failure> {
        let added = match std::fs::hard_link(&self.path, &self.new_path) {
            Err(error) if has_no_hard_links(&error) => self.copy(),
            added => added,
        };
        match added {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && self.is_interrupted() => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(self.name_taken()),
            added => {
                let failed = |source| FileError::System { task: FileTask::Write, path: self.new_path.clone(), source };
                Ok(added.map_err(failed).map_err(ConfigError::NotWritten)?)
            }
        }
    }

    /// Copies the file, or the link to it.
    fn copy(&self) -> io::Result<()> {
        #[cfg(unix)]
        if let Ok(target) = std::fs::read_link(&self.path) {
            return std::os::unix::fs::symlink(target, &self.new_path);
        }
        write_new(&self.new_path, &std::fs::read(&self.path)?)
    }

    fn is_users(&self, path: &Path) -> bool {
        path.parent() == self.path.parent()
    }
}

fn file_of(origin: &Origin) -> Option<PathBuf> {
    if let Origin::File(line) = origin { Some(line.path.clone()) } else { None }
}

/// Whether the file cannot have another hard link: its file system has none, or the file too many, or it belongs to another user.
fn has_no_hard_links(error: &io::Error) -> bool {
    use ErrorKind::{CrossesDevices, PermissionDenied, TooManyLinks, Unsupported};
    matches!(error.kind(), CrossesDevices | PermissionDenied | TooManyLinks | Unsupported)
}
