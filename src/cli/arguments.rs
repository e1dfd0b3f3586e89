//! Positional arguments (a profile, a command with its arguments) and their shell completion.

use super::profile_names;
use crate::sys::{Directories, Environment};
use clap::{Arg, ValueHint};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter as _};
use std::ffi::{OsStr, OsString};

/// Returns the optional `PROFILE` argument with its usual help.
pub(super) fn profile_argument() -> Arg {
    profile_argument_with_help("Profile to use", " [default: STS_CLI_PROFILE, else `default` in config.toml]")
}

/// Returns the optional `PROFILE` argument with the help `help`, to which `--help` appends `details`.
pub(super) fn profile_argument_with_help(help: &'static str, details: &'static str) -> Arg {
    Arg::new("PROFILE").help(help).long_help([help, details].concat()).value_hint(ValueHint::Other).add(profile_candidates())
}

/// Completes profile names.
pub(super) fn profile_candidates() -> ArgValueCandidates {
    ArgValueCandidates::new(|| profile_names().map(CompletionCandidate::new).collect())
}

fn profile_names() -> impl Iterator<Item = String> {
    let directories = Directories::from_environment(&Environment::of_this_process());
    profile_names::names(&directories).unwrap_or_default().into_iter()
}

/// Completes profile names before `--`; after it, a command and then paths.
pub(super) fn profile_or_command_completer() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let arguments: Vec<OsString> = std::env::args_os().skip(2).collect(); // without this program's name and clap's `--`
        let Some(separator) = arguments.iter().position(|argument| argument == "--") else {
            return candidates_with_prefix(current, profile_names());
        };
        let mut candidates = if separator + 2 == arguments.len() { command_candidates(current) } else { Vec::new() };
        candidates.extend(PathCompleter::any().complete(current));
        candidates
    })
}

/// Completes the names of files in the folders of `PATH`.
fn command_candidates(current: &OsStr) -> Vec<CompletionCandidate> {
    let environment = Environment::of_this_process();
    let files = environment.command_folders().into_iter().flatten().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let mut names: Vec<String> = files.filter_map(|file| file.file_name().into_string().ok()).collect();
    names.sort();
    names.dedup();
    candidates_with_prefix(current, names)
}

fn candidates_with_prefix(current: &OsStr, names: impl IntoIterator<Item = String>) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    names.into_iter().filter(|name| name.starts_with(current.as_ref())).map(CompletionCandidate::new).collect()
}
