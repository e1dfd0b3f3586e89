//! Stored entries without a login record: the record is missing, as after an upgrade from an older version, or cannot be read.
//!
//! Stored tokens name their issuer and client, so they can still be revoked, provided that the file is private to this user. Credentials do
//! not name the server that granted them.

use super::Error;
use super::seal::{seal, seal_of_former_entries, store};
use super::stored::{KEYRING_PATIENCE, LoginKeys, StoredLogin, combine};
use crate::cache::entry::{CredentialsEntry, LoginEntry};
use crate::cache::{CacheStore, EntryKind, Key, SealError};
use crate::claims::Claims;
use crate::credentials::Credentials;
use crate::request::CachePolicy;
use crate::secret::IdToken;
use crate::sys::Deps;
use crate::sys::files::FileError;
use secrecy::ExposeSecret as _;
use std::collections::{BTreeMap, HashSet};

/// The stored entries that belong to no recorded login.
#[derive(Debug, Default)]
pub(crate) struct Unrecorded {
    /// Logins that were reconstructed from their tokens.
    pub logins: Vec<StoredLogin>,
    /// Credentials that have not expired.
    pub credentials: Vec<Credentials>,
    /// How many entries were never to be revoked by us: torn, open to other users, in a folder open to other users, sealed with another key,
    /// or with tokens whose client is unknown.
    pub unreadable: usize,
    /// Why sealed entries could not be opened, if there are any and the keyring provided no key.
    pub seal: Option<SealError>,
    /// All entries but those of `logins` and `locked`.
    entries: Vec<(EntryKind, Key)>,
    /// Entries that another run can read, if the keyring responds then.
    locked: Vec<(EntryKind, Key)>,
}

/// The logins with stored entries: the keys of their tokens, the marks of their credentials, and the keys of credentials without a mark, as
/// older versions wrote them. Read once for any number of logins.
#[derive(Debug, Default)]
pub(crate) struct StoredMarks {
    tokens: HashSet<Key>,
    owners: HashSet<String>,
    unmarked: HashSet<Key>,
}

impl StoredMarks {
    /// Reads them.
    ///
    /// # Errors
    /// [`Error::Cache`]: the cache is sealed, and the keyring provides no key.
    pub(crate) fn read(policy: CachePolicy, deps: &Deps) -> Result<Self, Error> {
        let (seal, mut marks) = (seal(policy, KEYRING_PATIENCE, deps)?, Self::default());
        let store = store(seal.as_ref(), policy, deps);
        for key in store.keys(EntryKind::Tokens) {
            match store.read_expired::<LoginEntry>(EntryKind::Tokens, &key) {
                Some(login) if !login.has_tokens() => false,
                Some(login) => marks.tokens.insert(login.retired_from.as_deref().and_then(Key::parse).unwrap_or(key)),
                None => marks.tokens.insert(key),
            };
        }
        for key in store.keys(EntryKind::Credentials) {
            match store.read_expired::<CredentialsEntry>(EntryKind::Credentials, &key).as_ref().and_then(CredentialsEntry::login) {
                Some(owner) => marks.owners.insert(owner.to_owned()),
                None => marks.unmarked.insert(key),
            };
        }
        Ok(marks)
    }

    /// Whether anything is stored of the login with these entries.
    #[must_use]
    pub(crate) fn has(&self, login: &LoginKeys) -> bool {
        login.tokens.is_some_and(|key| self.tokens.contains(&key))
            || login.owner.as_ref().is_some_and(|owner| self.owners.contains(owner))
            || login.credentials.is_some_and(|key| self.unmarked.contains(&key))
    }
}

impl Unrecorded {
    /// Finds the entries that belong to none of the `known` logins.
    ///
    /// # Errors
    /// [`Error::Cache`]: the cache is sealed, and the keyring provides no key.
    pub(crate) fn find(known: &[LoginKeys], policy: CachePolicy, deps: &Deps) -> Result<Self, Error> {
        let mut found = Self::default();
        if !policy.sealed {
            found.seal = seal_of_former_entries(KEYRING_PATIENCE, deps).err();
        }
        let seal = seal(policy, KEYRING_PATIENCE, deps)?;
        let store = store(seal.as_ref(), policy, deps);
        for key in store.keys(EntryKind::Tokens) {
            let login: Option<LoginEntry> = store.read_expired(EntryKind::Tokens, &key);
            if !known.iter().any(|known| known.has_tokens(&key, login.as_ref())) {
                found.add_tokens(key, login, known, &store);
            }
        }
        for key in store.keys(EntryKind::Credentials) {
            let entry: Option<CredentialsEntry> = store.read_expired(EntryKind::Credentials, &key);
            if !known.iter().any(|known| known.has_credentials(&key, entry.as_ref())) {
                match entry.map(|entry| entry.credentials().clone()) {
                    None => found.add_unreadable(EntryKind::Credentials, key, &store),
                    Some(credentials) => {
                        found.credentials.extend(Some(credentials).filter(|credentials| credentials.expiration > deps.clock.now()));
                        found.entries.push((EntryKind::Credentials, key));
                    }
                }
            }
        }
        // a record is of use as long as there is something that it may be about
        let is_sealed = |kind: EntryKind| store.keys(kind).iter().any(|key| store.is_sealed(kind, key));
        let has_locked = found.seal.is_some() && [EntryKind::Tokens, EntryKind::Credentials].into_iter().any(is_sealed);
        for key in store.keys(EntryKind::Logins) {
            if store.read_expired::<BTreeMap<String, String>>(EntryKind::Logins, &key).is_none()
                && !(has_locked && store.is_sealed(EntryKind::Logins, &key))
            {
                found.unreadable += 1;
                found.entries.push((EntryKind::Logins, key));
            }
        }
        Ok(found)
    }

    /// Adds an entry that cannot be read, or not now: the keyring may answer another time.
    fn add_unreadable(&mut self, kind: EntryKind, key: Key, store: &CacheStore<'_>) {
        if self.seal.is_some() && store.is_sealed(kind, &key) {
            return self.locked.push((kind, key));
        }
        self.unreadable += 1;
        self.entries.push((kind, key));
    }

    fn add_tokens(&mut self, key: Key, login: Option<LoginEntry>, known: &[LoginKeys], store: &CacheStore<'_>) {
        let Some(stored) = login else { return self.add_unreadable(EntryKind::Tokens, key, store) };
        let in_use = stored.retired_from.as_deref().and_then(Key::parse).unwrap_or(key);
        let Some((issuer, client_id)) = stored.id_token.as_ref().and_then(|token| issuer_and_client(token, known)) else {
            self.unreadable += usize::from(stored.has_tokens());
            return self.entries.push((EntryKind::Tokens, key));
        };
        let login = StoredLogin::from_tokens(in_use, &issuer, &client_id, store.is_sealed(EntryKind::Tokens, &key));
        match self.logins.iter_mut().find(|known| known.entries().is_of_same_login(&login.entries())) {
            // retired tokens of a login that is listed already: what was sealed says where all of it goes
            Some(known) => known.yield_to_sealed(login),
            None => self.logins.push(login),
        }
    }

    /// How many entries of tokens and credentials another run can read, if the keyring answers then.
    #[must_use]
    pub(crate) fn locked(&self) -> usize {
        self.locked.len()
    }

    /// Counts what the keyring keeps closed among what is removed.
    pub(crate) fn forget_locked(&mut self) {
        self.unreadable += self.locked.len();
        self.entries.append(&mut self.locked);
    }

    /// Whether there is anything to report.
    #[must_use]
    pub(crate) fn is_reportable(&self) -> bool {
        !self.logins.is_empty() || !self.credentials.is_empty() || self.unreadable + self.locked.len() > 0
    }

    /// Removes the entries without a record; not those of [`Self::logins`], nor those that another run can read.
    ///
    /// # Errors
    /// The first entry that could not be removed.
    pub(crate) fn remove(&self, deps: &Deps) -> Result<(), FileError> {
        let store = CacheStore::new(&deps.directories, &deps.clock);
        combine(self.entries.iter().map(|(kind, key)| store.remove(*kind, key).map(|()| false))).map(drop)
    }
}

/// Returns the issuer and the client of this ID token: its authorized party, its only audience, or the only audience that is the client of a
/// `known` login. `None` if that is uncertain: a client cannot revoke the token of another, although a provider may report success.
#[expect(clippy::disallowed_methods, reason = "the claims of a stored ID token are read; it was verified when it was received")]
fn issuer_and_client(token: &IdToken, known: &[LoginKeys]) -> Option<(String, String)> {
    let claims = Claims::unverified(token.expose_secret())?;
    let (issuer, audiences) = (claims.text("iss")?, claims.list("aud"));
    let client = claims.text("azp").or_else(|| {
        let is_known = |audience: &str| known.iter().any(|known| known.was_made_by(issuer, audience));
        let mut clients = audiences.iter().copied().filter(|audience| audiences.len() == 1 || is_known(audience));
        clients.next().filter(|_| clients.next().is_none())
    })?;
    Some((issuer.to_owned(), client.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::Seal;
    use crate::sys::files::Directories;
    use crate::sys::{Clock, Environment};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jiff::Timestamp;

    #[test]
    fn the_sealed_entry_of_a_login_determines_where_its_secrets_are_sent() {
        let home = tempfile::tempdir().unwrap();
        let directories = Directories::from_environment(&Environment::from([("STS_CLI_STATE_DIR", home.path().to_str().unwrap())]));
        let clock = Clock::from_environment(&Environment::from([("LANG", "C")]));
        let plain_store = CacheStore::new(&directories, &clock);
        let sealed = CacheStore::new(&directories, &clock).sealed_with(Seal::new(&[1; 32])).accepting_plain();
        let key = |name: &str| Key::of("login/1", [("name", name)]);
        let entry = |issuer: &str, from: Option<&str>| {
            let claims = URL_SAFE_NO_PAD.encode(serde_json::json!({"iss": issuer, "aud": "sts-cli"}).to_string());
            let id_token = Some(IdToken::new(format!("e30.{claims}.e30")));
            LoginEntry { id_token, retired_from: from.map(|name| key(name).to_string()), ..LoginEntry::default() }
        };
        let (other_entry, own_entry) = (entry("https://evil.example", Some("a")), entry("https://id.example", None));
        plain_store.write(EntryKind::Tokens, &key("b"), &other_entry, Timestamp::MAX).unwrap();
        sealed.write(EntryKind::Tokens, &key("a"), &own_entry, Timestamp::MAX).unwrap();
        for names in [["a", "b"], ["b", "a"], ["a", "a"]] {
            let mut found = Unrecorded::default();
            for name in names {
                found.add_tokens(key(name), Some(if name == "a" { own_entry.clone() } else { other_entry.clone() }), &[], &sealed);
            }
            let labels: Vec<String> = found.logins.iter().map(StoredLogin::label).collect();
            assert_eq!(labels, ["a login without a record at https://id.example"], "{names:?}");
            assert!(found.logins[0].may_use_secret(EntryKind::Tokens, &key("a"), &sealed), "{names:?}");
        }
    }
}
