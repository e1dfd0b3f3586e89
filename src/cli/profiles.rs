//! `sts-cli profiles`: lists profiles, shows one with the origin of each value, updates or removes one.

mod update;

use super::arguments::profile_argument_with_help;
use super::explain_error;
use super::invocation::{Invocation, Resolved};
use super::option_argument::argument;
use super::option_groups::{self, COMMON, REPORT};
use super::options as opt;
use super::profile_file::{self, Profile};
use super::request_builder;
use super::{config_file, flags, output_settings, profile_names};
use crate::deliver;
use crate::error::Failure;
use crate::request::option_spec::OptionSpec;
use crate::request::{ConfigError, Origin, TokenSource, UsageError};
use crate::session::Session;
use crate::sys::Deps;
use crate::sys::files::{FileError, FileTask};
use crate::text::printable;
use clap::{Arg, Command};
use serde_json::{Value, json};
use std::path::Path;
use std::rc::Rc;

/// Adds the subcommands `list`, `show` and `remove`.
pub(super) fn subcommands(command: Command) -> Command {
    let subcommand = |name, about| Command::new(name).about(about).arg(profile_argument_with_help("Profile", "").required(true));
    command
        .mut_args(|arg| if COMMON.iter().any(|common| arg.get_id() == common.name) { arg.global(true) } else { arg })
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(Command::new("list").about("List the profiles and mark the default").args(report_options()))
        .subcommand(subcommand("show", "Show the settings of a profile and their origins").args(report_options()))
        .subcommand(subcommand("update", "Update a profile from where it was published"))
        .subcommand(subcommand("remove", "Remove one of your profiles"))
}

fn report_options() -> impl Iterator<Item = Arg> {
    REPORT.iter().filter_map(|option| argument(option))
}

/// Runs a subcommand.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    match call.matches.subcommand() {
        Some(("show", matches)) => show(&Invocation { matches, ..call }),
        Some(("update", matches)) => update::run(&Invocation { matches, ..call }),
        Some(("remove", matches)) => remove(&Invocation { matches, ..call }),
        Some((_, matches)) => list(&Invocation { matches, ..call }),
        None => list(&call),
    }
}

/// Returns whether a subcommand prints JSON.
fn prints_json(call: &Invocation<'_>) -> Result<bool, UsageError> {
    output_settings::prints_json(&flags::settings(REPORT.iter().copied(), call.matches)?)
}

fn list(call: &Invocation<'_>) -> Result<u8, Failure> {
    let default = config_file::default_profile(call.deps)?;
    let names = profile_names::names(&call.deps.directories)?;
    if names.is_empty() {
        call.deps.terminal.note(&profile_names::none_yet(&call.deps.directories));
    }
    if prints_json(call)? {
        let rows = names.iter().map(|name| json!({"profile": name, "default": default.as_ref() == Some(name)}));
        deliver::print_text(&format!("{}\n", rows.collect::<Value>()))?;
        return Ok(0);
    }
    let format_line = |name: &String| if default.as_ref() == Some(name) { format!("{name} (default)\n") } else { format!("{name}\n") };
    deliver::print_text(&names.iter().map(format_line).collect::<String>())?;
    Ok(0)
}

/// A setting of a profile, as it is shown.
pub(super) struct Setting {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) origin: String,
}

impl Setting {
    fn new(key: &str, value: &str, origin: &Origin) -> Self {
        let origin = match origin {
            Origin::Argument(name) => (*name).to_owned(),
            Origin::Flag(name) | Origin::Variable(name) => name.clone(),
            Origin::File(line) => format!("{}:{}", line.path.display(), line.number),
            Origin::Metadata(_) => origin.to_string(),
        };
        Self { key: key.to_owned(), value: value.to_owned(), origin }
    }
}

/// Prints the settings that `get` would use, including those from the environment, but no secrets.
fn show(call: &Invocation<'_>) -> Result<u8, Failure> {
    let prints_json = prints_json(call)?;
    let settings = shown_settings(call)?;
    deliver::print_text(&if prints_json {
        let rows = settings.iter().map(|setting| json!({"key": setting.key, "value": setting.value, "origin": setting.origin}));
        format!("{}\n", rows.collect::<Value>())
    } else {
        settings.iter().map(|Setting { key, value, origin }| format!("{key:<22}{value:<40}  {origin}\n")).collect()
    })?;
    Ok(0)
}

/// Returns the identity, the base profiles and the options of the profile, printable and without secrets.
fn shown_settings(call: &Invocation<'_>) -> Result<Vec<Setting>, Failure> {
    let resolved = call.resolve()?;
    let files = Profile::read(resolved.profile.as_deref().unwrap_or_default(), None, call.deps)?;
    let identity_setting = files.identity().map(|identity| ("identity", identity));
    let bases = files.extends.iter().map(|base| ("extends", base));
    let published = files.published_at().map(|(from, origin)| (profile_names::masked_address(from), origin));
    let names = identity_setting.into_iter().chain(bases).map(|(key, (value, origin))| Setting::new(key, &printable(value), origin));
    let mut shown: Vec<Setting> = names.collect();
    shown.extend(published.map(|(from, origin)| Setting::new("from", &printable(&from), origin)));
    shown.extend(settings_of(&resolved));
    Ok(shown)
}

/// Returns the options that profiles may contain, printable and without secrets.
pub(super) fn settings_of(resolved: &Resolved) -> Vec<Setting> {
    let mut shown = Vec::new();
    for option in option_groups::of_identity(resolved.identity).filter(|option| option.is_allowed_in_profiles()) {
        let Some(value) = resolved.settings.get(option) else { continue };
        let values: Vec<String> = value.raw.iter().map(|raw| printable(&masked_value(option, &raw.to_string_lossy()))).collect();
        shown.push(Setting::new(&option.profile_key(), &values.join(", "), &value.origin));
    }
    shown
}

/// Returns the value without secrets set by mistake: a token in place of its source, or a password in an address.
fn masked_value(option: &OptionSpec, text: &str) -> String {
    let addresses: [&OptionSpec; 5] = [&opt::ENDPOINT, &opt::S3_ENDPOINT, &opt::ISSUER, &opt::TOKEN_ENDPOINT, &opt::REDIRECT_URI];
    if *option == *opt::TOKEN && text.parse::<TokenSource>().is_err() {
        "…".to_owned()
    } else if addresses.contains(&option) {
        profile_names::masked_address(text)
    } else {
        text.to_owned()
    }
}

fn remove(call: &Invocation<'_>) -> Result<u8, Failure> {
    let name = call.argument("PROFILE").unwrap_or_default();
    let path = profile_names::own_file(name, call.deps)?;
    let (was_logged_in, references) = (is_logged_in(name, call), remaining_references(name, &path, call.deps)?);
    std::fs::remove_file(&path)
        .map_err(|source| ConfigError::NotRemoved(FileError::System { task: FileTask::Remove, path: path.clone(), source }))?;
    call.deps.terminal.note(&format!("removed {}", path.display()));
    if was_logged_in {
        call.deps.terminal.note(&format!("its login is still stored on this machine: run `sts-cli logout {name}` to revoke and remove it"));
    }
    references.iter().for_each(|note| call.deps.terminal.note(note));
    Ok(0)
}

/// Returns whether the profile has stored tokens or credentials; `false` if it cannot be read.
fn is_logged_in(name: &str, call: &Invocation<'_>) -> bool {
    let find_login = || {
        let resolved = call.resolve_profile(name, None).ok()?;
        let request = request_builder::lookup_request(&resolved, call.deps).ok()?;
        let status = Session::new(&Rc::new(request), call.deps, explain_error).ok()?.status();
        Some(status.has_stored_tokens || status.credentials.is_some())
    };
    find_login().unwrap_or(false)
}

/// Returns notes about what still refers to the profile `name` after the user's file `own_path` is removed.
fn remaining_references(name: &str, own_path: &Path, deps: &Deps) -> Result<Vec<String>, ConfigError> {
    let default = config_file::read(deps)?.default.filter(|(default, _)| default == name);
    let mut notes: Vec<String> =
        default.into_iter().map(|(_, origin)| format!("{origin}: still names this profile as the default")).collect();
    match profile_names::files(name, None, deps)?.iter().find(|path| *path != own_path) {
        Some(path) => notes.push(format!("the administrator's profile `{name}` now applies: {}", path.display())),
        None => {
            let origins = profile_file::origins_extending(name, deps)?.into_iter();
            let other_origins = origins.filter(|origin| !matches!(origin, Origin::File(line) if line.path == own_path));
            notes.extend(other_origins.map(|origin| format!("{origin}: still extends this profile")));
        }
    }
    Ok(notes)
}
