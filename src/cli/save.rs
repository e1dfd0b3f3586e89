//! `--save NAME`: saves the settings of an invocation as a profile of the user.

use super::invocation::Resolved;
use super::option_groups;
pub(super) use super::toml_file::quoted;
use super::toml_file::read_text;
use super::{explain_error, options as opt, profile_file, profile_lock, profile_names, request_builder};
use crate::error::Failure;
use crate::request::option_spec::{OptionSpec, VARIABLE_PREFIX, ValueKind};
use crate::request::settings::Settings;
use crate::request::{ConfigError, Origin, Request};
use crate::session::Session;
use crate::sys::Deps;
use crate::sys::files::{FileError, FileTask, replace};
use std::path::{Path, PathBuf, absolute};
use std::rc::Rc;

/// Checks, before the login, that the profile `name` can be saved.
///
/// # Errors
/// An invalid name, a missing or read-only folder, an existing file that is not a profile, or an existing profile with other settings:
/// the user's or, if there is none, the administrator's, whose other keys would still apply.
pub(super) fn check(name: &str, resolved: &Resolved, deps: &Deps) -> Result<(), ConfigError> {
    let ExistingFiles { own, administrators } = existing_files(name, &resolved.settings, deps)?;
    let is_unchanged = |path: &PathBuf| {
        read_text(path, &deps.directories).is_ok_and(|existing_text| existing_text.as_deref() == Some(text(resolved).as_str()))
    };
    match own.as_ref().or(administrators.as_ref()) {
        Some(path) if !resolved.settings.is_on(&opt::FORCE) && !is_unchanged(path) => Err(match own {
            Some(_) => ConfigError::ProfileDiffers(name.to_owned()),
            None => ConfigError::AdministratorProfileExists(name.to_owned()),
        }),
        _ => Ok(()),
    }
}

/// Checks, before the settings are known, that the profile `name` can be saved. Rejects every existing profile without `--force`.
///
/// # Errors
/// The errors of [`check`].
pub(super) fn check_name_available(name: &str, settings: &Settings, deps: &Deps) -> Result<(), ConfigError> {
    match existing_files(name, settings, deps)? {
        _ if settings.is_on(&opt::FORCE) => Ok(()),
        ExistingFiles { own: Some(_), .. } => Err(ConfigError::ProfileExists(name.to_owned())),
        ExistingFiles { administrators: Some(_), .. } => Err(ConfigError::AdministratorProfileExists(name.to_owned())),
        ExistingFiles { own: None, administrators: None } => Ok(()),
    }
}

/// The existing files of a profile.
struct ExistingFiles {
    own: Option<PathBuf>,
    administrators: Option<PathBuf>,
}

/// Returns the existing files of the profile `name`. Fails on a file that is not a valid profile, so that it is not replaced or overridden.
fn existing_files(name: &str, settings: &Settings, deps: &Deps) -> Result<ExistingFiles, ConfigError> {
    let files = profile_names::files(name, settings.get(&opt::SAVE).map(|value| &value.origin), deps)?;
    let path = profile_names::user_file_path(name, deps).ok_or(ConfigError::NoFolder)?;
    files.iter().try_for_each(|file| profile_file::read_layer(file, deps).map(drop))?;
    check_writable(&path).map_err(ConfigError::NotWritten)?;
    let (own, administrators): (Vec<PathBuf>, Vec<PathBuf>) = files.into_iter().partition(|file| *file == path);
    Ok(ExistingFiles { own: own.into_iter().next(), administrators: administrators.into_iter().next() })
}

/// Checks that the file at `path` can be written, with an unnamed temporary file in its folder or that folder's nearest existing ancestor.
fn check_writable(path: &Path) -> Result<(), FileError> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let Some(folder) = path.ancestors().skip(1).find(|folder| folder.exists()) else { return Ok(()) };
    let creation_error = |source| FileError::System { task: FileTask::CreateIn, path: folder.to_owned(), source };
    tempfile::tempfile_in(folder).map(drop).map_err(creation_error)
}

/// Saves all non-default settings except secrets, whatever their origin, as the profile `name`. Also records the login under this name, so
/// that `logout` finds it.
///
/// # Errors
/// The errors of [`check`], another process that changes profiles for long, or a file that cannot be written.
pub(super) fn save_profile(name: &str, resolved: &Resolved, deps: &Rc<Deps>) -> Result<(), Failure> {
    let note = administrator_keys_note(name, resolved, deps)?;
    let path = profile_names::user_file_path(name, deps).ok_or(ConfigError::NoFolder)?;
    profile_lock::while_locked(deps, || {
        check(name, resolved, deps)?; // again: another process may have created one during the login
        replace(&path, text(resolved).as_bytes()).map_err(ConfigError::NotWritten)
    })?;
    let variables = variables_not_saved(resolved, deps).join(", ");
    let variables_note = if variables.is_empty() {
        String::new()
    } else {
        format!("; set these variables for each use, because profiles do not store them: {variables}")
    };
    deps.terminal.note(&format!("saved the profile `{name}` in {}; use it with `sts-cli get {name}`{variables_note}", path.display()));
    if let Some(note) = note {
        deps.terminal.note(&note);
    }
    record_login(name, resolved, deps);
    Ok(())
}

/// Records the login as that of the profile `name`, so that `logout` finds it.
pub(super) fn record_login(name: &str, resolved: &Resolved, deps: &Rc<Deps>) {
    if let Ok(request) = request_builder::lookup_request(resolved, deps) {
        let request = Rc::new(Request { profile: Some(name.to_owned()), ..request });
        let _ = Session::new(&request, deps, explain_error).map(|session| session.record_login());
    }
}

/// Returns the contents of the profile file.
pub(super) fn text(resolved: &Resolved) -> String {
    let mut text = format!("identity = {}\n", quoted(resolved.identity.name));
    for (option, value) in saved_options(resolved) {
        text.push_str(&format!("{} = {value}\n", option.profile_key()));
    }
    text
}

/// Returns the options to save, with their values in TOML.
pub(super) fn saved_options(resolved: &Resolved) -> impl Iterator<Item = (&'static OptionSpec, String)> {
    let options = option_groups::of_identity(resolved.identity).filter(|option| option.is_allowed_in_profiles());
    options.filter_map(move |option| Some((option, value(option, resolved)?)))
}

/// Returns a note about the keys of the administrator's profile `name` that the new profile does not override.
fn administrator_keys_note(name: &str, resolved: &Resolved, deps: &Deps) -> Result<Option<String>, ConfigError> {
    let Some(path) = existing_files(name, &resolved.settings, deps)?.administrators else { return Ok(None) };
    let layer = profile_file::read_layer(&path, deps)?;
    let saved_names: Vec<&OptionSpec> = saved_options(resolved).map(|(option, _)| option).collect();
    let is_saved =
        |option: &OptionSpec| saved_names.contains(&option) || option.conflicts_with.iter().any(|other| saved_names.contains(other));
    let applies = |option: &OptionSpec| {
        option_groups::of_identity(resolved.identity).any(|identity_option| identity_option == option) && !is_saved(option)
    };
    let keys = layer.values.iter().filter(|(option, _)| applies(option)).map(|(option, _)| option.profile_key());
    let mut keys: Vec<String> = keys.chain(layer.extends.map(|_| "extends".to_owned())).collect();
    keys.sort();
    let note = || format!("the administrator's profile {} still sets other keys: {}", path.display(), keys.join(", "));
    Ok((!keys.is_empty()).then(note))
}

/// Returns the variables to set for each use, because profiles do not store secrets, standard input or other programs' variables.
fn variables_not_saved(resolved: &Resolved, deps: &Deps) -> Vec<String> {
    let settings = &resolved.settings;
    let variable = |option: &OptionSpec| match settings.get(option).map(|value| &value.origin) {
        _ if *option == *opt::CSEC || *option == *opt::CLIENT_SECRET => settings.is_set(option).then(|| opt::CLIENT_SECRET.variable()),
        _ if !option.is_allowed_in_profiles() => None,
        _ if settings.raw_text(option) == Some("-") => Some(format!("{}=-", option.variable())),
        Some(Origin::Variable(name)) if is_foreign_variable(name) && !matches!(option.kind, ValueKind::Path) => Some(name.clone()),
        _ => None,
    };
    let secrets = (resolved.identity.secret_variables)(settings, &deps.environment);
    option_groups::of_identity(resolved.identity).filter_map(variable).chain(secrets.into_iter().map(str::to_owned)).collect()
}

/// Returns whether `name` is another program's variable.
fn is_foreign_variable(name: &str) -> bool {
    !name.starts_with(VARIABLE_PREFIX)
}

/// Returns the value in TOML; `None` for an empty value, and for standard input, whose content differs each time.
fn value(option: &OptionSpec, resolved: &Resolved) -> Option<String> {
    let settings = &resolved.settings;
    match option.kind {
        ValueKind::Switch => settings.is_switched_on(option).then(|| "true".to_owned()),
        ValueKind::List(_) => {
            let entries: Vec<String> = settings.raw_list(option).into_iter().map(quoted).collect();
            (!entries.is_empty()).then(|| format!("[{}]", entries.join(", ")))
        }
        ValueKind::Path => {
            let path = settings.raw_path(option).filter(|path| path.as_os_str() != "-")?;
            let path = absolute(&path).unwrap_or(path);
            Some(quoted(&path.to_string_lossy()))
        }
        ValueKind::Text | ValueKind::Choice(_) | ValueKind::Count => {
            let is_foreign =
                matches!(settings.get(option).map(|value| &value.origin), Some(Origin::Variable(name)) if is_foreign_variable(name));
            let text = settings.raw_text(option).filter(|text| *text != "-" && !is_foreign)?;
            Some(quoted(&profile_file::map_path_in(option, text, |path| absolute(path).unwrap_or_else(|_| path.into()))))
        }
    }
}
