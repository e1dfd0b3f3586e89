//! A profile for a server that has none: its settings, and the login that saves it.

use super::super::invocation::{Invocation, Resolved};
use super::super::options as opt;
use super::super::{profile_names, save};
use super::report::{self, Login};
use crate::error::Failure;
use crate::request::identity::IdentityType;
use crate::request::{Endpoint, Origin, UsageError};
use crate::sys::Deps;
use std::rc::Rc;

/// Logs in and saves the profile `name`. Checks first that the profile can be saved. `dialogue`: whether the user has answered prompts.
pub(super) fn log_in_and_save(name: &str, resolved: &Resolved, dialogue: bool, deps: &Rc<Deps>) -> Result<(), Failure> {
    save::check(name, resolved, deps)?;
    let login = Login::new(resolved, deps)?;
    login.print_facts(deps)?;
    save::save_profile(name, resolved, deps)?;
    report::finish(&login, name, dialogue, deps)
}

/// Resolves the settings for the server at `address` and for `identity`, without a profile.
pub(super) fn resolve_for_server(address: &str, call: &Invocation<'_>, identity: &'static IdentityType) -> Result<Resolved, UsageError> {
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
