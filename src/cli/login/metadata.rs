//! `login URL` with the metadata of the storage address: nothing of it is used before the user has confirmed it.

use super::super::confirmation::{confirm, unconfirmed};
use super::super::invocation::{Invocation, Resolved};
use super::super::options as opt;
use super::super::request_builder;
use crate::error::Failure;
use crate::published::{PublishedDocument, StorageMetadata, fetch_metadata};
use crate::request::option_spec::{OptionSpec, ValueKind};
use crate::request::settings::Settings;
use crate::request::{Endpoint, Origin};
use crate::sys::{Deps, Menu, MenuItem, PromptError, Trust, unless_stopped};

/// Fetches the metadata of the storage server; `None` if there is none, or if the settings name the identity already.
pub(super) fn fetch(resolved: &Resolved, endpoint: &Endpoint, deps: &Deps) -> Result<Option<StorageMetadata>, Failure> {
    let settings = &resolved.settings;
    if settings.is_set_or_overridden(&opt::ISSUER) {
        return Ok(None);
    }
    let trust = request_builder::trust(settings);
    if let Trust { insecure: true, .. } = trust {
        return Ok(None); // anyone on the network could have written it
    }
    deps.trust(&trust, endpoint.url())?;
    Ok(deps.block_on(unless_stopped(None, fetch_metadata(endpoint, deps)))???)
}

/// Adds the metadata to the settings that neither a flag nor a variable sets, and prompts for its confirmation. `name` is that of the new
/// profile.
pub(super) fn adopt(
    metadata: &StorageMetadata,
    name: &str,
    endpoint: &Endpoint,
    resolved: &mut Resolved,
    call: &Invocation<'_>,
) -> Result<(), Failure> {
    let storage = endpoint.address();
    let document = PublishedDocument::Metadata(storage.to_owned());
    let base = resolved.clone();
    let with_issuer = |issuer: &String| Resolved { settings: settings_with(metadata, issuer, storage, &base), ..base.clone() };
    let alternatives = || metadata.issuers.iter().map(|issuer| run_instead(&with_issuer(issuer), storage, name)).collect();
    let issuer = match choose_issuer(&metadata.issuers, storage, call.deps) {
        Ok(issuer) => issuer,
        Err(source) => return Err(unconfirmed(&document, source, alternatives)),
    };
    *resolved = with_issuer(issuer);
    let introduction = format!("{storage} publishes how to log in:");
    confirm(document, &introduction, resolved, name, || vec![run_instead(resolved, storage, name)], call.deps)
}

/// Prompts for one of several issuers.
fn choose_issuer<'a>(issuers: &'a [String], storage: &str, deps: &Deps) -> Result<&'a String, PromptError> {
    if let [issuer] = issuers {
        return Ok(issuer);
    }
    let items: Vec<MenuItem> = issuers.iter().map(|issuer| MenuItem { name: issuer.clone(), description: String::new() }).collect();
    let question = format!("{storage} accepts logins at several providers. Which one?");
    let chosen = deps.terminal.choose(&Menu { question: &question, items: &items, default: 0, is_numbered: true })?;
    issuers.get(chosen).ok_or(PromptError::Canceled("nothing was chosen"))
}

/// Returns the settings with the values of the metadata that nothing else sets.
fn settings_with(metadata: &StorageMetadata, issuer: &str, storage: &str, base: &Resolved) -> Settings {
    let mut settings = base.settings.clone();
    let scopes = Some(metadata.scopes.join(",")).filter(|scopes| !scopes.is_empty());
    let values: [(&'static OptionSpec, Option<&str>); 6] = [
        (&opt::ISSUER, Some(issuer)),
        (&opt::CLIENT_ID, metadata.client_id.as_deref()),
        (&opt::SCOPES, scopes.as_deref()),
        (&opt::ROLE_ARN, metadata.role_arn.as_deref()),
        (&opt::REGION, metadata.region.as_deref()),
        (&opt::S3_ENDPOINT, metadata.s3_endpoint.as_deref()),
    ];
    for (option, value) in values {
        if let Some(value) = value.filter(|_| !settings.has_value_or_conflict(option)) {
            settings.set(option, value, Origin::Metadata(storage.to_owned()));
        }
    }
    settings
}

/// Returns a sentence with the complete command that uses these values without a confirmation.
fn run_instead(resolved: &Resolved, storage: &str, name: &str) -> String {
    format!("check these values, then run: {}", complete_command(resolved, storage, name))
}

/// Returns the command that logs in with these values and saves them as the profile `name`. Values of variables are left out.
pub(super) fn complete_command(resolved: &Resolved, storage: &str, name: &str) -> String {
    let mut words = ["sts-cli", "login", storage].map(str::to_owned).to_vec();
    let is_shown = |option: &&OptionSpec| {
        let origin = resolved.settings.origin(option);
        let is_shown_elsewhere = [&opt::ENDPOINT.spec, &opt::SAVE.spec, &opt::NO_INPUT.spec, &opt::PROFILE.spec].contains(option);
        matches!(origin, Origin::Flag(_) | Origin::Metadata(_)) && !is_shown_elsewhere && !matches!(option.kind, ValueKind::Count)
    };
    let mut options: Vec<&OptionSpec> = resolved.settings.options().filter(is_shown).collect();
    options.sort_by_key(|option| option.heading);
    for option in options {
        words.extend(flags(option, resolved));
    }
    words.extend(["--save".to_owned(), name.to_owned()]);
    let quoted = words.iter().map(|word| crate::sys::quote_word(word).map_or_else(|_| "…".to_owned(), String::from));
    quoted.collect::<Vec<_>>().join(" ")
}

/// Returns the words that set an option; a secret is left out.
fn flags(option: &OptionSpec, resolved: &Resolved) -> Vec<String> {
    let settings = &resolved.settings;
    let flag_with = |value: &str| match value.starts_with('-') {
        true => vec![format!("{}={value}", option.flag())], // else it would be read as a flag
        false => vec![option.flag(), value.to_owned()],
    };
    match option.kind {
        _ if *option == *opt::CSEC => vec![option.flag(), "…".to_owned()],
        ValueKind::Switch => settings.is_switched_on(option).then(|| option.flag()).into_iter().collect(),
        ValueKind::List(_) => settings.raw_list(option).into_iter().flat_map(flag_with).collect(),
        ValueKind::Path => settings.raw_path(option).into_iter().flat_map(|path| flag_with(&path.display().to_string())).collect(),
        _ => settings.raw_text(option).into_iter().flat_map(flag_with).collect(),
    }
}
