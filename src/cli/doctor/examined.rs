//! Which login is examined: that of a profile, else the one that flags or variables describe.

use crate::cli::invocation::{Invocation, Resolved};
use crate::cli::{option_groups, options as opt};
use crate::request::identity::{IDENTITIES, IdentityType, LOGIN_OPTIONS};
use crate::request::option_spec::OptionSpec;
use crate::request::{Origin, UsageError};

/// Resolves the login of the identity that `--identity` names, else of the profile, else of the first identity that has all options that are
/// set.
///
/// # Errors
/// The errors of [`Invocation::resolve`]; [`UsageError::OtherIdentity`], [`UsageError::Conflict`] for flags of different identities.
pub(super) fn resolve(call: &Invocation<'_>) -> Result<Resolved, UsageError> {
    let typed: Vec<_> = describing_options().into_iter().filter(|option| call.typed.is_set(option)).collect();
    let resolved = match call.typed.value(&opt::EXAMINED_IDENTITY)? {
        Some(identity) => call.resolve_without_profile(identity),
        None => match call.resolve() {
            Err(no_profile @ UsageError::NoProfile { .. }) => call.resolve_without_profile(described(&typed, call)?.ok_or(no_profile)?),
            resolved => resolved,
        },
    }?;
    match typed.into_iter().find(|option| !has(resolved.identity, option)) {
        None => Ok(resolved),
        Some(option) => {
            let other = IDENTITIES.iter().find(|identity| has(identity, option)).map_or("", |identity| identity.name);
            Err(UsageError::OtherIdentity(option, resolved.identity.name, (&opt::EXAMINED_IDENTITY, other)))
        }
    }
}

/// Returns the options that describe a login, in the order of the identities. How to prompt for one does not.
fn describing_options() -> Vec<&'static OptionSpec> {
    let mut options: Vec<&'static OptionSpec> = vec![&opt::ENDPOINT, &opt::CLIENT_CERT, &opt::CLIENT_KEY];
    for option in IDENTITIES.iter().flat_map(|identity| identity.options.iter().copied().flatten()) {
        if !LOGIN_OPTIONS.contains(option) && !options.contains(option) {
            options.push(option);
        }
    }
    options
}

/// Whether an identity has an option.
fn has(identity: &'static IdentityType, option: &OptionSpec) -> bool {
    option_groups::of_identity(identity).any(|known| known == option)
}

/// Returns the first identity that has all options that flags set, or else variables; `None` if nothing describes a login.
///
/// # Errors
/// [`UsageError::Conflict`]: no identity has all of them.
fn described(typed: &[&'static OptionSpec], call: &Invocation<'_>) -> Result<Option<&'static IdentityType>, UsageError> {
    let is_in_environment = |option: &&OptionSpec| call.deps.environment.get(&option.variable()).is_some();
    let set = if typed.is_empty() { describing_options().into_iter().filter(is_in_environment).collect() } else { typed.to_vec() };
    let Some(last) = set.last() else { return Ok(None) };
    let shared: [&OptionSpec; 3] = [&opt::ENDPOINT, &opt::CLIENT_CERT, &opt::CLIENT_KEY];
    if set.iter().all(|option| shared.contains(option)) && set.iter().any(|option| **option != *opt::ENDPOINT) {
        return Ok(IdentityType::find("certificate"));
    }
    let identity = IDENTITIES.iter().find(|identity| set.iter().all(|option| has(identity, option)));
    let conflict = || {
        let have_both = |one: &OptionSpec, other: &OptionSpec| IDENTITIES.iter().any(|identity| has(identity, one) && has(identity, other));
        let first = set.iter().find(|option| !have_both(option, last)).unwrap_or(last);
        let name = |option: &OptionSpec| if typed.is_empty() { Origin::Variable(option.variable()) } else { Origin::Flag(option.flag()) };
        UsageError::Conflict { first: name(first), second: name(last) }
    };
    identity.map(Some).ok_or_else(conflict)
}
