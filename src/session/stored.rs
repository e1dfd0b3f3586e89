//! The login records that a logout looks up: which logins are stored, and which entries belong to each.
//!
//! Besides its tokens and credentials, each login has a record of its profile, server and identity. So a logout can find it after its
//! profile was edited or removed, if a call used `--insecure`, or if it never had a profile. Tokens and credentials that a logout could not
//! revoke are moved to another key (retired): only the next logout uses them.

use super::Error;
use super::cache::{LOGIN_LIFETIME, SessionCache};
use super::seal::{seal, store};
use crate::cache::entry::{CredentialsEntry, LoginEntry};
use crate::cache::{CacheStore, EntryKind, Key};
use crate::request::{CachePolicy, Issuer, Request};
use crate::sys::Deps;
use crate::sys::files::FileError;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;

/// The field that marks a login whose record is lost.
const UNRECORDED: &str = "unrecorded";
/// How long a login record is stored: longer than any credentials or tokens.
pub(super) const RECORD_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 400);
/// How long a user has to unlock the keyring.
pub(super) const KEYRING_PATIENCE: Duration = Duration::from_secs(30);

/// A stored login, as listed by [`stored_logins`].
#[derive(Clone, Debug)]
pub(crate) struct StoredLogin {
    key: Key,
    fields: BTreeMap<String, String>,
    /// Whether its record is sealed. Only a sealed record may decide where sealed secrets are sent.
    is_sealed: bool,
}

/// Selects stored logins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Selection<'a> {
    /// Logins made with this profile, even if it has been edited since.
    Profile(&'a str),
    /// Logins without a profile that match all given values.
    Matching {
        /// The address of the storage server.
        endpoint: Option<&'a str>,
        /// The issuer.
        issuer: Option<&'a str>,
        /// The client id.
        client_id: Option<&'a str>,
    },
}

impl Selection<'_> {
    /// Whether this selection matches `login`.
    #[must_use]
    pub(crate) fn matches(self, login: &StoredLogin) -> bool {
        let matches_field = |name: &str, expected: Option<&str>| {
            expected
                .is_none_or(|expected| login.field(name).is_some_and(|found| found.trim_end_matches('/') == expected.trim_end_matches('/')))
        };
        match self {
            Self::Profile(name) => login.field("profile") == Some(name),
            Self::Matching { endpoint, issuer, client_id } => {
                login.field("profile").is_none()
                    && matches_field("endpoint", endpoint)
                    && matches_field("issuer", issuer)
                    && matches_field("client_id", client_id)
            }
        }
    }
}

/// All stored logins, in a fixed order.
///
/// # Errors
/// [`Error::Cache`]: the cache is sealed, and the keyring provides no key.
pub(crate) fn stored_logins(policy: CachePolicy, deps: &Deps) -> Result<Vec<StoredLogin>, Error> {
    if !policy.enabled {
        return Ok(Vec::new());
    }
    let seal = seal(policy, KEYRING_PATIENCE, deps)?;
    let store = store(seal.as_ref(), policy, deps);
    let stored_login = |(key, fields)| StoredLogin { key, fields, is_sealed: store.is_sealed(EntryKind::Logins, &key) };
    let mut found: Vec<StoredLogin> = store.all(EntryKind::Logins).into_iter().map(stored_login).collect();
    found.sort_by_cached_key(StoredLogin::label);
    Ok(found)
}

impl StoredLogin {
    /// Creates a login from tokens without a record; issuer and client come from their ID token.
    pub(super) fn from_tokens(key: Key, issuer: &str, client_id: &str, is_sealed: bool) -> Self {
        let fields = [("identity", "web-identity"), ("issuer", issuer), ("client_id", client_id), (UNRECORDED, "true")];
        let mut fields: BTreeMap<String, String> = fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        fields.insert("login".to_owned(), key.to_string());
        // a request needs an endpoint; nothing is sent to this one, because no credentials are known for this login
        fields.insert("endpoint".to_owned(), Url::parse(issuer).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization()));
        Self { key: Key::of("unrecorded login/1", [("login", key.to_string().as_str())]), fields, is_sealed }
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    /// The profile that this login was made with.
    #[must_use]
    pub(crate) fn profile(&self) -> Option<&str> {
        self.field("profile")
    }

    /// Whether this login was made by this client at this issuer.
    #[must_use]
    pub(crate) fn was_made_by(&self, issuer: &Issuer, client_id: &str) -> bool {
        self.field("client_id") == Some(client_id) && self.field("issuer").is_some_and(|found| issuer.matches(found))
    }

    /// A label for messages: the profile and the server.
    #[must_use]
    pub(crate) fn label(&self) -> String {
        if self.field(UNRECORDED).is_some() {
            return format!("a login without a record at {}", self.field("issuer").unwrap_or_default());
        }
        let insecure = if self.field("insecure").is_some() { ", with --insecure" } else { "" };
        let profile = self.field("profile").unwrap_or("the login without a profile");
        format!("{profile} at {}{insecure}", self.field("endpoint").unwrap_or_default())
    }

    /// Builds the request for [`Session::log_out`](super::Session::log_out); `None` if the record is malformed.
    #[must_use]
    pub(crate) fn request(&self, policy: CachePolicy, timeout: Duration) -> Option<Request> {
        Request::from_stored_fields(|name| self.field(name), policy, timeout)
    }

    /// The entries that belong to this login.
    #[must_use]
    pub(crate) fn entries(&self) -> LoginKeys {
        let tokens = self.field("login").and_then(Key::parse);
        let client = self.field("issuer").zip(self.field("client_id")).map(|(issuer, id)| (issuer.to_owned(), id.to_owned()));
        LoginKeys { tokens, owner: self.field("owner").map(str::to_owned), credentials: None, client }
    }

    /// Becomes `other` if only that was sealed by us.
    pub(super) fn yield_to_sealed(&mut self, other: Self) {
        if other.is_sealed && !self.is_sealed {
            *self = other;
        }
    }

    /// Whether this record may decide where the secret in this entry is sent. A plain record must not redirect a sealed secret: a user who can
    /// write plain files cannot necessarily seal.
    pub(super) fn may_use_secret(&self, kind: EntryKind, key: &Key, store: &CacheStore<'_>) -> bool {
        self.is_sealed || !store.is_sealed(kind, key)
    }
}

/// The key of a login's tokens, and the owner id of its credentials.
#[derive(Clone, Debug)]
pub struct LoginKeys {
    pub(super) tokens: Option<Key>,
    pub(super) owner: Option<String>,
    /// The key of the request's credentials, if they are those of a request: older versions wrote them without a mark.
    pub(super) credentials: Option<Key>,
    /// The issuer, and the client there.
    pub(super) client: Option<(String, String)>,
}

impl LoginKeys {
    /// Whether the tokens under `key` belong to this login, either in use or retired by an earlier logout.
    pub(super) fn has_tokens(&self, key: &Key, login: Option<&LoginEntry>) -> bool {
        let retired_from = login.and_then(|login| Key::parse(login.retired_from.as_deref()?));
        self.tokens.is_some_and(|tokens| tokens == *key || Some(tokens) == retired_from)
    }

    /// Whether the credentials under `key` are of this login: by their mark, else by their key. `credentials_entry` is their entry,
    /// if it can be read.
    pub(super) fn has_credentials(&self, key: &Key, credentials_entry: Option<&CredentialsEntry>) -> bool {
        match credentials_entry.and_then(CredentialsEntry::login) {
            Some(owner) => self.owner.as_deref() == Some(owner),
            None => self.credentials == Some(*key),
        }
    }

    /// Whether this login was made by this client at this issuer.
    pub(super) fn was_made_by(&self, issuer: &str, client_id: &str) -> bool {
        self.client
            .as_ref()
            .is_some_and(|(client_issuer, id)| id == client_id && client_issuer.trim_end_matches('/') == issuer.trim_end_matches('/'))
    }

    /// Whether both have the same tokens, or credentials of the same user: a logout of one ends the other.
    #[must_use]
    pub(crate) fn shares_login_with(&self, other: &Self) -> bool {
        self.tokens.is_some() && self.tokens == other.tokens || self.owner.is_some() && self.owner == other.owner
    }

    /// Whether both are of one login.
    pub(super) fn is_of_same_login(&self, other: &Self) -> bool {
        self.tokens == other.tokens && self.owner == other.owner
    }
}

/// The entries found for one login.
pub(super) struct LoginContents {
    pub(super) credentials: Vec<(Key, CredentialsEntry)>,
    pub(super) tokens: Vec<(Key, LoginEntry)>,
    /// Entries that cannot be read, or must not be sent anywhere.
    pub(super) unusable: Vec<(EntryKind, Key)>,
    /// Entries that can be read later, if the keyring responds then.
    pub(super) locked: Vec<(EntryKind, Key)>,
}

impl LoginContents {
    /// Notes those of `entries` that are not usable, and returns the others.
    fn set_unusable_aside<T>(
        &mut self,
        kind: EntryKind,
        entries: Vec<(Key, T)>,
        is_usable: impl Fn(EntryKind, &Key) -> bool,
    ) -> Vec<(Key, T)> {
        let (usable, unusable): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| is_usable(kind, key));
        self.unusable.extend(unusable.into_iter().map(|(key, _)| (kind, key)));
        usable
    }

    /// Whether any tokens, credentials or unreadable entries were found.
    pub(super) fn is_worth_reporting(&self) -> bool {
        !self.unusable.is_empty()
            || !self.locked.is_empty()
            || !self.credentials.is_empty()
            || self.tokens.iter().any(|(_, login)| login.has_tokens())
    }
}

/// Returns the key of the login record with these fields.
pub(super) fn record_key<'a>(field: impl Fn(&'static str) -> &'a str) -> Key {
    Key::of("stored login/1", ["profile", "login", "owner"].map(|name| (name, field(name))))
}

impl SessionCache {
    /// Writes the login record, once per session.
    pub(super) fn record_login(&self, owner: &str) {
        let Some(store) = self.store() else { return };
        let key = self.record_key(Some(owner));
        // another process may have logged out meanwhile
        if self.recorded_owner.borrow().as_deref() == Some(owner) && store.has(EntryKind::Logins, &key) {
            return;
        }
        let login = self.login_key().map(|key| key.to_string());
        let ids = [("login", login), ("owner", Some(owner.to_owned()))];
        let ids = ids.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let fields: BTreeMap<String, String> =
            self.request().stored_fields().into_iter().chain(ids).map(|(name, value)| (name.to_owned(), value)).collect();
        let expires = self.now().saturating_add(RECORD_LIFETIME).unwrap_or(Timestamp::MAX);
        let result = store.write(EntryKind::Logins, &key, &fields, expires);
        self.recorded_owner.replace(Some(owner.to_owned()));
        self.warn_once(result);
    }

    /// The key of this request's login record.
    fn record_key(&self, owner: Option<&str>) -> Key {
        let login = self.login_key().map(|key| key.to_string());
        let field = |name| match name {
            "profile" => self.request().profile.as_deref(),
            "login" => login.as_deref(),
            _ => owner,
        };
        record_key(|name| field(name).unwrap_or_default())
    }

    /// Finds the tokens and credentials of a login, expired or not, including those retired by earlier logouts. `record` is the login's
    /// record; `None` for the login of this request.
    pub(super) fn find_entries(&self, entries: &LoginKeys, record: Option<&StoredLogin>) -> LoginContents {
        let mut found = LoginContents { credentials: Vec::new(), tokens: Vec::new(), unusable: Vec::new(), locked: Vec::new() };
        let Some(store) = self.store() else { return found };
        // those of this request are of its login even where an older version wrote them without a mark
        let own_key = self.credentials_key().filter(|_| entries.owner.is_some() && self.owner_id(None) == entries.owner);
        let is_usable = |kind, key: &Key| record.is_none_or(|record| record.may_use_secret(kind, key, &store));
        let mut credentials: Vec<_> = store.all::<CredentialsEntry>(EntryKind::Credentials);
        credentials.retain(|(key, credentials_entry)| entries.has_credentials(key, Some(credentials_entry)) || Some(*key) == own_key);
        let mut tokens: Vec<_> = store.all::<LoginEntry>(EntryKind::Tokens);
        tokens.retain(|(key, login)| entries.has_tokens(key, Some(login)));
        found.credentials = found.set_unusable_aside(EntryKind::Credentials, credentials, is_usable);
        found.tokens = found.set_unusable_aside(EntryKind::Tokens, tokens, is_usable);
        let own_key = own_key.filter(|key| store.read_expired::<CredentialsEntry>(EntryKind::Credentials, key).is_none());
        let tokens = entries.tokens.filter(|key| store.read_expired::<LoginEntry>(EntryKind::Tokens, key).is_none());
        let unreadable = [own_key.map(|key| (EntryKind::Credentials, key)), tokens.map(|key| (EntryKind::Tokens, key))];
        let unreadable = unreadable.into_iter().flatten().filter(|(kind, key)| store.has(*kind, key));
        (found.locked, found.unusable) = unreadable.chain(found.unusable).partition(|(kind, key)| self.is_locked(*kind, key));
        found
    }

    /// Whether an entry is sealed, and the keyring gave no key.
    fn is_locked(&self, kind: EntryKind, key: &Key) -> bool {
        self.has_no_seal() && self.store().is_some_and(|store| store.is_sealed(kind, key))
    }

    /// Removes these credentials of `owner`, or moves them to where only a logout looks, with its mark. Returns whether any are still stored.
    pub(super) fn remove_credentials(
        &self,
        credentials: &[(Key, CredentialsEntry)],
        owner: Option<&str>,
        retain: bool,
    ) -> Result<bool, FileError> {
        let end = |(key, credentials_entry): &(Key, CredentialsEntry)| match retain {
            true if credentials_entry.is_retired() => Ok(true),
            true => self.retire(EntryKind::Credentials, key, &credentials_entry.retired(owner), credentials_entry.credentials().expiration),
            false => self.remove_entry(EntryKind::Credentials, key),
        };
        combine(credentials.iter().map(end))
    }

    /// Removes the tokens under `key`, unless they are `locked`, and those in `tokens`; those that `retains` says are moved to where only a
    /// logout looks: nothing renews with them any more. Returns whether any are still stored.
    pub(super) fn remove_tokens(
        &self,
        key: Option<Key>,
        tokens: &[(Key, LoginEntry)],
        retains: &[bool],
        locked: &[(EntryKind, Key)],
    ) -> Result<bool, FileError> {
        let Some(key) = key else { return Ok(false) };
        let expires = self.now().saturating_add(LOGIN_LIFETIME).unwrap_or(Timestamp::MAX);
        let end = |((found, login), retain): (&(Key, LoginEntry), &bool)| match retain {
            true if login.retired_from.is_some() => Ok(true),
            true => {
                let retired_entry = LoginEntry { retired_from: Some(key.to_string()), ..login.clone() };
                self.retire(EntryKind::Tokens, found, &retired_entry, expires)
            }
            false => self.remove_entry(EntryKind::Tokens, found),
        };
        let is_locked = locked.contains(&(EntryKind::Tokens, key));
        let in_use = (!is_locked).then(|| self.remove_entry(EntryKind::Tokens, &key));
        combine(tokens.iter().zip(retains).map(end).chain(in_use))
    }

    /// Removes the entry of `key`. Always returns `Ok(false)`: nothing is left stored.
    pub(super) fn remove_entry(&self, kind: EntryKind, key: &Key) -> Result<bool, FileError> {
        self.store().map_or(Ok(()), |store| store.remove(kind, key)).map(|()| false)
    }

    /// Moves the entry of `key` to a key that only a logout reads. If the disk is full, the old entry is removed first. Returns whether the
    /// moved entry is stored; the old one never is.
    fn retire<T: Serialize>(&self, kind: EntryKind, key: &Key, entry: &T, expires: Timestamp) -> Result<bool, FileError> {
        let Some(store) = self.store().map(|store| store.with_form_of(kind, key)) else { return Ok(false) };
        let nth = |nth: u32| Key::of("retired/2", [("key", key.to_string().as_str()), ("nth", nth.to_string().as_str())]);
        let Some(free_key) = (0..).map(nth).find(|free_key| !store.has(kind, free_key)) else { return Ok(false) };
        let result = store.write(kind, &free_key, entry, expires);
        store.remove(kind, key)?;
        let result = result.or_else(|_| store.write(kind, &free_key, entry, expires));
        let is_stored = result.is_ok();
        self.warn_once(result);
        Ok(is_stored)
    }

    /// Removes the record of `login`, or of this request's login, whose credentials are marked with `owner`.
    pub(super) fn remove_record(&self, login: Option<&StoredLogin>, owner: Option<&str>) -> Result<(), FileError> {
        let key = login.map_or_else(|| self.record_key(owner), |login| login.key);
        self.store().map_or(Ok(()), |store| store.remove(EntryKind::Logins, &key))
    }
}

/// Combines results: whether any entry is still stored, or the first error.
pub(super) fn combine(results: impl Iterator<Item = Result<bool, FileError>>) -> Result<bool, FileError> {
    results.reduce(|any_removed, next| Ok(any_removed? | next?)).unwrap_or(Ok(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::Seal;
    use crate::sys::files::Directories;
    use crate::sys::{Clock, Environment};

    #[test]
    fn plain_records_do_not_determine_where_sealed_secrets_are_sent() {
        let home = tempfile::tempdir().unwrap();
        let directories = Directories::from_environment(&Environment::from([("STS_CLI_STATE_DIR", home.path().to_str().unwrap())]));
        let clock = Clock::from_environment(&Environment::from([("LANG", "C")]));
        let sealing_store = CacheStore::new(&directories, &clock).sealed_with(Seal::new(&[1; 32])).accepting_plain();
        let key = |name: &str| Key::of("login/1", [("name", name)]);
        let login = LoginEntry::default();
        sealing_store.write(EntryKind::Tokens, &key("sealed"), &login, Timestamp::MAX).unwrap();
        CacheStore::new(&directories, &clock).write(EntryKind::Tokens, &key("plain"), &login, Timestamp::MAX).unwrap();
        for (record_is_sealed, name, rules) in
            [(true, "sealed", true), (true, "plain", true), (false, "plain", true), (false, "sealed", false)]
        {
            let record = StoredLogin::from_tokens(key(name), "https://id.example", "sts-cli", record_is_sealed);
            assert_eq!(
                record.may_use_secret(EntryKind::Tokens, &key(name), &sealing_store),
                rules,
                "sealed record: {record_is_sealed}, {name} tokens"
            );
        }
    }
}
