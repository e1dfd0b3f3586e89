//! Prompts for the settings of a server without a profile. Skips settings that flags or variables set; prompts again after an invalid
//! answer.

use super::super::choices::IdentityKind;
use super::super::hints::HintFormatter;
use super::super::identities::{self, IdentitySpec};
use super::super::invocation::{Invocation, Resolved};
use super::super::option_spec::OptionSpec;
use super::super::options as opt;
use super::super::settings::Settings;
use super::super::{profile_names, save};
use crate::error::Failure;
use crate::request::{ConfigError, Endpoint, OptionName, Origin, UsageError};
use crate::sys::{Deps, PromptError};

/// The identities that the dialogue offers.
static IDENTITY_CHOICES: [(&IdentitySpec, &str); 3] = [
    (&identities::WEB_IDENTITY, "OpenID Connect, in the browser"),
    (&identities::LDAP, "LDAP user name and password"),
    (&identities::ASSUME_ROLE, "access key and secret key"),
];

/// A required setting, its prompt and its default (empty for none).
struct SettingPrompt {
    option: &'static OptionSpec,
    text: &'static str,
    usual: &'static str,
}

const ISSUER: SettingPrompt = SettingPrompt { option: &opt::ISSUER.spec, text: "Issuer of your identity provider", usual: "" };
const CLIENT_ID: SettingPrompt =
    SettingPrompt { option: &opt::CLIENT_ID.spec, text: "Client ID of sts-cli at the provider", usual: "sts-cli" };
const USER: SettingPrompt = SettingPrompt { option: &opt::USER.spec, text: "Your login name", usual: "" };
const ACCESS_KEY: SettingPrompt = SettingPrompt { option: &opt::ACCESS_KEY.spec, text: "Your access key", usual: "" };

/// Returns the prompts for required settings that are not set.
fn missing_settings(resolved: &Resolved) -> Vec<&'static SettingPrompt> {
    let questions: &[&SettingPrompt] = match resolved.identity.kind {
        IdentityKind::Ldap => &[&USER],
        IdentityKind::AssumeRole => &[&ACCESS_KEY],
        IdentityKind::WebIdentity if !resolved.settings.is_set(&opt::TOKEN) => &[&ISSUER, &CLIENT_ID],
        IdentityKind::WebIdentity | IdentityKind::ClientGrants | IdentityKind::Certificate | IdentityKind::CustomToken => &[],
    };
    questions.iter().copied().filter(|question| !resolved.settings.is_set_or_overridden(question.option)).collect()
}

/// Returns the name for the new profile: from `--save`, else by a prompt. Checks it before the other prompts.
pub(super) fn prompt_for_name(resolved: &Resolved, endpoint: &Endpoint, call: &Invocation<'_>) -> Result<String, Failure> {
    let is_known = missing_settings(resolved).is_empty();
    let check = |name: &str| match is_known {
        true => save::check(name, resolved, call.deps),
        false => save::check_name_available(name, &resolved.settings, call.deps),
    };
    if let Some(name) = resolved.settings.text(&opt::SAVE) {
        check(name)?;
        return Ok(name.to_owned());
    }
    let usual = free_name(first_label(endpoint), call.deps)?;
    loop {
        let name = prompt("Name for the profile", &usual, &opt::SAVE, call)?;
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
pub(super) fn prompt_for_identity(call: &Invocation<'_>) -> Result<&'static IdentitySpec, Failure> {
    let list: Vec<String> = IDENTITY_CHOICES.iter().enumerate().map(|(at, (_, what))| format!("  {} {what}", at + 1)).collect();
    call.deps.terminal.print(&format!("How do you log in to this server?\n{}", list.join("\n")));
    loop {
        let answer = prompt("Number", "1", &opt::ISSUER, call)?;
        let numbered = answer.parse::<usize>().ok().and_then(|number| IDENTITY_CHOICES.get(number.checked_sub(1)?));
        match numbered.or(IDENTITY_CHOICES.iter().find(|(row, _)| row.word() == answer)) {
            Some(&(row, _)) => return Ok(row),
            None => call.deps.terminal.print(&format!("invalid choice `{answer}`: enter one of the numbers")),
        }
    }
}

/// Prompts for the required settings that are not set.
pub(super) fn prompt_for_missing(resolved: &mut Resolved, call: &Invocation<'_>) -> Result<(), Failure> {
    for question in missing_settings(resolved) {
        let origin = Origin::Flag(question.option.flag());
        loop {
            let answer = prompt(question.text, question.usual, question.option, call)?;
            resolved.settings.set(question.option, &answer, origin.clone());
            match validation_error(question, &resolved.settings) {
                None => break,
                Some(problem) => call.deps.terminal.print(&problem),
            }
        }
    }
    Ok(())
}

/// Returns what is wrong with an answer. Only the issuer is checked.
fn validation_error(question: &SettingPrompt, settings: &Settings) -> Option<String> {
    if question.option.id != OptionName::Issuer {
        return None;
    }
    match identities::issuer(settings).err()? {
        UsageError::BadValue { source, .. } => Some(source.to_string()),
        error => Some(error.to_string()),
    }
}

/// Prompts until there is an answer; an empty one means `usual`, if that is not empty. If prompting is not possible, the error names the
/// option to set instead.
fn prompt(question: &str, usual: &str, option: &OptionSpec, call: &Invocation<'_>) -> Result<String, Failure> {
    let terminal = &call.deps.terminal;
    let question = if usual.is_empty() { question.to_owned() } else { format!("{question} [{usual}]") };
    loop {
        match terminal.prompt_optional_line(&question) {
            Ok(Some(answer)) => return Ok(answer),
            Ok(None) if !usual.is_empty() => return Ok(usual.to_owned()),
            Ok(None) => terminal.print(&format!("no value entered: enter one, or set it {}", HintFormatter::of(call).with_or_in(option))),
            Err(source @ PromptError::Interrupted) => return Err(source.into()),
            Err(source) => return Err(UsageError::PromptUnavailable { option: option.id, source }.into()),
        }
    }
}

/// Returns the first unused profile name of `minio`, `minio-2`, …
fn free_name(label: String, deps: &Deps) -> Result<String, ConfigError> {
    let taken = profile_names::names(&deps.directories)?;
    let numbered = (2..).map(|number| format!("{label}-{number}"));
    Ok(std::iter::once(label.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or_default())
}

/// Returns the first host label as a profile name, such as `minio` for `https://minio.example:9000`; else `storage`.
fn first_label(endpoint: &Endpoint) -> String {
    let host = endpoint.url().host_str().unwrap_or_default();
    let label =
        if host.parse::<std::net::Ipv4Addr>().is_ok() || host.starts_with('[') { "" } else { host.split('.').next().unwrap_or_default() };
    if profile_names::is_name(label) { label.to_owned() } else { "storage".to_owned() }
}
