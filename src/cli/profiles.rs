//! `sts-cli profiles`: which there are, what one says and where each value came from, and its removal.

use super::arguments::profile_argument;
use super::call::{Call, Resolved};
use super::option::Opt;
use super::options as opt;
use super::profile_file;
use crate::deliver;
use crate::error::Failure;
use crate::request::{ConfigError, Origin, TokenSource};
use crate::sys::files::FileError;
use crate::sys::printable;
use clap::Command;
use std::fmt::Write as _;

/// `list`, `show`, `remove`.
pub(super) fn actions(command: Command) -> Command {
    let named = |name, about| Command::new(name).about(about).arg(profile_argument().required(true));
    command
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(Command::new("list").about("Name the profiles, the default one marked"))
        .subcommand(named("show", "Show every value of a profile, and where it came from"))
        .subcommand(named("remove", "Remove a profile of yours"))
}

/// Runs one of them.
pub(super) fn run(call: Call<'_>) -> Result<u8, Failure> {
    match call.matches.subcommand() {
        Some(("show", matches)) => show(&Call { matches, ..call }),
        Some(("remove", matches)) => remove(&Call { matches, ..call }),
        _ => list(&call),
    }
}

fn list(call: &Call<'_>) -> Result<u8, Failure> {
    let default = profile_file::default_name(call.deps)?;
    let names = profile_file::names(&call.deps.directories)?;
    if names.is_empty() {
        call.deps.terminal.note("no profiles yet; sts-cli login https://YOUR-SERVER makes the first one");
    }
    let mark = |name: &String| if default.as_ref() == Some(name) { format!("{name} (default)\n") } else { format!("{name}\n") };
    deliver::page(&names.iter().map(mark).collect::<String>())?;
    Ok(0)
}

/// What `get` would take: also what comes from the environment, but no secret.
fn show(call: &Call<'_>) -> Result<u8, Failure> {
    let Resolved { settings, identity, .. } = call.resolve()?;
    let mut page = format!("{:<22}{}\n", "identity", identity.name);
    let options: Vec<&'static Opt> = identity.options().filter(|option| option.is_for_profiles()).collect();
    for option in options {
        let Some(value) = settings.get(option) else { continue };
        let values: Vec<String> = value.raw.iter().map(|raw| printable(&fit_to_show(option, &raw.to_string_lossy()))).collect();
        let place = match &value.origin {
            Origin::Flag(flag) => flag.clone(),
            Origin::Variable(name) => name.clone(),
            Origin::File(line) => format!("{}:{}", line.path.display(), line.number),
        };
        let _ = writeln!(page, "{:<22}{:<40}  {place}", option.key_name(), values.join(", "));
    }
    deliver::page(&page)?;
    Ok(0)
}

/// The value, but for a token that stands where its source should, and for a password in an address: `get` would refuse both.
fn fit_to_show(option: &Opt, text: &str) -> String {
    let is_address = [&opt::ENDPOINT, &opt::ISSUER, &opt::TOKEN_ENDPOINT, &opt::REDIRECT_URI].iter().any(|known| known.name == option.name);
    let is_hidden = option.name == opt::TOKEN.name && text.parse::<TokenSource>().is_err();
    match text {
        _ if is_hidden => "…".to_owned(),
        _ if is_address => profile_file::shown_address(text),
        _ => text.to_owned(),
    }
}

fn remove(call: &Call<'_>) -> Result<u8, Failure> {
    let name = call.argument("PROFILE").unwrap_or_default();
    profile_file::check_name(name, None)?;
    let known = profile_file::names(&call.deps.directories)?;
    let path = profile_file::own_file(name, call.deps).filter(|path| path.symlink_metadata().is_ok());
    let Some(path) = path else {
        let is_there = known.iter().any(|known| known == name);
        let refusal = if is_there { ConfigError::NotYours(name.to_owned()) } else { profile_file::unknown(name, None, call.deps) };
        return Err(refusal.into());
    };
    std::fs::remove_file(&path)
        .map_err(|source| ConfigError::NotRemoved(FileError::System { task: "remove", path: path.clone(), source }))?;
    call.deps.terminal.note(&format!("removed {}", path.display()));
    Ok(0)
}
