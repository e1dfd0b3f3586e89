//! `logout --only`: removes the credentials of one profile, and leaves the login that it shares with others.

use super::super::invocation::Invocation;
use super::super::shared_logins::{list, profile_logins, sharing};
use super::super::{explain_error, profile_picker, request_builder};
use crate::error::Failure;
use crate::session::Session;
use std::rc::Rc;

/// Runs `logout --only`. Revokes nothing: the storage server would revoke all credentials that this machine has for the user.
pub(super) fn run(call: &Invocation<'_>) -> Result<u8, Failure> {
    let resolved = match call.explicit_profile()? {
        Some((name, origin)) => call.resolve_profile(name, origin)?,
        None => profile_picker::resolve(call)?,
    };
    let name = resolved.profile.clone().unwrap_or_default();
    let request = super::targets::with_logout_cache_policy(request_builder::lookup_request(&resolved, call.deps)?, call);
    let session = Session::new(&Rc::new(request), call.deps, explain_error)?;
    let removed = call.deps.block_on(session.remove_own_credentials())??;
    let sharing = list(&sharing(&name, &session.entries(), &profile_logins(call)));
    let others = if sharing.is_empty() { String::new() } else { format!(", shared with {sharing},") };
    let credentials = removed.map_or_else(
        || format!("no cached credentials of {name}"),
        |credentials| {
            let expiration = credentials.expiration_in_words(call.deps.clock.now());
            format!("removed the credentials of {name} from this machine; they were not revoked, and expire at {expiration}")
        },
    );
    call.deps.terminal.note(&format!("{credentials}; its login{others} is left as it is"));
    Ok(0)
}
