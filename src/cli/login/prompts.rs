//! Prompts for the settings of a server without a profile. Skips settings that flags or variables set; prompts again after an invalid
//! answer.

use super::super::hints::HintFormatter;
use super::super::invocation::{Invocation, Resolved};
use super::super::options as opt;
use super::super::{profile_names, save};
use crate::error::Failure;
use crate::request::identity::{IDENTITIES, IdentityType, SettingPrompt};
use crate::request::option_spec::OptionSpec;
use crate::request::settings::Settings;
use crate::request::{ConfigError, Endpoint, Origin, UsageError};
use crate::sys::{Deps, PromptError};

/// Returns the identities that the dialogue offers, with the answers that choose them.
fn choices() -> impl Iterator<Item = (&'static IdentityType, &'static str)> + Clone {
    IDENTITIES.iter().filter_map(|identity| Some((identity, identity.login_choice?)))
}

/// Returns the prompts for required settings that are not set.
fn missing_settings(resolved: &Resolved) -> Vec<&'static SettingPrompt> {
    let settings = &resolved.settings;
    let is_needed = |prompt: &&SettingPrompt| {
        !settings.is_set_or_overridden(prompt.option) && !prompt.unless.is_some_and(|other| settings.is_set(other))
    };
    resolved.identity.login_prompts.iter().filter(is_needed).collect()
}

/// Returns the name for the new profile: from `--save`, else by a prompt. Checks it before the other prompts.
pub(super) fn prompt_for_name(resolved: &Resolved, endpoint: &Endpoint, call: &Invocation<'_>) -> Result<String, Failure> {
    let is_complete = missing_settings(resolved).is_empty();
    let check = |name: &str| match is_complete {
        true => save::check(name, resolved, call.deps),
        false => save::check_name_available(name, &resolved.settings, call.deps),
    };
    if let Some(name) = resolved.settings.text(&opt::SAVE) {
        check(name)?;
        return Ok(name.to_owned());
    }
    let default_value = proposed_name(endpoint, call.deps)?;
    loop {
        let name = prompt("Name for the profile", &default_value, &opt::SAVE, call)?;
        let is_name_error = |error: &ConfigError| {
            use ConfigError::{AdministratorProfileExists, InvalidName, ProfileDiffers, ProfileExists};
            matches!(error, InvalidName { .. } | ProfileDiffers(_) | ProfileExists(_) | AdministratorProfileExists(_))
        };
        match check(&name).map_err(|error| (is_name_error(&error), Failure::from(error))) {
            Ok(()) => return Ok(name),
            Err((true, failure)) => {
                let hints = HintFormatter::of(call).format_hints(&failure.hints);
                call.deps.terminal.print(&format!("{failure}; {}", hints.join("; ")));
            }
            Err((false, failure)) => return Err(failure),
        }
    }
}

/// Prompts for the kind of identity.
pub(super) fn prompt_for_identity(call: &Invocation<'_>) -> Result<&'static IdentityType, Failure> {
    let list: Vec<String> = choices().enumerate().map(|(index, (_, description))| format!("  {} {description}", index + 1)).collect();
    call.deps.terminal.print(&format!("How do you log in to this server?\n{}", list.join("\n")));
    loop {
        let answer = prompt("Number", "1", &opt::ISSUER, call)?;
        let numbered = answer.parse::<usize>().ok().and_then(|number| choices().nth(number.checked_sub(1)?));
        match numbered.or(choices().find(|(identity, _)| identity.name == answer)) {
            Some((identity, _)) => return Ok(identity),
            None => call.deps.terminal.print(&format!("invalid choice `{answer}`: enter one of the numbers")),
        }
    }
}

/// Prompts for the required settings that are not set.
pub(super) fn prompt_for_missing(resolved: &mut Resolved, call: &Invocation<'_>) -> Result<(), Failure> {
    for question in missing_settings(resolved) {
        let origin = Origin::Flag(question.option.flag());
        loop {
            let answer = prompt(question.prompt, question.default, question.option, call)?;
            resolved.settings.set(question.option, &answer, origin.clone());
            match validation_error(question, &resolved.settings) {
                None => break,
                Some(problem) => call.deps.terminal.print(&problem),
            }
        }
    }
    Ok(())
}

/// Returns what is wrong with an answer.
fn validation_error(question: &SettingPrompt, settings: &Settings) -> Option<String> {
    match (question.check)(settings).err()? {
        UsageError::BadValue { source, .. } => Some(source.to_string()),
        error => Some(error.to_string()),
    }
}

/// Prompts until there is an answer; an empty one means `default_value`, if that is not empty. If prompting is not possible, the error
/// names the option to set instead.
fn prompt(question: &str, default_value: &str, option: &'static OptionSpec, call: &Invocation<'_>) -> Result<String, Failure> {
    let terminal = &call.deps.terminal;
    let question = if default_value.is_empty() { question.to_owned() } else { format!("{question} [{default_value}]") };
    loop {
        match terminal.prompt_optional_line(&question) {
            Ok(Some(answer)) => return Ok(answer),
            Ok(None) if !default_value.is_empty() => return Ok(default_value.to_owned()),
            Ok(None) => terminal.print(&format!("no value entered: enter one, or set it {}", HintFormatter::of(call).with_or_in(option))),
            Err(source @ PromptError::Interrupted) => return Err(source.into()),
            Err(source) => return Err(UsageError::PromptUnavailable { option, source }.into()),
        }
    }
}

/// Returns the proposed name for a new profile of this server.
pub(super) fn proposed_name(endpoint: &Endpoint, deps: &Deps) -> Result<String, ConfigError> {
    free_name(first_label(endpoint), deps)
}

/// Returns the first unused profile name of `minio`, `minio-2`, …
pub(super) fn free_name(label: String, deps: &Deps) -> Result<String, ConfigError> {
    let existing_names = profile_names::names(&deps.directories)?;
    let numbered = (2..).map(|number| format!("{label}-{number}"));
    Ok(std::iter::once(label.clone()).chain(numbered).find(|name| !existing_names.contains(name)).unwrap_or_default())
}

/// Returns the first host label as a profile name, such as `minio` for `https://minio.example:9000`; else `storage`.
fn first_label(endpoint: &Endpoint) -> String {
    let host = endpoint.url().host_str().unwrap_or_default();
    let label =
        if host.parse::<std::net::Ipv4Addr>().is_ok() || host.starts_with('[') { "" } else { host.split('.').next().unwrap_or_default() };
    if profile_names::is_name(label) { label.to_owned() } else { "storage".to_owned() }
}
