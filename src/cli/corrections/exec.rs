//! Corrects `exec [PROFILE] CMD…` without `--`.

use super::correction::{Correction, form};
use crate::cli::command_line::{options_of, split_options};
use crate::cli::invalid_command_line::InvalidCommandLine;
use crate::cli::options::PROFILE;
use crate::cli::{config_file, profile_names};
use crate::sys::Deps;
use crate::text::may_be_secret;
use std::ffi::OsString;

/// Adds the `--`. A first word that is not a profile belongs to the command if there is a default profile.
pub(super) fn missing_dashes(words: &[String], deps: &Deps) -> Option<Correction> {
    let typed: Vec<OsString> = words[1..].iter().map(OsString::from).collect();
    let (options, command) = split_options(&typed)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (before, command_words) = words.split_at(1 + options.len());
    let first = *command_words.first()?;
    if options_of(options).any(|option| *option == *PROFILE) {
        return with_dashes(before, command_words);
    }
    let profiles = profile_names::names(&deps.directories).unwrap_or_default();
    if profiles.iter().any(|profile| profile == first) {
        let count = split_options(&command[1..]).map_or(0, |(options, _)| options.len());
        return with_dashes(&words[..before.len() + 1 + count], &command_words[1 + count..]);
    }
    let has_default =
        deps.environment.get(&PROFILE.variable()).is_some() || config_file::default_profile(deps).is_ok_and(|name| name.is_some());
    match profile_names::nearest(first, &profiles) {
        _ if has_default => with_dashes(before, command_words),
        Some(nearest) if command_words.len() > 1 => {
            let corrected = with_dashes(&[before, &[&nearest]].concat(), &command_words[1..])?;
            Some(Correction { error: InvalidCommandLine::UnknownProfile(first.to_owned()), ..corrected })
        }
        _ if profiles.is_empty() => {
            let forms = Vec::new();
            let advice = Some(profile_names::CREATE_FIRST.to_owned());
            Some(Correction { advice, ..Correction::new(InvalidCommandLine::UnknownProfile(shown(first)), forms) })
        }
        _ => with_dashes(&[before, &[if let [only] = &profiles[..] { only } else { "PROFILE" }]].concat(), command_words),
    }
}

/// Returns the form with `--` between `before` and the command; `None` if that is a misspelled option.
fn with_dashes(before: &[&str], command: &[&str]) -> Option<Correction> {
    let program = command.first().filter(|word| !word.starts_with('-'))?;
    Some(Correction::new(InvalidCommandLine::MissingDashes(shown(program)), vec![form(&[before, &["--"], command])]))
}

/// Returns a word for messages.
fn shown(word: &str) -> String {
    if may_be_secret(word) { "…".to_owned() } else { word.to_owned() }
}
