//! Prompts for the settings of a server without a profile. Skips settings that flags or variables set; prompts again after an invalid
//! answer.

use super::super::hints::HintFormatter;
use super::super::invocation::{Invocation, Resolved};
use super::super::options as opt;
use super::super::{profile_names, profile_picker, save};
use super::metadata::complete_command;
use super::new_profile::resolve_for_server;
use crate::error::Failure;
use crate::request::hint::hint;
use crate::request::identity::{IDENTITIES, IdentityType, SettingPrompt};
use crate::request::option_spec::OptionSpec;
use crate::request::settings::Settings;
use crate::request::{ConfigError, Endpoint, Origin, UsageError};
use crate::sys::{Deps, Menu, MenuItem, PromptError};
use crate::text::printable;

/// Returns the prompts for required settings that are not set.
pub(super) fn missing_settings(resolved: &Resolved) -> Vec<&'static SettingPrompt> {
    let settings = &resolved.settings;
    let is_needed = |prompt: &&SettingPrompt| {
        !settings.is_set_or_overridden(prompt.option) && !prompt.unless.is_some_and(|other| settings.is_set(other))
    };
    resolved.identity.login_prompts.iter().filter(is_needed).collect()
}

/// Checks, before the other prompts, that the profile `name` can be saved.
pub(super) fn check_name(name: &str, resolved: &Resolved, deps: &Deps) -> Result<(), ConfigError> {
    match missing_settings(resolved).is_empty() {
        true => save::check(name, resolved, deps),
        false => save::check_name_available(name, &resolved.settings, deps),
    }
}

/// Returns the value of a setting as text; empty if it has none.
pub(super) fn current_answer(question: &SettingPrompt, settings: &Settings) -> String {
    let value = settings.get(question.option).and_then(|value| value.raw.first());
    value.map(|raw| printable(&raw.to_string_lossy())).unwrap_or_default()
}

/// Prompts for the address of a storage server until it is one; `https://` is added.
///
/// # Errors
/// `error`, which says that there is no profile, with the complete command to use, if prompting is not possible.
pub(super) fn prompt_for_address(error: UsageError, call: &Invocation<'_>) -> Result<String, Failure> {
    let terminal = &call.deps.terminal;
    if !profile_picker::can_choose(call)? {
        let example = "https://YOUR-SERVER:9000";
        let endpoint = Endpoint::new(example, true).map_err(call.typed.bad_value(&opt::ENDPOINT))?;
        let command = command_without_prompts(&resolve_for_server(example, call, &IDENTITIES[0])?, &endpoint, "NAME");
        let mut failure = Failure::from(error);
        failure.hints.push(hint!((format!("run this where prompts are not possible: {}", command.replace(endpoint.address(), example)))));
        return Err(failure);
    }
    loop {
        let answer =
            terminal.prompt_optional_line("Address of the storage server, such as https://minio.example:9000")?.unwrap_or_default();
        let address = if answer.contains("://") || answer.is_empty() { answer } else { format!("https://{answer}") };
        match Endpoint::new(&address, call.typed.is_on(&opt::ALLOW_HTTP)) {
            Ok(_) => return Ok(address),
            Err(problem) => terminal.print(&problem.to_string()),
        }
    }
}

/// Prompts at the terminal; without one, the error has the complete command.
pub(super) struct Prompter<'a> {
    call: &'a Invocation<'a>,
    command: String,
}

impl<'a> Prompter<'a> {
    /// Checks that prompts are possible for what `resolved` and `name` lack.
    ///
    /// # Errors
    /// [`UsageError::PromptUnavailable`].
    pub(super) fn new(resolved: &Resolved, endpoint: &Endpoint, name: Option<&str>, call: &'a Invocation<'a>) -> Result<Self, Failure> {
        let proposed = name.map_or_else(|| proposed_name(endpoint, call.deps), |name| Ok(name.to_owned()))?;
        let prompter = Self { call, command: command_without_prompts(resolved, endpoint, &proposed) };
        let first_question = missing_settings(resolved).first().map(|question| question.option).filter(|_| name.is_some());
        let option = first_question.unwrap_or(&opt::SAVE.spec);
        call.deps.terminal.check_prompts().map_err(|source| prompter.unavailable(option, source))?;
        Ok(prompter)
    }

    /// Prompts for the name of the profile. An empty answer means `default`, or a proposal.
    pub(super) fn prompt_for_name(&self, resolved: &Resolved, endpoint: &Endpoint, default: &str) -> Result<String, Failure> {
        let proposed = if default.is_empty() { proposed_name(endpoint, self.call.deps)? } else { default.to_owned() };
        loop {
            let name = self.prompt("Name for the profile", &proposed, &opt::SAVE)?;
            let check = |name: &str| {
                let is_unchanged = save::check(name, resolved, self.call.deps).is_ok();
                if is_unchanged { Ok(()) } else { save::check_name_available(name, &resolved.settings, self.call.deps) }
            };
            match check(&name).map_err(|error| (is_name_error(&error), Failure::from(error))) {
                Ok(()) => return Ok(name),
                Err((true, failure)) => {
                    let hints = HintFormatter::of(self.call).format_hints(&failure.hints);
                    self.call.deps.terminal.print(&format!("{failure}; {}", hints.join("; ")));
                }
                Err((false, failure)) => return Err(failure),
            }
        }
    }

    /// Prompts for the kind of identity.
    pub(super) fn prompt_for_identity(&self, current: &IdentityType) -> Result<&'static IdentityType, Failure> {
        let choices: Vec<(&IdentityType, &str)> =
            IDENTITIES.iter().filter_map(|identity| Some((identity, identity.login_choice?))).collect();
        let item =
            |(identity, choice): &(&IdentityType, &str)| MenuItem { name: identity.name.to_owned(), description: (*choice).to_owned() };
        let items: Vec<MenuItem> = choices.iter().map(item).collect();
        let default = choices.iter().position(|(identity, _)| identity.name == current.name).unwrap_or_default();
        let menu = Menu { question: "How do you log in to this server?", items: &items, default, is_numbered: true };
        let index = self.choose(&menu, &opt::ISSUER)?;
        Ok(choices.get(index).map_or(&IDENTITIES[0], |(identity, _)| *identity))
    }

    /// Prompts for a setting until its value is valid, sets it, and returns it.
    pub(super) fn prompt_for_setting(&self, question: &SettingPrompt, settings: &mut Settings) -> Result<String, Failure> {
        let origin = Origin::Flag(question.option.flag());
        loop {
            let current = Some(current_answer(question, settings)).filter(|answer| !answer.is_empty());
            let answer = self.prompt(question.prompt, current.as_deref().unwrap_or(question.default), question.option)?;
            settings.set(question.option, &answer, origin.clone());
            match validation_error(question, settings) {
                None => return Ok(answer),
                Some(problem) => {
                    settings.remove(question.option);
                    self.call.deps.terminal.print(&problem);
                }
            }
        }
    }

    /// Lets the user choose from `menu` instead of setting `option`.
    pub(super) fn choose(&self, menu: &Menu<'_>, option: &'static OptionSpec) -> Result<usize, Failure> {
        self.call.deps.terminal.choose(menu).map_err(|source| self.unavailable(option, source))
    }

    /// Prompts until there is an answer; an empty one means `default_value`, if that is not empty.
    fn prompt(&self, question: &str, default_value: &str, option: &'static OptionSpec) -> Result<String, Failure> {
        let terminal = &self.call.deps.terminal;
        let question = if default_value.is_empty() { question.to_owned() } else { format!("{question} [{default_value}]") };
        loop {
            match terminal.prompt_optional_line(&question) {
                Ok(Some(answer)) => return Ok(answer),
                Ok(None) if !default_value.is_empty() => return Ok(default_value.to_owned()),
                Ok(None) => {
                    let set_it = HintFormatter::of(self.call).with_or_in(option);
                    terminal.print(&format!("no value entered: enter one, or set it {set_it}"));
                }
                Err(source) => return Err(self.unavailable(option, source)),
            }
        }
    }

    /// Returns the failure of a prompt for `option`; Ctrl-C and Esc have their own.
    fn unavailable(&self, option: &'static OptionSpec, source: PromptError) -> Failure {
        match source {
            source if source.is_end() => source.into(),
            source => UsageError::PromptUnavailable { option, command: self.command.clone(), source }.into(),
        }
    }
}

/// Returns the complete command that needs no prompts, with placeholders for what is missing.
fn command_without_prompts(resolved: &Resolved, endpoint: &Endpoint, name: &str) -> String {
    let mut complete = resolved.clone();
    for question in missing_settings(resolved) {
        let value = match question.default {
            "" if *question.option == *opt::ISSUER => "https://YOUR-PROVIDER",
            "" => "VALUE",
            default => default,
        };
        complete.settings.set(question.option, value, Origin::Flag(question.option.flag()));
    }
    complete_command(&complete, endpoint.address(), name)
}

/// Whether another name may help.
fn is_name_error(error: &ConfigError) -> bool {
    use ConfigError::{AdministratorProfileExists, InvalidName, ProfileDiffers, ProfileExists};
    matches!(error, InvalidName { .. } | ProfileDiffers(_) | ProfileExists(_) | AdministratorProfileExists(_))
}

/// Returns what is wrong with an answer.
fn validation_error(question: &SettingPrompt, settings: &Settings) -> Option<String> {
    match (question.check)(settings).err()? {
        UsageError::BadValue { source, .. } => Some(source.to_string()),
        error => Some(error.to_string()),
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
