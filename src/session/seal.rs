//! The cache store of a session, sealed or plain.

use crate::cache::{CacheStore, EntryKind, Seal, SealError};
use crate::request::{CachePolicy, Request};
use crate::session::Error;
use crate::sys::Deps;
use std::time::Duration;

/// Returns the key of a sealed cache, or of sealed entries that a logout must read; `None` if no seal is needed.
pub(super) fn seal(policy: CachePolicy, timeout: Duration, deps: &Deps) -> Result<Option<Seal>, Error> {
    match (policy.enabled && policy.sealed, policy.enabled && policy.any_seal) {
        (true, _) => Ok(Some(Seal::from_keyring(&deps.directories, timeout)?)),
        (false, true) => Ok(seal_of_former_entries(timeout, deps).unwrap_or_default()),
        (false, false) => Ok(None),
    }
}

/// Returns the seal for entries that were written before the cache was switched from sealed to plain; `None` if there are none.
///
/// # Errors
/// There are sealed entries, and the keyring provides no key.
pub(super) fn seal_of_former_entries(timeout: Duration, deps: &Deps) -> Result<Option<Seal>, SealError> {
    let store = CacheStore::new(&deps.directories, &deps.clock);
    let has_sealed = |kind: EntryKind| store.keys(kind).iter().any(|key| store.is_sealed(kind, key));
    match [EntryKind::Tokens, EntryKind::Credentials, EntryKind::Logins].into_iter().any(has_sealed) {
        true => Seal::from_keyring(&deps.directories, timeout).map(Some),
        false => Ok(None),
    }
}

/// Returns the cache store, sealed if there is a seal.
pub(super) fn store<'a>(seal: Option<&Seal>, policy: CachePolicy, deps: &'a Deps) -> CacheStore<'a> {
    let store = CacheStore::new(&deps.directories, &deps.clock);
    match seal {
        Some(seal) if policy.any_seal => store.sealed_with(seal.clone()).accepting_plain(),
        Some(seal) => store.sealed_with(seal.clone()),
        None => store,
    }
}

/// How long the keyring may take. A user may have to unlock it; a program that calls a credential helper waits less.
pub(super) fn keyring_patience(request: &Request) -> Duration {
    Duration::from_secs(if request.run_timeout().is_some() { 10 } else { 30 }).min(request.timeout)
}
