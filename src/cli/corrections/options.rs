//! Corrects an option that the command does not accept, and the tool of `configure`.

use super::correction::{Correction, form, list_of, text_of};
use crate::cli::command_line::OptionWord;
use crate::cli::commands::{self, COMMANDS};
use crate::cli::invalid_command_line::InvalidCommandLine;
use crate::cli::options::{CLIENT_ID, DURATION, ENDPOINT, INSECURE, ISSUER, OUTPUT, PROFILE, SESSION_NAME, USER};
use crate::cli::{go_flags, profile_names};
use crate::request::OptionSpec;
use crate::sys::Deps;
use clap::error::ContextKind;

/// The most commands that an error names as those which accept an option.
const MAX_ACCEPTING: usize = 3;

/// Options under the names that they have in other programs: the AWS CLI, kubectl, kubelogin, gh.
const OF_OTHER_PROGRAMS: [(&str, &OptionSpec); 12] = [
    ("--format", &OUTPUT.spec),
    ("--output-format", &OUTPUT.spec),
    ("--endpoint-url", &ENDPOINT.spec),
    ("--issuer-url", &ISSUER.spec),
    ("--oidc-issuer-url", &ISSUER.spec),
    ("--oidc-client-id", &CLIENT_ID.spec),
    ("--duration-seconds", &DURATION.spec),
    ("--role-session-name", &SESSION_NAME.spec),
    ("--username", &USER.spec),
    ("--no-verify-ssl", &INSECURE.spec),
    ("--insecure-skip-tls-verify", &INSECURE.spec),
    ("--expiry", &DURATION.spec),
];

/// Corrects an option that the command does not accept: it has this name in other programs, or only other commands accept it.
pub(super) fn unknown(error: &clap::Error, words: &[String]) -> Option<Correction> {
    of_other_programs(error, words).or_else(|| of_other_commands(error, words))
}

/// Replaces the name of an option in other programs by its own.
fn of_other_programs(error: &clap::Error, words: &[String]) -> Option<Correction> {
    let refused = text_of(error, ContextKind::InvalidArg)?.split('=').next()?;
    let (_, option) = OF_OTHER_PROGRAMS.into_iter().find(|(name, _)| *name == refused)?;
    let at = words.iter().take_while(|word| *word != "--").position(|word| is_option_of(word, refused))?;
    let mut right = words.to_vec();
    right[at] = words[at].replacen(refused, &option.flag(), 1);
    Some(Correction::new(InvalidCommandLine::UnknownOption(refused.to_owned()), vec![right]))
}

/// Corrects an option that only other commands accept: names these, and the command without it. A profile becomes an argument.
fn of_other_commands(error: &clap::Error, words: &[String]) -> Option<Correction> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let command = commands::find(words.first()?)?.name.to_owned();
    let refused = text_of(error, ContextKind::InvalidArg)?.split('=').next()?;
    let at = words.iter().take_while(|word| **word != "--").position(|word| is_option_of(word, refused))?;
    let flag = words[at].split('=').next()?;
    if ["-V", "--version"].contains(&flag) {
        let error =
            InvalidCommandLine::OptionOfOthers { option: flag.to_owned(), command, accepting: ", only of sts-cli itself".to_owned() };
        return Some(Correction::new(error, vec![form(&[&["--version"]])]));
    }
    let is_sample_flag = go_flags::is_sample_flag(words[at].as_ref());
    let typed = if is_sample_flag { format!("-{}", words[at]) } else { words[at].to_owned() };
    let word = OptionWord::of(typed.as_ref())?;
    let option = *word
        .options
        .iter()
        .find(|option| refused == option.flag() || option.short.is_some_and(|short| refused == format!("-{short}")))
        .or(word.options.last())?;
    let next = words.get(at + 1).filter(|next| word.takes_next_word() && (**next == "-" || !next.starts_with('-')));
    let without = [&words[..at], words.get(at + 1 + usize::from(next.is_some())..).unwrap_or_default()].concat();
    let profile = word.value.or(next.copied()).filter(|_| *option == *PROFILE);
    let forms = profile.map(|name| form(&[&without, &[name]])).into_iter().chain([form(&[&without])]).collect();
    let is_same_flag = |known: &OptionSpec| known.flag() == option.flag() || option.short.is_some_and(|short| known.short == Some(short));
    let accepting: Vec<&str> = COMMANDS.iter().filter(|spec| spec.options().any(is_same_flag)).map(|spec| spec.name).collect();
    let shown = if is_sample_flag { flag } else { refused };
    let error = InvalidCommandLine::OptionOfOthers { option: shown.to_owned(), command, accepting: only_of(&accepting) };
    let option_words = words.get(at..=at + usize::from(next.is_some())).unwrap_or_default();
    let other = accepting.first().filter(|_| accepting.len() <= MAX_ACCEPTING);
    let alternatives = other.map_or_else(Vec::new, |other| vec![form(&[&[other], &words[1..]]), form(&[&[other], option_words])]);
    Some(Correction { alternatives, ..Correction::new(error, forms) })
}

/// Returns which commands accept an option, if they are few.
fn only_of(accepting: &[&str]) -> String {
    if accepting.len() <= MAX_ACCEPTING { format!(", only of {}", accepting.join(", ")) } else { String::new() }
}

/// Whether `word` is the option `refused`, with a value or without; a word of short ones may have others before it.
fn is_option_of(word: &str, refused: &str) -> bool {
    match (refused.strip_prefix("--"), word.strip_prefix('-').filter(|letters| !letters.starts_with('-'))) {
        (Some(_), _) => word == refused || word.strip_prefix(refused).is_some_and(|rest| rest.starts_with('=')),
        (None, Some(letters)) => refused.strip_prefix('-').is_some_and(|letter| letters.contains(letter)),
        (None, None) => false,
    }
}

/// Corrects `configure PROFILE`, `configure PROFILE TOOL` and `configure help`.
pub(super) fn profile_for_tool(error: &clap::Error, words: &[String], deps: &Deps) -> Option<Correction> {
    let name = text_of(error, ContextKind::InvalidValue)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if name == "help" && words.last() == Some(&"help") {
        let error = InvalidCommandLine::NoTool(name.to_owned(), "a command");
        return Some(Correction::new(error, vec![form(&[&["configure", "--help"]])]));
    }
    let at = words.iter().position(|word| *word == name)?;
    let is_profile = profile_names::names(&deps.directories).unwrap_or_default().iter().any(|profile| profile == name);
    let tools = list_of(error, ContextKind::ValidValue);
    let tool = words[at + 1..].iter().find(|word| tools.iter().any(|tool| tool == *word)).copied();
    let rest: Vec<&str> = words[at + 1..].iter().copied().filter(|word| Some(*word) != tool).collect();
    let right = form(&[&words[..at], &[tool.unwrap_or("aws"), name], &rest]);
    is_profile.then(|| Correction::new(InvalidCommandLine::NoTool(name.to_owned(), "a profile"), vec![right]))
}
