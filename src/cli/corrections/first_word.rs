//! Corrects the first word of a command line: a command is missing, or another word is in its place.

use super::correction::{Correction, Words, form, list_of, text_of};
use crate::cli::command_line::{options_of, split_options};
use crate::cli::commands::{self, COMMANDS};
use crate::cli::invalid_command_line::InvalidCommandLine;
use crate::cli::profile_names;
use crate::request::guess_url;
use crate::sys::Deps;
use crate::text::may_be_secret;
use clap::error::ContextKind;
use std::ffi::OsString;

/// The subcommands of `profiles`, which users take for commands.
const OF_PROFILES: [&str; 3] = ["list", "show", "remove"];

/// Whether all of `words` are options that some command has, with their values.
pub(super) fn has_options_only(words: &[String]) -> bool {
    length_of_options(words) == Some(words.len())
}

/// Corrects options without a command: the commands that accept them all, `get` and those without a profile first.
pub(super) fn missing(words: &[String]) -> Correction {
    let is_of_profiles = words.first().is_some_and(|word| word == "profiles");
    let options: Vec<&str> = words.iter().skip(is_of_profiles.into()).map(String::as_str).collect();
    if is_of_profiles {
        return Correction::new(InvalidCommandLine::MissingCommand, vec![form(&[&["profiles", "list"], &options])]);
    }
    let typed: Vec<OsString> = words.iter().map(OsString::from).collect();
    let typed: Vec<_> = options_of(&typed).collect();
    let mut commands: Vec<_> =
        COMMANDS.iter().filter(|command| typed.iter().all(|option| command.options().any(|known| known == *option))).collect();
    commands.sort_by_key(|command| (command.name != "get", command.identity.is_none()));
    let forms = commands.iter().map(|command| form(&[&[command.name], &options])).collect();
    Correction::new(InvalidCommandLine::MissingCommand, forms)
}

/// Corrects `-- COMMAND …`.
pub(super) fn behind_dashes(words: &[String]) -> Option<Correction> {
    let command = commands::find(words.get(1)?)?;
    Some(Correction::new(InvalidCommandLine::DashesBeforeCommand(command.name.to_owned()), vec![words[1..].to_vec()]))
}

/// Corrects a word in place of a command: a profile, a URL, a misspelled command, one behind `--`, or `version` with arguments.
pub(super) fn unknown(error: &clap::Error, words: &[String], deps: &Deps) -> Option<Correction> {
    let name = text_of(error, ContextKind::InvalidSubcommand)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let at = words.iter().position(|word| *word == name)?;
    let (before, rest) = (&words[..at], &words[at + 1..]);
    let profiles = profile_names::names(&deps.directories).unwrap_or_default();
    let is_profile = profiles.iter().any(|profile| profile == name);
    let owned_name = name.to_owned();
    Some(match before {
        [] if name == "version" => Correction::new(InvalidCommandLine::VersionWithArguments, vec![form(&[&[name]])]),
        ["--"] if name == "help" => Correction::new(InvalidCommandLine::DashesBeforeCommand(owned_name), vec![form(&[&[name], rest])]),
        [] | ["--"] if is_profile => Correction::new(InvalidCommandLine::Profile(owned_name), for_profile(name, rest)),
        ["profiles"] if is_profile => {
            Correction::new(InvalidCommandLine::Profile(owned_name), vec![form(&[&["profiles", "show", name], rest]), swapped(name, rest)])
        }
        _ if may_be_secret(name) => return None,
        [] if name.contains("://") => Correction::new(InvalidCommandLine::Url(owned_name), vec![form(&[&["login", name], rest])]),
        [] => {
            let suggested = list_of(error, ContextKind::SuggestedSubcommand).iter();
            let similar = suggested.min_by_key(|command| strsim::damerau_levenshtein(name, command)).map(String::as_str);
            Correction::new(InvalidCommandLine::UnknownCommand(owned_name), similar_forms(name, rest, similar, &profiles))
        }
        _ => return None,
    })
}

/// Returns the forms of `PROFILE …`: the profile may precede its command, as its first or second argument, or as an option.
fn for_profile(name: &str, rest: &[&str]) -> Vec<Words> {
    let count = length_of_options(rest).unwrap_or(0);
    let (options, more) = rest.split_at(count);
    match more {
        [command, more @ ..] if commands::find(command).is_some() => {
            let (next, others) = more.split_at(more.len().min(1));
            vec![
                form(&[&[command, name], options, more]),
                form(&[&[command], next, &[name], options, others]),
                form(&[&[command, "--profile", name], options, more]),
                form(&[&[command], options, more]),
            ]
        }
        _ => vec![form(&[&["get", name], rest])],
    }
}

/// Returns the form of `profiles PROFILE COMMAND …`.
fn swapped(name: &str, rest: &[&str]) -> Words {
    let (command, more) = rest.split_at(rest.len().min(1));
    form(&[&["profiles"], command, &[name], more])
}

/// Returns the forms with the command, the profile or the address that `name` resembles.
fn similar_forms(name: &str, rest: &[&str], similar: Option<&str>, profiles: &[String]) -> Vec<Words> {
    let lower = name.to_ascii_lowercase();
    let in_lower_case = commands::find(&lower).map(|command| command.name);
    let command = in_lower_case.or(similar.filter(|similar| is_misspelling(&lower, similar)));
    let profile = profile_names::nearest(name, profiles);
    let address = guess_url(name).filter(|_| name.contains([':', '.']));
    let forms = [
        command.map(|command| form(&[&[command], rest])),
        OF_PROFILES.contains(&lower.as_str()).then(|| form(&[&["profiles", &lower], rest])),
        profile.map(|profile| form(&[&["get", &profile], rest])),
        address.map(|address| form(&[&["login", &address], rest])),
    ];
    forms.into_iter().flatten().collect()
}

/// Whether `word` is `command` with at most two letters wrong: a name such as `prod` is none of `profiles`.
fn is_misspelling(word: &str, command: &str) -> bool {
    strsim::damerau_levenshtein(word, command) <= 2
}

/// Returns the number of words that the options at the beginning of `words` consist of.
fn length_of_options(words: &[impl AsRef<str>]) -> Option<usize> {
    let words: Vec<OsString> = words.iter().map(|word| word.as_ref().into()).collect();
    split_options(&words).map(|(options, _)| options.len())
}
