//! The command tree: parses the command line, runs the command and reports errors.

mod arguments;
mod choices;
mod command_line;
mod commands;
mod completions;
mod config_file;
mod configure;
mod exec;
mod flags;
mod get;
mod go_flags;
mod help;
mod hints;
mod invalid_command_line;
mod invocation;
mod login;
mod logout;
mod option_argument;
mod option_groups;
mod options;
mod output_settings;
mod profile_file;
mod profile_names;
mod profiles;
mod request_builder;
mod root_help;
#[cfg(feature = "sandbox")]
mod sandbox;
mod save;
mod serve;
mod session_source;
mod status;
mod toml_file;
mod watch;

pub use hints::{format_hints, page_hints};

use crate::deliver;
use crate::error::Failure;
use crate::request::UsageError;
use crate::request::option_spec::PREFIX;
use crate::sys::Deps;
use crate::text::{printable_line, printable_lines};
use clap::error::ErrorKind;
use clap::{ArgMatches, Command};
use commands::COMMANDS;
use hints::HintFormatter;
use invocation::{ActiveProfile, CommandSpec, Invocation};
use option_groups::COMMON;
use options::PROFILE;
use std::cell::OnceCell;
use std::ffi::OsString;
use std::mem::ManuallyDrop;
use std::rc::Rc;

/// Returns the whole command tree, with the notes and examples of each command below clap's own help. The options of a command are built
/// only when that command is parsed.
#[must_use]
pub fn command() -> Command {
    whole_tree(commands::clap_command)
}

/// Returns the whole command tree with the texts for `-h` and `--help`.
fn command_with_help() -> Command {
    root_help::add_root_help(whole_tree(commands::command_with_help))
}

fn whole_tree(build: fn(&CommandSpec) -> Command) -> Command {
    let options = COMMON.iter().copied().chain([&PROFILE.spec]).filter_map(option_argument::argument);
    root_command().args(options).subcommands(COMMANDS.iter().map(build))
}

/// Returns the root command without subcommands.
fn root_command() -> Command {
    Command::new("sts-cli")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Get temporary S3 credentials from an STS with your existing identity")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .max_term_width(80)
}

/// Returns the smallest tree that can parse `arguments` if they are valid. Building the unused flags would cost more than a cached
/// `get`.
fn partial_tree(arguments: &[OsString]) -> Option<Command> {
    match arguments.get(1)?.to_str()? {
        "--version" | "-V" => Some(root_command()),
        name => commands::find(name).map(|row| root_command().subcommand(commands::partial_command(row, arguments))),
    }
}

/// Parses `arguments` with the partial tree. On an error, parses them again with the whole tree, so that clap's message and help are
/// complete.
fn parse_arguments(arguments: &[OsString]) -> Result<ArgMatches, clap::Error> {
    // Never dropped: dropping the tree costs more than most of what it is used for.
    let part = partial_tree(arguments).map(ManuallyDrop::new);
    match part.map(|mut part| part.try_get_matches_from_mut(arguments)) {
        Some(Ok(matches)) => Ok(matches),
        Some(Err(shown)) if shown.kind() == ErrorKind::DisplayVersion => Err(shown),
        _ => ManuallyDrop::new(command_with_help()).try_get_matches_from_mut(arguments),
    }
}

/// Refuses `STS_CLI_` variables that are not UTF-8 and a relative `STS_CLI_SYSTEM_DIR`: ignoring them could drop a session policy or an
/// administrator's profile.
fn check_environment(deps: &Deps) -> Result<(), UsageError> {
    let is_ours = |name: &&str| name.starts_with(PREFIX) && !name.starts_with("STS_CLI_SANDBOX_"); // paths that clap reads
    if let Some(name) = deps.environment.non_utf8_names().find(is_ours) {
        return Err(UsageError::NotText(name.to_owned()));
    }
    match deps.directories.relative_system() {
        Some(path) => Err(UsageError::RelativePath { variable: "STS_CLI_SYSTEM_DIR", path: path.to_owned() }),
        None => Ok(()),
    }
}

/// Runs the command line `arguments` (program name first), prints any error and returns the exit code.
///
/// Calls `world` only if a command runs: `--version` and `--help` do not need it. Errors from clap are printed by clap and return
/// exit code 2.
pub fn main(arguments: impl Iterator<Item = OsString>, world: impl FnOnce() -> Deps) -> u8 {
    let arguments = go_flags::with_two_dashes(command_line::normalize(arguments.collect()));
    if let Some(code) = completions::complete(&arguments, command) {
        return code;
    }
    let matches = match parse_arguments(&arguments) {
        Ok(matches) => matches,
        Err(shown) => return print_clap_message(&without_what_misleads(shown, &arguments)),
    };
    let Some((row, matches)) = matches.subcommand().and_then(|(name, matches)| Some((commands::find(name)?, matches))) else { return 2 };
    let active_profile = OnceCell::new();
    run(row, matches, world(), &active_profile).unwrap_or_else(|failure| {
        failure.print(&HintFormatter { row: Some(row), profile: active_profile.get() }.format_hints(&failure.hints));
        failure.exit_code()
    })
}

/// Returns the error `shown` without misleading characters: unchanged if `arguments`, which it quotes, have none; else built again from
/// cleaned arguments or, if these are valid, cleaned itself.
fn without_what_misleads(shown: clap::Error, arguments: &[OsString]) -> clap::Error {
    let clean = |argument: &OsString| {
        let text = argument.to_string_lossy();
        Some(printable_line(&text)).filter(|clean| *clean != text).map_or_else(|| argument.clone(), OsString::from)
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

/// Prints clap's help, version or error message and returns the exit code.
fn print_clap_message(shown: &clap::Error) -> u8 {
    let printed = shown.print();
    if shown.use_stderr() {
        return u8::try_from(shown.exit_code()).unwrap_or(2);
    }
    deliver::check_written(printed).map_err(Failure::from).map_or_else(
        |failure| {
            failure.print(&format_hints(&failure.hints));
            failure.exit_code()
        },
        |()| 0,
    )
}

/// Runs the command of `row` and stores the profile that it resolves in `active_profile`, for hints.
fn run(row: &'static CommandSpec, matches: &ArgMatches, mut deps: Deps, active_profile: &OnceCell<ActiveProfile>) -> Result<u8, Failure> {
    check_environment(&deps)?;
    let typed = flags::settings(row.options(), matches)?;
    let mut common = typed.clone();
    common.add_environment(COMMON.iter().copied(), &deps.environment)?;
    output_settings::apply(&common, &mut deps)?;
    let deps = Rc::new(deps);
    let call = Invocation { row, matches, deps: &deps, typed, active_profile };
    call.check_names()?;
    (row.run)(call)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::option_spec::{OptionScope, OptionSpec, ValueKind};

    /// Returns arguments that run a command with one of its flags.
    fn call_with(row: &CommandSpec, option: &OptionSpec) -> Vec<OsString> {
        let value = match option.kind {
            ValueKind::Switch | ValueKind::Count => None,
            ValueKind::Choice(words) => words().first().map(|word| (*word).to_owned()),
            ValueKind::Text | ValueKind::Path | ValueKind::List(_) => Some("1".to_owned()),
        };
        let words = ["sts-cli".to_owned(), row.name.to_owned(), option.flag()].into_iter().chain(value);
        words.map(OsString::from).collect()
    }

    #[test]
    fn each_option_has_a_name_of_its_own_and_is_found_by_it() {
        for option in COMMANDS.iter().flat_map(CommandSpec::options) {
            let found: Vec<_> = option_groups::all().filter(|known| *known == option).collect();
            assert!(!found.is_empty() && found.iter().all(|known| std::ptr::eq(*known, option)), "{option:?}");
        }
    }

    #[test]
    fn each_command_parses_its_flags_without_the_whole_tree() {
        for row in &COMMANDS {
            for option in row.options().filter(|option| option.scope != OptionScope::VariableOnly) {
                let arguments = call_with(row, option);
                let refused = partial_tree(&arguments).unwrap().try_get_matches_from(&arguments).err();
                let lacks_more = [ErrorKind::MissingRequiredArgument, ErrorKind::MissingSubcommand];
                assert!(refused.as_ref().is_none_or(|error| lacks_more.contains(&error.kind())), "{arguments:?}: {refused:?}");
            }
        }
    }
}
