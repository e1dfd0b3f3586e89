//! `sts-cli profiles default`: shows or sets the profile that commands use if none is named.

use super::super::arguments::profile_argument_with_help;
use super::super::invocation::Invocation;
use super::super::option_argument::argument;
use super::super::options as opt;
use super::super::{config_file, flags, profile_names};
use crate::deliver;
use crate::error::Failure;
use clap::Command;

/// Adds the arguments `[PROFILE] [--unset]`.
pub(super) fn arguments(command: Command) -> Command {
    let name = profile_argument_with_help("Profile to be the default", " [default: show the current one]");
    command.arg(name).args(argument(&opt::UNSET.spec).map(|arg| arg.conflicts_with("PROFILE")))
}

/// Runs `profiles default`.
pub(super) fn run(call: &Invocation<'_>) -> Result<u8, Failure> {
    let deps = call.deps;
    let before = config_file::read(deps)?.default;
    let is_current = |name: &str| before.as_ref().is_some_and(|(before, _)| before == name);
    let note = |text: &str| deps.terminal.note(text);
    match call.argument("PROFILE") {
        Some(name) if is_current(name) => {
            profile_names::existing_files(name, None, deps)?;
            note(&format!("`{name}` is the default already"));
        }
        Some(name) => {
            profile_names::existing_files(name, None, deps)?;
            let path = config_file::write_default(Some(name), deps)?;
            note(&format!("`{name}` is now the default, by {}", path.display()));
        }
        None if flags::settings([&opt::UNSET.spec].into_iter(), call.matches)?.is_on(&opt::UNSET) => unset(call)?,
        None => match &before {
            Some((name, origin)) => {
                deliver::print_text(&format!("{name}\n"))?;
                if profile_names::files(name, Some(origin), deps).is_ok_and(|files| files.is_empty()) {
                    note(&format!(
                        "{origin}: there is no profile `{name}` any more: set another one with `sts-cli profiles default NAME`, or none with --unset"
                    ));
                }
            }
            None => note("no default profile is set: set one with `sts-cli profiles default NAME`"),
        },
    }
    let variable = opt::PROFILE.variable();
    if let Some(name) = deps.environment.get(&variable) {
        note(&format!("{variable} is set in this shell, and makes `{}` the default here", profile_names::masked_name(name)));
    }
    Ok(0)
}

/// Removes the default from the user's `config.toml`, and notes whether the administrator's applies then.
fn unset(call: &Invocation<'_>) -> Result<(), Failure> {
    let deps = call.deps;
    let before = config_file::read(deps)?.default;
    let path = config_file::write_default(None, deps)?;
    let after = config_file::read(deps)?.default;
    deps.terminal.note(&match (before, after) {
        (None, _) => "no default profile is set".to_owned(),
        (Some((name, _)), None) => format!("`{name}` is no longer the default, by {}", path.display()),
        (Some(_), Some((name, origin))) => format!("the default is `{name}`, by {origin}, which the administrator set"),
    });
    Ok(())
}
