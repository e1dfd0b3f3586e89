//! What a logout finds on this machine: the logins that are stored, by profile or by where they were made, and what is stored of one.
//!
//! Beside its tokens and credentials each login has an entry that says who made it, where, and how to get there again. So it can be ended
//! when its profile was edited or removed since, when one call of it was made with `--insecure`, or when it never had a profile. What a
//! logout could not revoke is moved to another key: it is there for the next logout, and for nothing else.

use super::Error;
use super::cache::{LOGIN_LIFETIME, SessionCache, seal, store};
use crate::cache::entry::{Granted, Login};
use crate::cache::{CacheStore, EntryKind, Key};
use crate::request::{CachePolicy, Request};
use crate::sys::Deps;
use crate::sys::files::FileError;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// Longer than credentials of any server, and than tokens are stored.
const NOTE_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 400);
/// How long a person has to unlock the keyring.
const KEYRING_PATIENCE: Duration = Duration::from_secs(30);

/// A stored login, as [`stored_logins`] finds it.
#[derive(Clone, Debug)]
pub struct StoredLogin {
    key: Key,
    fields: BTreeMap<String, String>,
}

/// Which stored logins are meant.
#[derive(Clone, Copy, Debug)]
pub enum Selection<'a> {
    /// Those of this profile, as it is or as it was.
    Profile(&'a str),
    /// Those without a profile that fit all that is given.
    Matching {
        /// The address of the storage server.
        endpoint: Option<&'a str>,
        /// The issuer.
        issuer: Option<&'a str>,
        /// The client id.
        client_id: Option<&'a str>,
    },
    /// All of them.
    All,
}

impl Selection<'_> {
    fn takes(self, login: &StoredLogin) -> bool {
        let is = |name: &str, wanted: Option<&str>| {
            wanted.is_none_or(|wanted| login.field(name).is_some_and(|found| found.trim_end_matches('/') == wanted.trim_end_matches('/')))
        };
        match self {
            Self::Profile(name) => login.field("profile") == Some(name),
            Self::Matching { endpoint, issuer, client_id } => {
                login.field("profile").is_none() && is("endpoint", endpoint) && is("issuer", issuer) && is("client_id", client_id)
            }
            Self::All => true,
        }
    }
}

/// The stored logins that `selection` means, in a fixed order.
///
/// # Errors
/// [`Error::Cache`]: the cache is sealed, and the keyring gives no key.
pub fn stored_logins(selection: Selection<'_>, policy: CachePolicy, deps: &Deps) -> Result<Vec<StoredLogin>, Error> {
    if !policy.files {
        return Ok(Vec::new());
    }
    let seal = seal(policy, KEYRING_PATIENCE, deps)?;
    let found = store(seal.as_ref(), deps).all(EntryKind::Logins).into_iter();
    let mut found: Vec<StoredLogin> =
        found.map(|(key, fields)| StoredLogin { key, fields }).filter(|login| selection.takes(login)).collect();
    found.sort_by_cached_key(StoredLogin::label);
    Ok(found)
}

impl StoredLogin {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    /// What it is called: its profile, and where it was made.
    #[must_use]
    pub fn label(&self) -> String {
        let insecure = if self.field("insecure").is_some() { ", with --insecure" } else { "" };
        let profile = self.field("profile").unwrap_or("the login without a profile");
        format!("{profile} at {}{insecure}", self.field("endpoint").unwrap_or_default())
    }

    /// The request with which [`Session::log_out`](super::Session::log_out) ends it; `None` where what is stored of it is broken.
    #[must_use]
    pub fn request(&self, policy: CachePolicy) -> Option<Request> {
        Request::to_end(|name| self.field(name), policy)
    }

    /// The entries that belong to it.
    pub(super) fn entries(&self) -> Entries {
        Entries { tokens: self.field("login").and_then(Key::written), owner: self.field("owner").map(str::to_owned) }
    }
}

/// What is stored of a login: under which key its tokens are, and the mark of the credentials that came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entries {
    pub(super) tokens: Option<Key>,
    pub(super) owner: Option<String>,
}

impl SessionCache {
    /// Stores, once a session, what a logout needs to find this login and to end it.
    pub(super) fn note_login(&self, owner: &str) {
        let Some(store) = self.store().filter(|_| self.noted.borrow().as_deref() != Some(owner)) else { return };
        let login = self.login_key().map(|key| key.to_string());
        let ids = [("login", login), ("owner", Some(owner.to_owned()))];
        let ids = ids.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let fields: BTreeMap<String, String> =
            self.request().stored_fields().into_iter().chain(ids).map(|(name, value)| (name.to_owned(), value)).collect();
        let identifying = ["profile", "login", "owner"].map(|name| (name, fields.get(name).map_or("", String::as_str)));
        let expires = self.now().saturating_add(NOTE_LIFETIME).unwrap_or(Timestamp::MAX);
        let written = store.write(EntryKind::Logins, &Key::of("stored login/1", identifying), &fields, expires);
        self.noted.replace(Some(owner.to_owned()));
        self.warn_once(written);
    }

    /// The credentials that are stored with the mark `owner`, expired ones too.
    pub(super) fn grants(&self, owner: Option<&str>) -> Vec<(Key, Granted)> {
        let (Some(store), Some(owner)) = (self.store(), owner) else { return Vec::new() };
        store.all::<Granted>(EntryKind::Credentials).into_iter().filter(|(_, granted)| granted.is_of(owner)).collect()
    }

    /// The tokens that are stored under `key`, and those that were when earlier logouts could not revoke them.
    pub(super) fn tokens(&self, key: Option<Key>) -> Vec<(Key, Login)> {
        let (Some(store), Some(key)) = (self.store(), key) else { return Vec::new() };
        let name = key.to_string();
        let is_of_key = |(found, login): &(Key, Login)| *found == key || login.retired_from.as_ref() == Some(&name);
        store.all(EntryKind::Tokens).into_iter().filter(is_of_key).collect()
    }

    /// Whether there is a file under `key` that cannot be read: torn, or sealed with another key.
    pub(super) fn is_unreadable(&self, key: Option<Key>) -> bool {
        let there = |(store, key): (CacheStore<'_>, Key)| {
            store.has(EntryKind::Tokens, &key) && store.read_expired::<Login>(EntryKind::Tokens, &key).is_none()
        };
        self.store().zip(key).is_some_and(there)
    }

    /// Removes these credentials, or moves them to where only a logout looks. Returns whether any are still stored.
    pub(super) fn end_grants(&self, grants: &[(Key, Granted)], retain: bool) -> Result<bool, FileError> {
        let end = |(key, granted): &(Key, Granted)| match retain {
            true if granted.is_retired() => Ok(true),
            true => self.retire(EntryKind::Credentials, key, &granted.retired(), granted.credentials().expiration),
            false => self.discard(EntryKind::Credentials, key),
        };
        all_of(grants.iter().map(end))
    }

    /// Removes the tokens under `key` and those in `tokens`; those that `retains` says are moved to where only a logout looks: nothing
    /// renews with them any more. Returns whether any are still stored.
    pub(super) fn end_tokens(&self, key: Option<Key>, tokens: &[(Key, Login)], retains: &[bool]) -> Result<bool, FileError> {
        let Some(key) = key else { return Ok(false) };
        let expires = self.now().saturating_add(LOGIN_LIFETIME).unwrap_or(Timestamp::MAX);
        let end = |((found, login), retain): (&(Key, Login), &bool)| match retain {
            true if login.retired_from.is_some() => Ok(true),
            true => {
                let retired = Login { retired_from: Some(key.to_string()), ..login.clone() };
                self.retire(EntryKind::Tokens, found, &retired, expires)
            }
            false => self.discard(EntryKind::Tokens, found),
        };
        all_of([all_of(tokens.iter().zip(retains).map(end)), self.discard(EntryKind::Tokens, &key)].into_iter())
    }

    fn discard(&self, kind: EntryKind, key: &Key) -> Result<bool, FileError> {
        self.store().map_or(Ok(()), |store| store.remove(kind, key)).map(|()| false)
    }

    /// Moves the entry of `key` to a key of its own. If the disk has no room for it, the old one makes some. Returns whether it is stored:
    /// under `key` it never stays.
    fn retire<T: Serialize>(&self, kind: EntryKind, key: &Key, entry: &T, expires: Timestamp) -> Result<bool, FileError> {
        let Some(store) = self.store() else { return Ok(false) };
        let nth = |nth: u32| Key::of("retired/2", [("key", key.to_string().as_str()), ("nth", nth.to_string().as_str())]);
        let Some(place) = (0..).map(nth).find(|place| !store.has(kind, place)) else { return Ok(false) };
        let written = store.write(kind, &place, entry, expires);
        store.remove(kind, key)?;
        let written = written.or_else(|_| store.write(kind, &place, entry, expires));
        let is_stored = written.is_ok();
        self.warn_once(written);
        Ok(is_stored)
    }

    /// Removes what was noted down about a login.
    pub(super) fn forget_note(&self, login: &StoredLogin) -> Result<(), FileError> {
        self.store().map_or(Ok(()), |store| store.remove(EntryKind::Logins, &login.key))
    }
}

/// Whether any is still stored; the first that could not be removed, if there is one.
fn all_of(ended: impl Iterator<Item = Result<bool, FileError>>) -> Result<bool, FileError> {
    ended.reduce(|all, next| Ok(all? | next?)).unwrap_or(Ok(false))
}
