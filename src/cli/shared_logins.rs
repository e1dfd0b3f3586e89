//! Which profiles share a login: what logs out of one of them logs out of the others.

use super::explain_error;
use super::invocation::Invocation;
use super::{profile_names, request_builder};
use crate::request::{CachePolicy, Request};
use crate::session::{LoginKeys, Session};
use std::rc::Rc;

/// The logins of all valid profiles.
pub(super) fn profile_logins(call: &Invocation<'_>) -> Vec<(String, LoginKeys)> {
    current_profiles(call).into_iter().map(|(name, _, session)| (name, session.entries())).collect()
}

/// Returns the valid profiles with their requests, and sessions that read and write nothing. Skips invalid ones.
pub(super) fn current_profiles(call: &Invocation<'_>) -> Vec<(String, Request, Session)> {
    let names = profile_names::names(&call.deps.directories).unwrap_or_default().into_iter();
    let current_profile = |name: String| {
        let resolved = call.resolve_inactive_profile(&name, None).ok()?;
        let request = request_builder::lookup_request(&resolved, call.deps).ok()?;
        let uncached_request = Request { cache_policy: CachePolicy::DISABLED, ..request.clone() };
        let session = Session::new(&Rc::new(uncached_request), call.deps, explain_error).ok()?;
        Some((name, request, session))
    };
    names.filter_map(current_profile).collect()
}

/// Returns the names of the other profiles in `logins` that share `login`, the login of the profile `name`.
pub(super) fn sharing(name: &str, login: &LoginKeys, logins: &[(String, LoginKeys)]) -> Vec<String> {
    let others = logins.iter().filter(|(other, keys)| other != name && keys.shares_login_with(login));
    others.map(|(other, _)| other.clone()).collect()
}

/// Joins profile names for a sentence: `a`, `a and b`, `a, b and 3 more`.
pub(super) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [one, other, third] => format!("{one}, {other} and {third}"),
        [one, other, rest @ ..] => format!("{one}, {other} and {} more", rest.len()),
    }
}
