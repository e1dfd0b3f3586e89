//! `sts-cli profiles`: lists profiles, and shows one with the origin of each value; other modules change them.

mod default;
mod draft;
mod edit;
mod remove;
mod rename;
mod update;

use super::arguments::profile_argument_with_help;
use super::invocation::{Invocation, Resolved};
use super::option_argument::argument;
use super::option_groups::{self, COMMON, REPORT};
use super::options as opt;
use super::profile_file::Profile;
use super::{config_file, flags, output_settings, profile_names};
use crate::deliver;
use crate::error::Failure;
use crate::request::option_spec::OptionSpec;
use crate::request::{Origin, TokenSource, UsageError};
use crate::sys::Deps;
use crate::text::printable;
use clap::{Arg, Command};
use serde_json::{Value, json};

/// Adds the subcommands.
pub(super) fn subcommands(command: Command) -> Command {
    let subcommand = |name, about| Command::new(name).about(about).arg(profile_argument_with_help("Profile", "").required(true));
    command
        .mut_args(|arg| if COMMON.iter().any(|common| arg.get_id() == common.name) { arg.global(true) } else { arg })
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(Command::new("list").about("List the profiles and mark the default").args(report_options()))
        .subcommand(subcommand("show", "Show the settings of a profile and their origins").args(report_options()))
        .subcommand(default::arguments(Command::new("default").about("Show or set the profile that commands use by default")))
        .subcommand(subcommand("edit", "Edit one of your profiles, and check it before it is saved"))
        .subcommand(rename::arguments(subcommand("rename", "Rename one of your profiles")))
        .subcommand(subcommand("update", "Update a profile from where it was published"))
        .subcommand(remove::arguments(subcommand("remove", "Remove one of your profiles")))
}

fn report_options() -> impl Iterator<Item = Arg> {
    REPORT.iter().filter_map(|option| argument(option))
}

/// Runs a subcommand.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    match call.matches.subcommand() {
        Some(("show", matches)) => show(&Invocation { matches, ..call }),
        Some(("default", matches)) => default::run(&Invocation { matches, ..call }),
        Some(("edit", matches)) => edit::run(&Invocation { matches, ..call }),
        Some(("rename", matches)) => rename::run(&Invocation { matches, ..call }),
        Some(("update", matches)) => update::run(&Invocation { matches, ..call }),
        Some(("remove", matches)) => remove::run(&Invocation { matches, ..call }),
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
    Ok(all_settings_of(&call.resolve()?, call.deps)?)
}

/// Returns the identity, the base profiles and the options of a login, as they are shown; without a profile, the options.
///
/// # Errors
/// A profile cannot be read.
pub(super) fn all_settings_of(resolved: &Resolved, deps: &Deps) -> Result<Vec<Setting>, UsageError> {
    let Some(name) = &resolved.profile else { return Ok(settings_of(resolved)) };
    let files = Profile::read(name, None, deps)?;
    let identity_setting = files.identity().map(|identity| ("identity", identity));
    let bases = files.extends.iter().map(|base| ("extends", base));
    let published = files.published_at().map(|(from, origin)| (profile_names::masked_address(from), origin));
    let names = identity_setting.into_iter().chain(bases).map(|(key, (value, origin))| Setting::new(key, &printable(value), origin));
    let mut shown: Vec<Setting> = names.collect();
    shown.extend(published.map(|(from, origin)| Setting::new("from", &printable(&from), origin)));
    shown.extend(settings_of(resolved));
    Ok(shown)
}

/// Returns the options that profiles may contain, printable and without secrets.
fn settings_of(resolved: &Resolved) -> Vec<Setting> {
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
