//! `sts-cli profiles rename`: renames a profile, and what names it: the default, profiles that extend it, the records of its logins.

use super::super::invocation::Invocation;
use super::super::toml_file::{read_text, with_value};
use super::super::{config_file, configure, explain_error, profile_file, profile_names, request_builder};
use crate::error::Failure;
use crate::request::{Choice as _, ConfigError, Origin, ProfileChangeError};
use crate::session::Session;
use crate::sys::Deps;
use crate::sys::files::{FileError, FileTask, replace};
use clap::{Arg, Command};
use std::io::ErrorKind;
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
            call.deps.block_on(session.under_login_lock(|| renaming.apply()))???;
            if let Err(error) = session.rename_records(old, new) {
                call.deps.terminal.warn(&format!("could not rename the stored login: {error}; `sts-cli logout {old}` still finds it"));
            }
        }
        Some(Err(_)) | None => renaming.apply()?, // an invalid profile has no login to wait for
    }
    for word in configure::configured_tools(old, call.deps).into_iter().map(configure::ToolArgument::word) {
        call.deps.terminal.note(&format!(
            "{word} is still configured for `{old}`: run `sts-cli configure {word} {new}`, then `sts-cli configure {word} {old} --remove`"
        ));
    }
    Ok(0)
}

impl<'a> Renaming<'a> {
    /// Checks that the profile `old` is the user's alone, and that there is none called `new`.
    fn check(old: &'a str, new: &'a str, deps: &'a Deps) -> Result<Self, Failure> {
        let path = profile_names::own_file(old, deps)?;
        if !profile_names::files(new, None, deps)?.is_empty() {
            return Err(ProfileChangeError::NameTaken { old: old.to_owned(), new: new.to_owned() }.into());
        }
        if let Some(path) = profile_names::files(old, None, deps)?.into_iter().find(|file| *file != path) {
            return Err(ProfileChangeError::AdministratorSettings { name: old.to_owned(), path }.into());
        }
        let new_path = profile_names::user_file_path(new, deps).ok_or(ConfigError::NoFolder)?;
        Ok(Self { old, new, path, new_path, deps })
    }

    /// Adds the new name, changes what names the old one, and removes that last: at any time, the profile has a name that others use.
    fn apply(&self) -> Result<(), Failure> {
        let note = |text: &str| self.deps.terminal.note(text);
        self.add_name()?;
        let extending = profile_file::origins_extending(self.old, self.deps)?;
        extending.iter().try_for_each(|origin| self.change_extending(origin))?;
        if config_file::default_profile(self.deps)?.is_some_and(|default| default == self.old) {
            let path = config_file::write_default(Some(self.new), self.deps)?;
            note(&format!("`{}` is now the default, by {}", self.new, path.display()));
        }
        std::fs::remove_file(&self.path)
            .map_err(|source| ConfigError::NotRemoved(FileError::System { task: FileTask::Remove, path: self.path.clone(), source }))?;
        note(&format!("renamed the profile `{}` to `{}`: {}", self.old, self.new, self.new_path.display()));
        Ok(())
    }

    /// Gives the file, or the link to it, a second name. Never replaces another file.
    fn add_name(&self) -> Result<(), Failure> {
        match std::fs::hard_link(&self.path, &self.new_path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Err(ProfileChangeError::NameTaken { old: self.old.to_owned(), new: self.new.to_owned() }.into())
            }
            Err(_) => self.copy(), // a file system without hard links
        }
    }

    fn copy(&self) -> Result<(), Failure> {
        let text = read_text(&self.path, &self.deps.directories)?.unwrap_or_default();
        Ok(replace(&self.new_path, text.as_bytes()).map_err(ConfigError::NotWritten)?)
    }

    /// Changes `extends` in a profile of the user; notes that of the administrator.
    fn change_extending(&self, origin: &Origin) -> Result<(), Failure> {
        let Origin::File(line) = origin else { return Ok(()) };
        if !self.is_users(&line.path) {
            self.deps.terminal.warn(&format!("{origin}: still extends `{}`: ask the administrator to change it", self.old));
            return Ok(());
        }
        let text = read_text(&line.path, &self.deps.directories)?.unwrap_or_default();
        let text = with_value(&text, &line.path, "extends", Some(self.new))?;
        replace(&line.path, text.as_bytes()).map_err(ConfigError::NotWritten)?;
        self.deps.terminal.note(&format!("{}: now extends `{}`", line.path.display(), self.new));
        Ok(())
    }

    fn is_users(&self, path: &Path) -> bool {
        path.parent() == self.path.parent()
    }
}
