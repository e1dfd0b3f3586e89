//! `sts-cli login`: logs in and prints the result without secrets. Given a server's address, creates a profile for it.

mod metadata;
mod prompts;
mod published;
mod report;

use super::invocation::{Invocation, Resolved};
use super::options as opt;
use super::{profile_names, profile_picker, request_builder, save};
use crate::error::Failure;
use crate::request::identity::{self, IDENTITIES, IdentityType};
use crate::request::{ConfigError, Endpoint, Origin, UsageError};
use crate::sys::Deps;
use report::Login;
use std::rc::Rc;

/// Runs `login`.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    if let Some(published_at) = call.typed.text(&opt::FROM) {
        return published::create_profile_and_log_in(published_at, &call).map(|()| 0);
    }
    match call.explicit_profile()? {
        Some((address, _)) if address.contains("://") => create_profile_and_log_in(&call, address)?,
        profile => {
            if let Some((text, None)) = profile {
                reject_url_without_scheme(text, call.deps)?;
            }
            let resolved = match (call.resolve(), endpoint_without_profile(&call)) {
                (Err(UsageError::NoProfile { .. }), Some(address)) => return create_profile_and_log_in(&call, address).map(|()| 0),
                (Err(error @ UsageError::NoProfile { .. }), None) => profile_picker::pick(error, &call)?,
                (resolved, _) => resolved?,
            };
            match resolved.settings.text(&opt::SAVE) {
                Some(name) => log_in_and_save(name, &resolved, false, call.deps)?,
                None => {
                    let login = Login::new(&resolved, call.deps)?;
                    login.print_facts(call.deps)?;
                    login.print_summary(call.deps)?;
                }
            }
        }
    }
    Ok(0)
}

/// Returns the address of a server that `--endpoint` or its variable sets. Without a profile, `login` creates one for it.
fn endpoint_without_profile<'a>(call: &'a Invocation<'_>) -> Option<&'a str> {
    call.typed.text(&opt::ENDPOINT).or_else(|| call.deps.environment.get(&opt::ENDPOINT.variable()))
}

/// Rejects a text that is not the name of a profile but would be an address with `https://`. Ignores texts that may contain a secret, so that no
/// message repeats one.
fn reject_url_without_scheme(text: &str, deps: &Deps) -> Result<(), UsageError> {
    let can_start_url = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') || text.starts_with("//");
    let rejected = |nearest| Err(UsageError::IncompleteUrl { text: text.to_owned(), nearest });
    match profile_names::existing_files(text, None, deps) {
        _ if !can_start_url || !text.contains([':', '.']) || text.contains(['@', '?', '#']) => Ok(()),
        Err(ConfigError::InvalidName { .. }) => rejected(None),
        Err(ConfigError::NoProfile { nearest, .. }) => rejected(nearest),
        _ => Ok(()),
    }
}

/// Logs in and saves the profile `name`. Checks first that the profile can be saved. `dialogue`: whether the user has answered prompts.
fn log_in_and_save(name: &str, resolved: &Resolved, dialogue: bool, deps: &Rc<Deps>) -> Result<(), Failure> {
    save::check(name, resolved, deps)?;
    let login = Login::new(resolved, deps)?;
    login.print_facts(deps)?;
    save::save_profile(name, resolved, deps)?;
    report::finish(&login, name, dialogue, deps)
}

/// Prompts for the settings of a server without a profile, logs in and saves them as a profile.
fn create_profile_and_log_in(call: &Invocation<'_>, address: &str) -> Result<(), Failure> {
    let mut resolved = resolve_for_server(address, call, &IDENTITIES[0])?;
    request_builder::cache_policy(&resolved.settings, call.deps)?; // fail before prompting if nothing can be stored
    let endpoint = request_builder::endpoint(&resolved.settings)?;
    if resolved.settings.is_set(&opt::ISSUER) {
        identity::issuer(&resolved.settings)?; // fail before prompting if the issuer is invalid
    }
    let dialogue = !(resolved.settings.is_set(&opt::SAVE) && resolved.settings.is_set_or_overridden(&opt::ISSUER));
    let given_name = match resolved.settings.is_set(&opt::SAVE) {
        true => Some(prompts::prompt_for_name(&resolved, &endpoint, call)?), // fail before anything is sent
        false => None,
    };
    let name = match metadata::fetch(&resolved, &endpoint, call.deps)? {
        Some(metadata) => {
            let name = given_name.map_or_else(|| prompts::proposed_name(&endpoint, call.deps), Ok)?;
            metadata::adopt(&metadata, &name, &endpoint, &mut resolved, call)?;
            name
        }
        None => {
            let name = given_name.map_or_else(|| prompts::prompt_for_name(&resolved, &endpoint, call), Ok)?;
            if !resolved.settings.is_set_or_overridden(&opt::ISSUER) {
                resolved = resolve_for_server(address, call, prompts::prompt_for_identity(call)?)?;
            }
            name
        }
    };
    prompts::prompt_for_missing(&mut resolved, call)?;
    resolved.profile = Some(name.clone());
    log_in_and_save(&name, &resolved, dialogue, call.deps)
}

/// Resolves the settings for the server at `address` and for `identity`, without a profile.
fn resolve_for_server(address: &str, call: &Invocation<'_>, identity: &'static IdentityType) -> Result<Resolved, UsageError> {
    let is_same = |other: &&str| Endpoint::new(other, true) == Endpoint::new(address, true);
    if let Some(other) = call.typed.text(&opt::ENDPOINT).filter(|other| !is_same(other)) {
        let [argument, value] = [address, other].map(profile_names::masked_address);
        return Err(UsageError::ProfileGivenTwice { argument, flag: opt::ENDPOINT.flag(), value });
    }
    let mut resolved = call.resolve_without_profile(identity)?;
    if resolved.settings.text(&opt::ENDPOINT) != Some(address) {
        if !call.typed.is_set(&opt::S3_ENDPOINT) {
            resolved.settings.remove(&opt::S3_ENDPOINT); // a variable's value belongs to another server
        }
        // The origin does not repeat the address, which may contain a password.
        resolved.settings.set(&opt::ENDPOINT, address, Origin::Argument("the URL"));
    }
    Ok(resolved)
}
