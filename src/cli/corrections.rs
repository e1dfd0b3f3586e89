//! Answers a command line that cannot be parsed with the right form, as a command to run that is accepted.

mod correction;
mod exec;
mod first_word;
mod options;

use super::command_line::normalize;
use super::command_text::command_text;
use super::command_tree::parse_arguments;
use super::{commands, flags, go_flags};
use crate::error::Failure;
use crate::sys::Deps;
use crate::text::printable_line;
use clap::error::ErrorKind;
use correction::{Correction, Words};
use std::ffi::OsString;

/// The maximum number of mistakes in a command line that are corrected.
const MAX_MISTAKES: usize = 4;

/// Returns the failure to report instead of `error`; `None` if the right form is unknown, or `arguments` contain misleading characters.
pub(super) fn correct(error: &clap::Error, arguments: &[OsString], world: impl FnOnce() -> Deps) -> Option<Failure> {
    let words: Words = arguments.iter().skip(1).map(|word| word.to_str().map(str::to_owned)).collect::<Option<_>>()?;
    if !error.use_stderr() || words.iter().any(|word| printable_line(word) != *word) {
        return None;
    }
    let deps = world();
    let Correction { error, forms, advice, alternatives } = correction_of(error, &words, &deps)?;
    let command = forms.first().and_then(|form| commands::find(form.first()?));
    let hint = match (accepted_form(forms, &deps, MAX_MISTAKES), advice, command) {
        (Some(form), ..) => {
            let other = alternatives.into_iter().find(|form| refusal(form).is_none());
            format!("run {}{}", shown(&form), other.map_or_else(String::new, |other| format!(", or {}", shown(&other))))
        }
        (None, Some(advice), _) => advice,
        (None, None, Some(command)) => format!("run `sts-cli {} --help` for its options", command.name),
        (None, None, None) => "run `sts-cli --help` for all commands".to_owned(),
    };
    Some(error.with_hint(hint))
}

/// Returns the command line of a form, as a code span.
fn shown(form: &Words) -> String {
    format!("`sts-cli {}`", command_text(&form.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn correction_of(error: &clap::Error, words: &[String], deps: &Deps) -> Option<Correction> {
    let command = words.first().map(String::as_str);
    match error.kind() {
        ErrorKind::MissingSubcommand => Some(first_word::missing(words)),
        ErrorKind::UnknownArgument if command == Some("--") => first_word::behind_dashes(words),
        ErrorKind::UnknownArgument if command.is_some_and(|word| word.starts_with('-')) => without_command(words, deps),
        ErrorKind::InvalidSubcommand => first_word::unknown(error, words, deps),
        ErrorKind::UnknownArgument if command == Some("exec") => {
            exec::missing_dashes(words, deps).or_else(|| options::unknown(error, words))
        }
        ErrorKind::UnknownArgument => options::unknown(error, words),
        ErrorKind::InvalidValue if command == Some("configure") => options::profile_for_tool(error, words, deps),
        _ => None,
    }
}

/// Corrects a command line that begins with options: no command follows them, or one that does not accept the flags of MinIO's sample
/// programs before it.
fn without_command(words: &[String], deps: &Deps) -> Option<Correction> {
    let mut arguments: Vec<OsString> = std::iter::once("sts-cli").chain(words.iter().map(String::as_str)).map(OsString::from).collect();
    go_flags::add_dashes(&mut arguments);
    let usual: Words = normalize(arguments).into_iter().skip(1).map(OsString::into_string).collect::<Result<_, _>>().ok()?;
    match first_word::has_options_only(&usual) {
        true => Some(first_word::missing(&usual)),
        false if usual != words => correction_of(&refusal(&usual)?, &usual, deps),
        false => None,
    }
}

/// Returns the first of `forms` that is accepted, where necessary with up to `mistakes` more corrections.
fn accepted_form(forms: Vec<Words>, deps: &Deps, mistakes: usize) -> Option<Words> {
    forms.into_iter().find_map(|form| match refusal(&form) {
        None => Some(form),
        Some(_) if mistakes == 0 => None,
        Some(error) => accepted_form(correction_of(&error, &form, deps)?.forms, deps, mistakes - 1),
    })
}

/// Returns why this command line is not accepted.
fn refusal(form: &[String]) -> Option<clap::Error> {
    let words = std::iter::once("sts-cli").chain(form.iter().map(String::as_str));
    let arguments = go_flags::with_two_dashes(normalize(words.map(OsString::from).collect()));
    let matches = match parse_arguments(&arguments) {
        Ok(matches) => matches,
        Err(shown) => return Some(shown).filter(clap::Error::use_stderr),
    };
    let (name, matches) = matches.subcommand()?;
    let conflict = flags::settings(commands::find(name)?.options(), matches).err()?;
    Some(clap::Error::raw(ErrorKind::ArgumentConflict, conflict))
}
