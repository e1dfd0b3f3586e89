//! Answers a command line that cannot be parsed with the right form, as a command to run.

use super::command_line::{OptionWord, split_options};
use super::command_text::command_text;
use super::commands::COMMANDS;
use super::invalid_command_line::InvalidCommandLine;
use super::option_argument::has_flag;
use super::options::PROFILE;
use super::{config_file, profile_names};
use crate::error::Failure;
use crate::sys::Deps;
use crate::text::{may_be_secret, printable_line};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// Returns the failure to report instead of `error`; `None` if the right form is unknown, or `arguments` contain misleading characters.
pub(super) fn correct(error: &clap::Error, arguments: &[OsString], world: impl FnOnce() -> Deps) -> Option<Failure> {
    let words: Vec<&str> = arguments.iter().skip(1).map(|word| word.to_str()).collect::<Option<_>>()?;
    if words.iter().any(|word| printable_line(word) != *word) {
        return None;
    }
    match error.kind() {
        ErrorKind::MissingSubcommand => Some(missing_command(&words)),
        ErrorKind::InvalidSubcommand => unknown_command(error, &words, &world()),
        ErrorKind::UnknownArgument if words.first() == Some(&"exec") && !words.contains(&"--") => {
            missing_dashes(&words, &world()).or_else(|| other_commands_option(error, &words))
        }
        ErrorKind::UnknownArgument => other_commands_option(error, &words),
        ErrorKind::InvalidValue if words.first() == Some(&"configure") => profile_for_tool(error, &words, &world()),
        _ => None,
    }
}

impl InvalidCommandLine {
    /// Returns the failure with a hint to run `sts-cli` with `words`.
    fn corrected_by(self, words: &[&str]) -> Failure {
        self.with_hint(format!("run `sts-cli {}`", command_text(words)))
    }
}

/// Corrects options without a command.
fn missing_command(words: &[&str]) -> Failure {
    let command = if words.first() == Some(&"profiles") { &["profiles", "list"][..] } else { &["get"] };
    let options = if command.len() == 2 { &words[1..] } else { words };
    InvalidCommandLine::MissingCommand.corrected_by(&[command, options].concat())
}

/// Corrects a word in place of a command: a profile, a URL or a misspelled command.
fn unknown_command(error: &clap::Error, words: &[&str], deps: &Deps) -> Option<Failure> {
    let name = text_of(error, ContextKind::InvalidSubcommand)?;
    let at = words.iter().position(|word| *word == name)?;
    let (before, rest) = (&words[..at], &words[at + 1..]);
    let profiles = profile_names::names(&deps.directories).unwrap_or_default();
    let is_profile = profiles.iter().any(|profile| profile == name);
    let similar = list_of(error, ContextKind::SuggestedSubcommand).first().map(String::as_str);
    let nearest = profile_names::nearest(name, &profiles);
    Some(match before {
        [] if is_profile => InvalidCommandLine::Profile(name.to_owned()).corrected_by(&[before, &["get", name][..], rest].concat()),
        ["profiles"] if is_profile => {
            InvalidCommandLine::Profile(name.to_owned()).corrected_by(&[before, &["show", name][..], rest].concat())
        }
        [] if name.contains("://") && !may_be_secret(name) => {
            InvalidCommandLine::Url(name.to_owned()).corrected_by(&[before, &["login", name][..], rest].concat())
        }
        _ if may_be_secret(name) => return None,
        [] => match similar
            .filter(|similar| is_misspelling(name, similar))
            .map(|similar| vec![similar])
            .or_else(|| nearest.as_deref().map(|nearest| vec!["get", nearest]))
        {
            Some(command) => InvalidCommandLine::UnknownCommand(name.to_owned()).corrected_by(&[before, &command[..], rest].concat()),
            None => InvalidCommandLine::UnknownCommand(name.to_owned()).with_hint("run `sts-cli --help` for all commands".to_owned()),
        },
        _ => return None,
    })
}

/// Whether `word` is `command` with at most two letters wrong: a name such as `prod` is none of `profiles`.
fn is_misspelling(word: &str, command: &str) -> bool {
    strsim::damerau_levenshtein(word, command) <= 2
}

/// Corrects `exec [PROFILE] CMD…` without `--`. A first word that is not a profile belongs to the command if there is a default profile.
fn missing_dashes(words: &[&str], deps: &Deps) -> Option<Failure> {
    let owned: Vec<OsString> = words[1..].iter().map(OsString::from).collect();
    let count = split_options(&owned)?.0.len();
    let (mut before, mut command) = (words[..=count].to_vec(), &words[count + 1..]);
    let is_profile_option =
        |word: &&str| matches!(OptionWord::of(word.as_ref()), Some(OptionWord::Valued { option, .. }) if *option == *PROFILE);
    let names_profile = before.iter().any(is_profile_option);
    let first = *command.first()?;
    let profiles = profile_names::names(&deps.directories).unwrap_or_default();
    let has_default =
        deps.environment.get("STS_CLI_PROFILE").is_some() || config_file::default_profile(deps).is_ok_and(|name| name.is_some());
    let is_profile = profiles.iter().any(|profile| profile == first);
    if !names_profile && !is_profile && !has_default {
        before.push(if let [only] = &profiles[..] { only } else { "PROFILE" });
    } else if !names_profile && is_profile {
        let rest: Vec<OsString> = command[1..].iter().map(OsString::from).collect();
        let options = split_options(&rest).map_or(0, |(options, _)| options.len());
        before.extend(&command[..=options]);
        command = &command[options + 1..];
    }
    let right = [&before[..], &["--"], command].concat();
    let program = command.first().filter(|word| !word.starts_with('-'))?; // else a misspelled option
    Some(InvalidCommandLine::MissingDashes((*program).to_owned()).corrected_by(&right))
}

/// Corrects an option that only other commands accept: names these, and the command without it.
fn other_commands_option(error: &clap::Error, words: &[&str]) -> Option<Failure> {
    let option = text_of(error, ContextKind::InvalidArg)?.split('=').next()?;
    let name = option.strip_prefix("--")?;
    let accepting = COMMANDS.iter().filter(|command| command.options().any(|option| has_flag(option, name)));
    let accepting: Vec<&str> = accepting.map(|command| command.name).collect();
    let at = words.iter().position(|word| *word == option || word.strip_prefix(option).is_some_and(|rest| rest.starts_with('=')))?;
    let without = [&words[..at], words.get(at + length_of_option(&words[at..])..).unwrap_or_default()].concat();
    let command = COMMANDS.iter().find(|command| words.first() == Some(&command.name))?.name.to_owned();
    let error = InvalidCommandLine::OptionOfOthers { option: option.to_owned(), command, accepting: accepting.join(", ") };
    (!accepting.is_empty()).then(|| error.corrected_by(&without))
}

/// Returns how many words the option at the beginning of `words` consists of: itself, and its value if that is a word of its own.
fn length_of_option(words: &[&str]) -> usize {
    let words: Vec<OsString> = words.iter().take(2).take_while(|word| **word != "--").map(OsString::from).collect();
    let has_option_next = words.get(1).is_some_and(|next| next.to_string_lossy().starts_with('-'));
    if has_option_next { 1 } else { split_options(&words).map_or(1, |(options, _)| options.len()) }
}

/// Corrects `configure PROFILE` and `configure PROFILE TOOL`.
fn profile_for_tool(error: &clap::Error, words: &[&str], deps: &Deps) -> Option<Failure> {
    let name = text_of(error, ContextKind::InvalidValue)?;
    let at = words.iter().position(|word| *word == name)?;
    let is_profile = profile_names::names(&deps.directories).unwrap_or_default().iter().any(|profile| profile == name);
    let tools = list_of(error, ContextKind::ValidValue);
    let tool = words[at + 1..].iter().find(|word| tools.iter().any(|tool| tool == *word)).copied();
    let rest = words[at + 1..].iter().filter(|word| Some(**word) != tool).copied();
    let right: Vec<&str> = words[..at].iter().copied().chain([tool.unwrap_or("aws"), name]).chain(rest).collect();
    is_profile.then(|| InvalidCommandLine::NoTool(name.to_owned()).corrected_by(&right))
}

fn text_of(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text),
        _ => None,
    }
}

fn list_of(error: &clap::Error, kind: ContextKind) -> &[String] {
    match error.get(kind) {
        Some(ContextValue::Strings(list)) => list,
        _ => &[],
    }
}
