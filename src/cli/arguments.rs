//! Arguments without flags: the profile, and a command with its words; and what a shell offers for them.

use super::profile_names;
use crate::sys::{Directories, Environment};
use clap::{Arg, ValueHint};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter as _};
use std::ffi::{OsStr, OsString};

/// The profile that a command works with.
pub(super) fn profile_argument() -> Arg {
    profile("Profile [default: the one that STS_CLI_PROFILE names, else config.toml]")
}

/// A profile, with this help.
pub(super) fn profile(help: &'static str) -> Arg {
    Arg::new("PROFILE").help(help).value_hint(ValueHint::Other).add(profiles())
}

/// Offers the profiles.
pub(super) fn profiles() -> ArgValueCandidates {
    ArgValueCandidates::new(|| names().map(CompletionCandidate::new).collect())
}

fn names() -> impl Iterator<Item = String> {
    let directories = Directories::from_environment(&Environment::of_this_process());
    profile_names::names(&directories).unwrap_or_default().into_iter()
}

/// Offers the profiles before `--`, and behind it what a shell would offer there: a command, then files.
pub(super) fn profiles_and_words() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let words: Vec<OsString> = std::env::args_os().skip(2).collect(); // this program and a `--` stand before them
        let Some(at) = words.iter().position(|word| word == "--") else { return beginning_with(current, names()) };
        let mut offered = if at + 2 == words.len() { commands(current) } else { Vec::new() };
        offered.extend(PathCompleter::any().complete(current));
        offered
    })
}

/// The commands in `PATH`.
fn commands(current: &OsStr) -> Vec<CompletionCandidate> {
    let environment = Environment::of_this_process();
    let files = environment.command_folders().into_iter().flatten().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let mut names: Vec<String> = files.filter_map(|file| file.file_name().into_string().ok()).collect();
    names.sort();
    names.dedup();
    beginning_with(current, names)
}

fn beginning_with(current: &OsStr, names: impl IntoIterator<Item = String>) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    names.into_iter().filter(|name| name.starts_with(current.as_ref())).map(CompletionCandidate::new).collect()
}
