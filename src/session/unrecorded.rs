//! What is stored that no login accounts for: its record is missing, as in homes that older versions made, or cannot be read.
//!
//! Stored tokens tell which provider issued them to which client, so they can still be handed back; the file must be this user's own and
//! closed to others for that, as for every use. Credentials do not tell which server granted them.

use super::Error;
use super::cache::{seal, seal_of_former_entries, store};
use super::stored::{KEYRING_PATIENCE, LoginEntries, StoredLogin, all_of};
use crate::cache::entry::{Granted, Login};
use crate::cache::{CacheStore, EntryKind, Key, SealError};
use crate::claims::Claims;
use crate::credentials::Credentials;
use crate::request::CachePolicy;
use crate::secret::IdToken;
use crate::sys::Deps;
use crate::sys::files::FileError;
use secrecy::ExposeSecret as _;
use std::collections::{BTreeMap, HashSet};

/// The entries that no login accounts for.
#[derive(Debug, Default)]
pub struct Unrecorded {
    /// Logins whose tokens tell where they came from.
    pub logins: Vec<StoredLogin>,
    /// Credentials that have not expired.
    pub credentials: Vec<Credentials>,
    /// How many entries cannot be read: torn, open to other users, in a folder open to other users, or sealed with another key.
    pub unreadable: usize,
    /// Why sealed entries could not be opened, if there are any and the keyring was asked in vain.
    pub seal: Option<SealError>,
    /// All entries but those of `logins`.
    entries: Vec<(EntryKind, Key)>,
}

/// Of which logins anything is stored: the keys of their tokens, and the marks of their credentials. Read once for any number of logins.
#[derive(Debug, Default)]
pub struct StoredMarks {
    tokens: HashSet<Key>,
    owners: HashSet<String>,
}

impl StoredMarks {
    /// Reads them.
    ///
    /// # Errors
    /// [`Error::Cache`]: the cache is sealed, and the keyring gives no key.
    pub fn read(policy: CachePolicy, deps: &Deps) -> Result<Self, Error> {
        let (seal, mut marks) = (seal(policy, KEYRING_PATIENCE, deps)?, Self::default());
        let store = store(seal.as_ref(), policy, deps);
        for key in store.keys(EntryKind::Tokens) {
            match store.read_expired::<Login>(EntryKind::Tokens, &key) {
                Some(login) if !login.holds_tokens() => false,
                Some(login) => marks.tokens.insert(login.retired_from.as_deref().and_then(Key::written).unwrap_or(key)),
                None => marks.tokens.insert(key),
            };
        }
        let owners = store.all::<Granted>(EntryKind::Credentials).into_iter().filter_map(|(_, granted)| granted.login().map(str::to_owned));
        marks.owners.extend(owners);
        Ok(marks)
    }

    /// Whether anything is stored of the login with these entries.
    #[must_use]
    pub fn has(&self, login: &LoginEntries) -> bool {
        login.tokens.is_some_and(|key| self.tokens.contains(&key)) || login.owner.as_ref().is_some_and(|owner| self.owners.contains(owner))
    }
}

impl Unrecorded {
    /// Finds what none of the logins with the entries `known` accounts for.
    ///
    /// # Errors
    /// [`Error::Cache`]: the cache is sealed, and the keyring gives no key.
    pub fn find(known: &[LoginEntries], policy: CachePolicy, deps: &Deps) -> Result<Self, Error> {
        let mut found = Self::default();
        if !policy.sealed {
            found.seal = seal_of_former_entries(KEYRING_PATIENCE, deps).err();
        }
        let seal = seal(policy, KEYRING_PATIENCE, deps)?;
        let store = store(seal.as_ref(), policy, deps);
        for key in store.keys(EntryKind::Tokens) {
            let login: Option<Login> = store.read_expired(EntryKind::Tokens, &key);
            if !known.iter().any(|known| known.has_tokens(&key, login.as_ref())) {
                found.add_tokens(key, login, &store);
            }
        }
        for key in store.keys(EntryKind::Credentials) {
            let granted: Option<Granted> = store.read_expired(EntryKind::Credentials, &key);
            if !granted.as_ref().is_some_and(|granted| known.iter().any(|known| known.has_credentials(granted))) {
                found.unreadable += usize::from(granted.is_none());
                let credentials = granted.map(|granted| granted.credentials().clone());
                found.credentials.extend(credentials.filter(|credentials| credentials.expiration > deps.clock.now()));
                found.entries.push((EntryKind::Credentials, key));
            }
        }
        for key in store.keys(EntryKind::Logins) {
            if store.read_expired::<BTreeMap<String, String>>(EntryKind::Logins, &key).is_none() {
                found.unreadable += 1;
                found.entries.push((EntryKind::Logins, key));
            }
        }
        Ok(found)
    }

    fn add_tokens(&mut self, key: Key, login: Option<Login>, store: &CacheStore<'_>) {
        self.unreadable += usize::from(login.is_none());
        let place = login.as_ref().and_then(|login| {
            let in_use = login.retired_from.as_deref().and_then(Key::written).unwrap_or(key);
            let (issuer, client_id) = issuer_and_client(login.id_token.as_ref()?)?;
            Some(StoredLogin::of_tokens(in_use, &issuer, &client_id, store.is_sealed(EntryKind::Tokens, &key)))
        });
        match place {
            Some(login) if self.logins.iter().all(|known| known.entries() != login.entries()) => self.logins.push(login),
            Some(_) => {} // retained by an earlier logout, beside another of the same login
            None => self.entries.push((EntryKind::Tokens, key)),
        }
    }

    /// Whether there is anything that somebody must hear of.
    #[must_use]
    pub fn is_worth_a_word(&self) -> bool {
        !self.logins.is_empty() || !self.credentials.is_empty() || self.unreadable > 0
    }

    /// Removes all of it but what belongs to `logins`.
    ///
    /// # Errors
    /// The first that is still there.
    pub fn remove(&self, deps: &Deps) -> Result<(), FileError> {
        let store = CacheStore::new(&deps.directories, &deps.clock);
        all_of(self.entries.iter().map(|(kind, key)| store.remove(*kind, key).map(|()| false))).map(drop)
    }
}

/// Who issued this ID token, and to which client.
#[expect(clippy::disallowed_methods, reason = "the claims of a stored ID token are read; it was verified when it came")]
fn issuer_and_client(token: &IdToken) -> Option<(String, String)> {
    let claims = Claims::unverified(token.expose_secret())?;
    let client = claims.text("azp").or_else(|| claims.list("aud").first().copied())?;
    Some((claims.text("iss")?.to_owned(), client.to_owned()))
}
