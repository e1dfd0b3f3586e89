//! `--save NAME`: what was said becomes a profile of the user's own.

use super::call::Resolved;
use super::choices::IdentityKind;
use super::option_spec::{Kind, OptionSpec, PREFIX};
use super::settings::Settings;
use super::toml_file::text_of;
use super::{identities, options as opt, page_hints, profile_file, profile_names, shared};
use crate::request::{ConfigError, OptionName, Origin, Request};
use crate::session::Session;
use crate::sys::Deps;
use crate::sys::files::{FileError, FileTask, replace};
use std::path::{Path, PathBuf, absolute};
use std::rc::Rc;

/// Whether the profile `name` may be written when all has worked: what cannot be is said before anyone logs in.
///
/// # Errors
/// A name that is none, no folder for it or one that cannot be written in, a file there that is no profile, or one that says
/// something else: the user's or, where the user has none, the administrator's, whose keys would count below.
pub(super) fn check(name: &str, resolved: &Resolved, deps: &Deps) -> Result<(), ConfigError> {
    let ExistingFiles { own, administrators } = existing_files(name, &resolved.settings, deps)?;
    let says_the_same =
        |path: &PathBuf| text_of(path, &deps.directories).is_ok_and(|there| there.as_deref() == Some(text(resolved).as_str()));
    match own.as_ref().or(administrators.as_ref()) {
        Some(path) if !resolved.settings.is_on(&opt::FORCE) && !says_the_same(path) => Err(match own {
            Some(_) => ConfigError::IsThere(name.to_owned()),
            None => ConfigError::IsTheAdministrators(name.to_owned()),
        }),
        _ => Ok(()),
    }
}

/// Whether the profile `name` may be written, before a person is asked what it is to hold: any existing one may hold something else.
///
/// # Errors
/// The errors of [`check`].
pub(super) fn check_before_questions(name: &str, settings: &Settings, deps: &Deps) -> Result<(), ConfigError> {
    match existing_files(name, settings, deps)? {
        _ if settings.is_on(&opt::FORCE) => Ok(()),
        ExistingFiles { own: Some(_), .. } => Err(ConfigError::IsTaken(name.to_owned())),
        ExistingFiles { administrators: Some(_), .. } => Err(ConfigError::IsTheAdministrators(name.to_owned())),
        ExistingFiles { own: None, administrators: None } => Ok(()),
    }
}

/// The files that a profile has already.
struct ExistingFiles {
    own: Option<PathBuf>,
    administrators: Option<PathBuf>,
}

/// The files of the profile `name`. What is no profile is never replaced, nor laid over.
fn existing_files(name: &str, settings: &Settings, deps: &Deps) -> Result<ExistingFiles, ConfigError> {
    let files = profile_names::files(name, settings.get(&opt::SAVE).map(|value| &value.origin), deps)?;
    let path = profile_names::own_file(name, deps).ok_or(ConfigError::NoFolder)?;
    files.iter().try_for_each(|file| profile_file::layer(file, deps).map(drop))?;
    check_place(&path).map_err(ConfigError::NotWritten)?;
    let (own, administrators): (Vec<PathBuf>, Vec<PathBuf>) = files.into_iter().partition(|file| *file == path);
    Ok(ExistingFiles { own: own.into_iter().next(), administrators: administrators.into_iter().next() })
}

/// Whether the file at `path` can be written: one without a name is made, and leaves nothing, in its folder or where that would be made.
fn check_place(path: &Path) -> Result<(), FileError> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let Some(folder) = path.ancestors().skip(1).find(|folder| folder.exists()) else { return Ok(()) };
    let refused = |source| FileError::System { task: FileTask::WriteIn, path: folder.to_owned(), source };
    tempfile::tempfile_in(folder).map(drop).map_err(refused)
}

/// Writes the values that are no defaults, wherever they came from, to the file of the profile `name`; secrets are none of them. From now
/// on the login is the profile's: a logout finds it by this name.
///
/// # Errors
/// The errors of [`check`], or a file that cannot be written.
pub(super) fn profile(name: &str, resolved: &Resolved, deps: &Rc<Deps>) -> Result<(), ConfigError> {
    check(name, resolved, deps)?; // somebody may have made one meanwhile
    let below = still_counts(name, resolved, deps)?;
    let path = profile_names::own_file(name, deps).ok_or(ConfigError::NoFolder)?;
    replace(&path, text(resolved).as_bytes()).map_err(ConfigError::NotWritten)?;
    let each_time = not_kept(resolved, deps).join(", ");
    let more = if each_time.is_empty() { String::new() } else { format!("; give each time what is not kept: {each_time}") };
    deps.terminal.note(&format!("saved as the profile `{name}` in {}; from now on: sts-cli get {name}{more}", path.display()));
    if let Some(below) = below {
        deps.terminal.note(&below);
    }
    if let Ok(request) = shared::request_for_a_look(resolved, deps) {
        let request = Rc::new(Request { profile: Some(name.to_owned()), ..request });
        let _ = Session::new(&request, deps, page_hints).map(|session| session.note_login());
    }
    Ok(())
}

/// The profile's text.
fn text(resolved: &Resolved) -> String {
    let mut text = format!("identity = {}\n", quoted(resolved.identity.name()));
    for (option, value) in kept(resolved) {
        text.push_str(&format!("{} = {value}\n", option.key_name()));
    }
    text
}

/// The options that stand in it, with their values as they stand there.
fn kept(resolved: &Resolved) -> impl Iterator<Item = (&'static OptionSpec, String)> {
    let options = resolved.identity.options().filter(|option| option.is_for_profiles());
    options.filter_map(move |option| Some((option, value(option, resolved)?)))
}

/// What counts of the administrator's profile of this name, below the user's own.
fn still_counts(name: &str, resolved: &Resolved, deps: &Deps) -> Result<Option<String>, ConfigError> {
    let Some(path) = existing_files(name, &resolved.settings, deps)?.administrators else { return Ok(None) };
    let layer = profile_file::layer(&path, deps)?;
    let ours: Vec<OptionName> = kept(resolved).map(|(option, _)| option.id).collect();
    let is_said = |option: &OptionSpec| ours.contains(&option.id) || option.conflicts_with.iter().any(|other| ours.contains(&other.id));
    let counts = |option: &OptionSpec| resolved.identity.options().any(|known| known.id == option.id) && !is_said(option);
    let keys = layer.values.iter().filter(|(option, _)| counts(option)).map(|(option, _)| option.key_name());
    let mut keys: Vec<String> = keys.chain(layer.extends.map(|_| "extends".to_owned())).collect();
    keys.sort();
    let said = || format!("below it counts what else the administrator's profile says, {}: {}", path.display(), keys.join(", "));
    Ok((!keys.is_empty()).then(said))
}

/// The variables that must say again what no profile holds: secrets, standard input, and what other programs' variables said.
fn not_kept(resolved: &Resolved, deps: &Deps) -> Vec<String> {
    let settings = &resolved.settings;
    let variable = |option: &OptionSpec| match settings.get(option).map(|value| &value.origin) {
        _ if matches!(option.id, OptionName::Csec | OptionName::ClientSecret) => {
            settings.is_set(option).then(|| opt::CLIENT_SECRET.variable())
        }
        _ if !option.is_for_profiles() => None,
        _ if settings.raw_text(option) == Some("-") => Some(format!("{}=-", option.variable())),
        Some(Origin::Variable(name)) if is_of_others(name) && !matches!(option.kind, Kind::Path) => Some(name.clone()),
        _ => None,
    };
    let is_for_keys = resolved.identity.kind == IdentityKind::AssumeRole;
    let secrets = if is_for_keys { identities::variables_of_secrets(settings, deps) } else { Vec::new() };
    resolved.identity.options().filter_map(variable).chain(secrets.into_iter().map(str::to_owned)).collect()
}

/// Whether it is another program's variable.
fn is_of_others(name: &str) -> bool {
    !name.starts_with(PREFIX)
}

/// The value as it stands in a profile; nothing for what was left empty, and for standard input, which is another each time.
fn value(option: &OptionSpec, resolved: &Resolved) -> Option<String> {
    let settings = &resolved.settings;
    match option.kind {
        Kind::Switch => settings.is_switched_on(option).then(|| "true".to_owned()),
        Kind::List(_) => {
            let entries: Vec<String> = settings.raw_list(option).into_iter().map(quoted).collect();
            (!entries.is_empty()).then(|| format!("[{}]", entries.join(", ")))
        }
        Kind::Path => {
            let path = settings.raw_path(option).filter(|path| path.as_os_str() != "-")?;
            let path = absolute(&path).unwrap_or(path);
            Some(quoted(&path.to_string_lossy()))
        }
        Kind::Text | Kind::Choice(_) | Kind::Count => {
            let is_theirs = matches!(settings.get(option).map(|value| &value.origin), Some(Origin::Variable(name)) if is_of_others(name));
            let text = settings.raw_text(option).filter(|text| *text != "-" && !is_theirs)?;
            Some(quoted(&profile_file::with_path(option, text, |path| absolute(path).unwrap_or_else(|_| path.into()))))
        }
    }
}

/// A basic string: TOML 1.0, "String"; its escapes are those of JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}
