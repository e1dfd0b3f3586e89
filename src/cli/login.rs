//! `sts-cli login`: logs in and prints the result without secrets. Given a server's address, creates a profile for it.

mod metadata;
mod new_profile;
mod prompts;
mod published;
mod report;
mod wizard;

use super::invocation::Invocation;
use super::options as opt;
use super::{profile_names, profile_picker, request_builder};
use crate::error::Failure;
use crate::request::identity::{self, IDENTITIES};
use crate::request::{ConfigError, UsageError};
use crate::sys::Deps;
use new_profile::{log_in_and_save, resolve_for_server};
use report::Login;

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
                (Err(error @ UsageError::NoProfile { .. }), None) if has_no_profiles(&error) => {
                    let address = prompts::prompt_for_address(error, &call)?;
                    return create_profile_and_log_in(&call, &address).map(|()| 0);
                }
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

/// Whether the first profile can be created: there is none, and there is a folder for it.
fn has_no_profiles(error: &UsageError) -> bool {
    matches!(error, UsageError::NoProfile { known, has_folder: true } if known.is_empty())
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

/// Prompts for the settings of a server without a profile, logs in and saves them as a profile.
fn create_profile_and_log_in(call: &Invocation<'_>, address: &str) -> Result<(), Failure> {
    let mut resolved = resolve_for_server(address, call, &IDENTITIES[0])?;
    request_builder::cache_policy(&resolved.settings, call.deps)?; // fail before prompting if nothing can be stored
    let endpoint = request_builder::endpoint(&resolved.settings)?;
    if resolved.settings.is_set(&opt::ISSUER) {
        identity::issuer(&resolved.settings)?; // fail before prompting if the issuer is invalid
    }
    let name = resolved.settings.text(&opt::SAVE).map(str::to_owned);
    if let Some(name) = &name {
        prompts::check_name(name, &resolved, call.deps)?; // fail before anything is sent
    }
    let Some(metadata) = metadata::fetch(&resolved, &endpoint, call.deps)? else {
        return wizard::create_profile(call, address, &endpoint, resolved, name);
    };
    let name = name.map_or_else(|| prompts::proposed_name(&endpoint, call.deps), Ok)?;
    metadata::adopt(&metadata, &name, &endpoint, &mut resolved, call)?;
    wizard::prompt_for_missing(&mut resolved, &endpoint, &name, call)?;
    resolved.profile = Some(name.clone());
    log_in_and_save(&name, &resolved, true, call.deps)
}
