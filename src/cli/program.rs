//! The program: parses the command line, runs the command and reports errors.

use super::command_tree::{command, parse_arguments};
use super::hints::{HintFormatter, format_hints};
use super::invocation::{ActiveProfile, CommandSpec, Invocation};
use super::option_groups::COMMON;
use super::{clap_failure, command_line, commands, completions, corrections, flags, go_flags, output_settings, own_variables};
use crate::deliver;
use crate::error::Failure;
use crate::sys::{Deps, are_messages_json};
use crate::text::{may_be_secret, printable_line, printable_lines};
use clap::ArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::cell::OnceCell;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::rc::Rc;

/// Runs the command line `arguments` (program name first), prints any error and returns the exit code.
///
/// Calls `world` only if a command runs: `--version` and `--help` do not need it. Errors from clap are printed by clap and return
/// exit code 2.
pub fn main(arguments: impl Iterator<Item = OsString>, world: impl FnOnce() -> Deps) -> u8 {
    let arguments: Vec<OsString> = arguments.collect();
    if is_only_version(&arguments) {
        return print_version();
    }
    let has_format = clap_failure::select_format(&arguments); // `help COMMAND` drops options
    let arguments = go_flags::with_two_dashes(command_line::normalize(arguments));
    if is_only_version(&arguments) {
        return print_version();
    }
    if let Some(code) = completions::complete(&arguments, command) {
        return code;
    }
    let world = || {
        let deps = world();
        if !has_format {
            clap_failure::select_format_by_variable(&deps.environment);
        }
        deps
    };
    let matches = match parse_arguments(&arguments) {
        Ok(matches) => matches,
        Err(shown) => {
            return match corrections::correct(&shown, &arguments, world) {
                Some(failure) => print_failure(&failure),
                None => print_clap_message(&without_tip(without_what_misleads(shown, &arguments))),
            };
        }
    };
    let Some((row, matches)) = matches.subcommand().and_then(|(name, matches)| Some((commands::find(name)?, matches))) else { return 2 };
    let active_profile = OnceCell::new();
    run(row, matches, world(), &active_profile).unwrap_or_else(|failure| {
        failure.print(&HintFormatter { row: Some(row), profile: active_profile.get() }.format_hints(&failure.hints));
        failure.exit_code()
    })
}

/// Runs the command of `row` and stores the profile that it resolves in `active_profile`, for hints.
fn run(row: &'static CommandSpec, matches: &ArgMatches, mut deps: Deps, active_profile: &OnceCell<ActiveProfile>) -> Result<u8, Failure> {
    own_variables::check(&deps)?;
    let typed = flags::settings(row.options(), matches)?;
    let mut common = typed.clone();
    common.add_environment(COMMON.iter().copied(), &deps.environment)?;
    output_settings::apply(&common, &mut deps)?;
    let deps = Rc::new(deps);
    let call = Invocation { row, matches, deps: &deps, typed, active_profile };
    call.check_names()?;
    (row.run)(call)
}

/// Prints a failure that no command caused, and returns its exit code.
fn print_failure(failure: &Failure) -> u8 {
    failure.print(&format_hints(&failure.hints));
    failure.exit_code()
}

/// From this similarity on, an unknown option may be a misspelled one.
const SIMILAR: f64 = 0.85;

/// Removes the tip to pass an unknown option as a value after `--`, because no command has a value like that, and the tip to use an option
/// whose name is not similar.
fn without_tip(mut shown: clap::Error) -> clap::Error {
    if shown.kind() != ErrorKind::UnknownArgument {
        return shown;
    }
    shown.remove(ContextKind::Suggested);
    if let (Some(ContextValue::String(unknown)), Some(ContextValue::String(known))) =
        (shown.get(ContextKind::InvalidArg), shown.get(ContextKind::SuggestedArg))
        && strsim::jaro_winkler(unknown.trim_start_matches('-'), known.trim_start_matches('-')) < SIMILAR
    {
        shown.remove(ContextKind::SuggestedArg);
        shown.remove(ContextKind::Usage);
    }
    shown
}

/// The text that `--version` prints.
const VERSION: &str = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"), "\n");

/// Whether the command line is just `--version`, which needs no command tree.
fn is_only_version(arguments: &[OsString]) -> bool {
    matches!(arguments, [_, flag] if flag == "--version" || flag == "-V")
}

/// Prints the version and returns the exit code.
fn print_version() -> u8 {
    exit_code_of(io::stdout().write_all(VERSION.as_bytes()))
}

/// Returns the exit code of a text that was written to standard output; prints the failure, if it could not be.
fn exit_code_of(printed: io::Result<()>) -> u8 {
    deliver::check_written(printed).map_err(Failure::from).map_or_else(|failure| print_failure(&failure), |()| 0)
}

/// Prints clap's help, version or error message and returns the exit code.
fn print_clap_message(shown: &clap::Error) -> u8 {
    if shown.use_stderr() && are_messages_json() {
        return print_failure(&clap_failure::failure(&shown.render().to_string()));
    }
    let printed = shown.print();
    if shown.use_stderr() {
        return u8::try_from(shown.exit_code()).unwrap_or(2);
    }
    exit_code_of(printed)
}

/// Returns the error `shown` without misleading characters: unchanged if `arguments`, which it quotes, have none; else built again from
/// cleaned arguments or, if these are valid, cleaned itself.
fn without_what_misleads(shown: clap::Error, arguments: &[OsString]) -> clap::Error {
    let clean = |argument: &OsString| {
        let text = argument.to_string_lossy();
        let clean = match text.split_once('=') {
            Some((option, value)) if text.starts_with('-') && may_be_secret(value) => format!("{}=…", printable_line(option)),
            _ if !text.starts_with('-') && may_be_secret(&text) => "…".to_owned(),
            _ => printable_line(&text),
        };
        Some(clean).filter(|clean| *clean != text).map_or_else(|| argument.clone(), OsString::from)
    };
    let cleaned: Vec<OsString> = arguments.iter().map(clean).collect();
    if cleaned == arguments {
        return shown;
    }
    let as_it_is = || {
        let text = shown.render().to_string();
        let text = text.strip_prefix("error: ").unwrap_or(&text);
        clap::Error::raw(shown.kind(), printable_lines(text.trim_end()) + "\n")
    };
    parse_arguments(&cleaned).err().unwrap_or_else(as_it_is)
}
