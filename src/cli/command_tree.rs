//! The command tree: whole, or as small as one command line needs, and parsing with it.

use super::commands::COMMANDS;
use super::invocation::CommandSpec;
use super::option_groups::COMMON;
use super::options::PROFILE;
use super::{commands, option_argument, root_help};
use clap::{ArgMatches, Command};
use std::ffi::OsString;
use std::mem::ManuallyDrop;

/// Returns the whole command tree, with the notes and examples of each command below clap's own help. The options of a command are built
/// only when that command is parsed.
#[must_use]
pub fn command() -> Command {
    whole_tree(commands::clap_command)
}

/// Returns the whole command tree with the texts for `-h` and `--help`.
pub(super) fn command_with_help() -> Command {
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
pub(super) fn partial_tree(arguments: &[OsString]) -> Option<Command> {
    let row = commands::find(arguments.get(1)?.to_str()?)?;
    Some(root_command().subcommand(commands::partial_command(row, arguments)))
}

/// Parses `arguments` with the partial tree. On an error, parses them again with the whole tree, so that clap's message and help are
/// complete.
pub(super) fn parse_arguments(arguments: &[OsString]) -> Result<ArgMatches, clap::Error> {
    // Never dropped: dropping the tree costs more than most of what it is used for.
    let part = partial_tree(arguments).map(ManuallyDrop::new);
    match part.map(|mut part| part.try_get_matches_from_mut(arguments)) {
        Some(Ok(matches)) => Ok(matches),
        _ => ManuallyDrop::new(command_with_help()).try_get_matches_from_mut(arguments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::option_groups;
    use crate::request::option_spec::{OptionScope, OptionSpec, ValueKind};
    use clap::error::ErrorKind;

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
