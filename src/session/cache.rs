//! The cache entries of one request: their keys, and how they are read and written.
//!
//! `LoginLocation` records where the newest login state is:
//!
//! ```text
//!   Absent ──read or written──► OnDisk ──cannot be written──► MemoryOnly ──written──► OnDisk
//!                                 └── entry gone: another process logged out; the state in memory is discarded too
//! ```

use super::Error;
use super::seal::{keyring_patience, seal, store};
use super::shared_failure::FailureKeys;
use crate::cache::entry::{CredentialsEntry, LoginEntry};
use crate::cache::{CacheStore, CacheWriteError, EntryKind, Key, Seal};
use crate::claims::Claims;
use crate::credentials::{CacheState, Credentials};
use crate::identity::FetchedDocument;
use crate::identity::{self, Documents, LoginState, Prompt, RefreshLifetime, StoredTokens};
use crate::request::{KeyField, Request};
use crate::sts::LearnedServer;
use crate::sys::files::LockFile;
use crate::sys::{Deps, TimedStep};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::SystemTime;

/// How long an unused login stays stored.
pub(super) const LOGIN_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How long learned server capabilities stay cached.
const SERVER_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 7);

/// The location of the newest login state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum LoginLocation {
    /// This session has neither read nor stored a login state.
    #[default]
    Absent,
    /// In its cache entry.
    OnDisk,
    /// In memory only, because writing failed. The cache entry is older, or was removed to free space.
    MemoryOnly,
}

/// The cache entries of one request.
pub(super) struct SessionCache {
    request: Rc<Request>,
    deps: Rc<Deps>,
    /// Whether entries are read and written at all.
    is_enabled: bool,
    seal: Option<Seal>,
    /// The key of the credentials; `None` if the request must not use cached credentials, or if the key depends on a token that has not
    /// been read yet.
    credentials: Option<Key>,
    login: Cell<LoginLocation>,
    has_warned: Cell<bool>,
    /// The credentials that were last read from or written to their entry.
    last_seen: RefCell<Option<Credentials>>,
    /// The owner id whose login record this session has written.
    pub(super) recorded_owner: RefCell<Option<String>>,
}

/// The cached documents of a provider, bound to the issuer name and discovery address they were requested with. An entry for another issuer
/// or address is a miss.
#[derive(Serialize, Deserialize)]
struct ProviderEntry {
    issuer: String,
    address: String,
    documents: Documents,
}

impl ProviderEntry {
    fn into_documents_of(self, [issuer, address]: [&str; 2]) -> Option<Documents> {
        (self.issuer == issuer && self.address == address).then_some(self.documents)
    }
}

impl SessionCache {
    /// # Errors
    /// [`Error::Cache`]: the entries must be sealed, and there is no key.
    pub(super) fn open(request: &Rc<Request>, deps: &Rc<Deps>) -> Result<Self, Error> {
        let is_enabled = request.cache_policy.enabled;
        let seal = seal(request.cache_policy, keyring_patience(request), deps)?;
        let claims = if is_enabled { identity::supplied_token_claims(request, deps) } else { None };
        let credentials = credentials_key(request, claims.as_ref());
        Ok(Self {
            request: Rc::clone(request),
            deps: Rc::clone(deps),
            is_enabled,
            seal,
            credentials,
            login: Cell::default(),
            has_warned: Cell::default(),
            last_seen: RefCell::default(),
            recorded_owner: RefCell::default(),
        })
    }

    /// Returns the cache store; `None` if caching is off.
    pub(super) fn store(&self) -> Option<CacheStore<'_>> {
        self.is_enabled.then(|| store(self.seal.as_ref(), self.request.cache_policy, &self.deps))
    }

    /// Whether nothing that is sealed can be opened.
    pub(super) fn has_no_seal(&self) -> bool {
        self.seal.is_none()
    }

    /// The current time, against which entries expire.
    pub(super) fn now(&self) -> Timestamp {
        self.deps.clock.now()
    }

    /// The request whose entries these are.
    pub(super) fn request(&self) -> &Request {
        &self.request
    }

    /// The key of the login state of a web identity; `None` for other identities.
    pub(super) fn login_key(&self) -> Option<Key> {
        self.request.identity.web_identity()?;
        self.request.login_fields().map(|fields| key("login/1", &fields))
    }

    /// The key of the credentials; `None` if they cannot or must not be looked up in the cache.
    pub(super) fn credentials_key(&self) -> Option<Key> {
        self.credentials
    }

    /// When the credentials or the login state were last written; `None` if neither is stored.
    pub(super) fn written_at(&self) -> Option<SystemTime> {
        let store = self.store()?;
        let written = |kind, key: Option<Key>| store.written_at(kind, &key?);
        written(EntryKind::Credentials, self.credentials).max(written(EntryKind::Tokens, self.login_key()))
    }

    /// The provider's name and address, and the key of what is known of it. Of a token endpoint that was named by hand it is only how its
    /// clients prove themselves.
    fn provider(&self) -> Option<([&str; 2], Key)> {
        let provider = self.request.identity.data().provider().map(|(name, url)| [name, url.as_str()])?;
        Some((provider, Key::of("provider/2", ["issuer", "address"].into_iter().zip(provider))))
    }

    /// The key of the learned server capabilities.
    fn endpoint_key(&self) -> Key {
        Key::of("endpoint/1", [("endpoint", self.request.endpoint.address())])
    }

    /// Returns the cached, unexpired credentials. For a supplied token: those for its claims, if it can be read without waiting.
    pub(super) fn credentials(&self) -> Option<Credentials> {
        self.credentials_at(self.credentials.as_ref()?).inspect(|credentials| self.set_last_seen(credentials))
    }

    /// Returns the cached, unexpired credentials for a supplied token with these claims.
    pub(super) fn credentials_for(&self, claims: &Claims) -> Option<Credentials> {
        self.credentials_at(&credentials_key(&self.request, Some(claims))?)
    }

    fn credentials_at(&self, key: &Key) -> Option<Credentials> {
        let now = self.deps.clock.now();
        let credentials_entry: CredentialsEntry = self.store()?.read(EntryKind::Credentials, key)?;
        // an entry written by another program, or by an older version without this check, must not reach a shell
        credentials_entry.into_credentials(now).filter(|credentials| credentials.expiration > now && credentials.are_literal())
    }

    fn set_last_seen(&self, credentials: &Credentials) {
        self.last_seen.replace(Some(credentials.clone()));
    }

    /// Returns the credentials that this session last read from or wrote to their entry.
    pub(super) fn last_seen(&self) -> Option<Credentials> {
        self.last_seen.borrow().clone()
    }

    /// Compares `current` with its cache entry. Credentials that did not come from that entry count as current.
    pub(super) fn compare_with_entry(&self, current: &Credentials) -> CacheState {
        let was_there = self.last_seen.borrow().as_ref().is_some_and(|last| last.access_key == current.access_key);
        let is_unexpired = current.expiration > self.deps.clock.now(); // other processes remove expired entries
        match (self.store(), &self.credentials) {
            (Some(store), Some(key)) if was_there && is_unexpired => match self.credentials_at(key) {
                Some(stored) if stored.access_key != current.access_key => CacheState::Superseded,
                None if !store.has(EntryKind::Credentials, key) => CacheState::LoggedOut,
                _ => CacheState::Current,
            },
            _ => CacheState::Current,
        }
    }

    /// Caches credentials; `claims` are those of a supplied token.
    pub(super) fn store_credentials(&self, credentials: &Credentials, claims: Option<&Claims>) {
        let key = if claims.is_some() { credentials_key(&self.request, claims) } else { self.credentials };
        if let (Some(store), Some(key), Some(owner)) = (self.store(), key, self.owner_id(claims)) {
            let _step = TimedStep::begin("cache write: credentials");
            self.record_login(&owner);
            let credentials_entry = CredentialsEntry::new(credentials).with_owner(owner);
            let result = store.write(EntryKind::Credentials, &key, &credentials_entry, credentials.expiration);
            if result.is_ok() && Some(key) == self.credentials {
                self.set_last_seen(credentials);
            }
            self.warn_once(result);
        }
    }

    /// Returns the stored login state, with the cached documents of the provider.
    pub(super) fn login(&self) -> Option<LoginState> {
        if self.login.get() == LoginLocation::MemoryOnly {
            return None;
        }
        let login: LoginEntry = self.store()?.read(EntryKind::Tokens, &self.login_key()?)?;
        self.login.set(LoginLocation::OnDisk);
        Some(state_of(login, self.documents().unwrap_or_default()))
    }

    /// Returns the stored login state. If there is none: the one in memory, or an empty one if it had been stored too, because then another
    /// process logged out.
    pub(super) fn login_or_in_memory(&self, memory_state: LoginState) -> LoginState {
        match (self.login(), self.login.get()) {
            (Some(stored), _) => stored,
            (None, LoginLocation::OnDisk) => LoginState::default(),
            (None, LoginLocation::Absent | LoginLocation::MemoryOnly) => memory_state,
        }
    }

    /// The store for documents that servers publish. `None` with `--insecure`: nothing from an unverified connection may be reused by other
    /// runs.
    fn public_store(&self) -> Option<CacheStore<'_>> {
        self.store().filter(|_| !self.request.trust.insecure)
    }

    /// Returns the cached documents of the provider.
    pub(super) fn documents(&self) -> Option<Documents> {
        let (provider, key) = self.provider()?;
        let entry: ProviderEntry = self.public_store()?.read(EntryKind::Provider, &key)?;
        entry.into_documents_of(provider)
    }

    /// Caches the documents of the provider; removes the entry if there are none.
    pub(super) fn store_documents(&self, documents: &Documents) {
        let (Some(store), Some(([issuer, address], key))) = (self.public_store(), self.provider()) else { return };
        let _step = TimedStep::begin("cache write: provider");
        let learned = (!documents.post_clients.is_empty()).then(|| self.deps.clock.now().saturating_add(SERVER_LIFETIME).ok()).flatten();
        let expires = [&documents.discovery, &documents.keys].into_iter().flatten().map(FetchedDocument::expires).chain(learned).max();
        match expires {
            Some(expires) => {
                let entry = ProviderEntry { issuer: issuer.to_owned(), address: address.to_owned(), documents: documents.clone() };
                log_failure(store.write(EntryKind::Provider, &key, &entry, expires));
            }
            None => drop(store.remove(EntryKind::Provider, &key)),
        }
    }

    /// Stores the login state. If the disk is full, the old entry is removed first: its refresh token may be revoked already.
    pub(super) fn store_login(&self, login: &LoginState) {
        let (Some(store), Some(key)) = (self.store(), &self.login_key()) else { return };
        let _step = TimedStep::begin("cache write: login");
        if let Some(owner) = self.owner_id(None) {
            self.record_login(&owner);
        }
        let expires = self.deps.clock.now().saturating_add(LOGIN_LIFETIME).unwrap_or(Timestamp::MAX);
        let write = || store.write(EntryKind::Tokens, key, &entry_of(login.clone()), expires);
        let result = write().or_else(|error| match store.remove(EntryKind::Tokens, key) {
            Ok(()) => write(),
            Err(_) => Err(error),
        });
        self.login.set(if result.is_ok() { LoginLocation::OnDisk } else { LoginLocation::MemoryOnly });
        self.warn_once(result);
    }

    /// The owner id that marks credentials obtained with this request's login; `claims` are those of a supplied token.
    pub(super) fn owner_id(&self, claims: Option<&Claims>) -> Option<String> {
        Some(key("owner/1", &self.request.owner_fields(claims)?).to_string())
    }

    /// Returns the cached capabilities of the storage server.
    pub(super) fn server(&self) -> Option<LearnedServer> {
        self.public_store()?.read(EntryKind::Endpoint, &self.endpoint_key())
    }

    /// Caches the capabilities of the storage server.
    pub(super) fn store_server(&self, server: &LearnedServer) {
        let expires = self.deps.clock.now().saturating_add(SERVER_LIFETIME).unwrap_or(Timestamp::MAX);
        if let Some(store) = self.public_store() {
            let _step = TimedStep::begin("cache write: storage server");
            log_failure(store.write(EntryKind::Endpoint, &self.endpoint_key(), server, expires));
        }
    }

    /// The location of the login lock.
    pub(super) fn login_lock(&self) -> Option<LockFile> {
        let (store, key) = self.store().zip(self.login_key().or(self.credentials))?;
        Some(store.lock(&key))
    }

    /// The location of the lock for the entry under `key`.
    pub(super) fn lock_for_key(&self, key: &Key) -> Option<LockFile> {
        Some(self.store()?.lock(key))
    }

    /// The location of the lock for a supplied token with these claims.
    pub(super) fn lock_for_claims(&self, claims: &Claims) -> Option<LockFile> {
        Some(self.store()?.lock(&credentials_key(&self.request, Some(claims))?))
    }

    /// The keys of shared failures for this attempt, before a supplied token has been read.
    pub(super) fn failure_keys_before_token(&self) -> FailureKeys {
        self.failure_keys(self.credentials)
    }

    /// The keys of shared failures for an attempt with a supplied token with these claims.
    pub(super) fn failure_keys_for_claims(&self, claims: &Claims) -> FailureKeys {
        self.failure_keys(credentials_key(&self.request, Some(claims)))
    }

    /// Warns, once per session, that something could not be written to the cache.
    pub(super) fn warn_once(&self, result: Result<(), CacheWriteError>) {
        if let Err(error) = result
            && !self.has_warned.replace(true)
        {
            self.deps.terminal.warn(&error.to_string());
        }
    }
}

/// Logs that a public document was not cached: it can be fetched again.
fn log_failure(result: Result<(), CacheWriteError>) {
    if let Err(error) = result {
        tracing::debug!(%error, "could not cache a public document of a server");
    }
}

/// Returns the key of the credentials for this request; `claims` are those of a supplied token.
fn credentials_key(request: &Request, claims: Option<&Claims>) -> Option<Key> {
    request.credentials_fields(claims).map(|fields| key("credentials/1", &fields))
}

fn key(version: &str, fields: &[KeyField]) -> Key {
    Key::of(version, fields.iter().map(|(name, value)| (*name, value.as_str())))
}

fn entry_of(login: LoginState) -> LoginEntry {
    let refresh_lifetime = login.refresh_lifetime();
    let (id_token, access_token, refresh_token) = match login.tokens {
        Some(StoredTokens { id_token, access_token, refresh_token, .. }) => (Some(id_token), access_token, refresh_token),
        None => (None, None, None),
    };
    let (prompting_since, unanswered) = login.prompt.to_stored();
    let LoginState { nonce, refresh_lacks_id_token, must_refresh, must_ask_who, .. } = login;
    LoginEntry {
        id_token,
        access_token,
        refresh_token,
        refresh_expires: refresh_lifetime.expires,
        refresh_received: refresh_lifetime.received,
        is_refresh_extended: refresh_lifetime.is_extended,
        nonce,
        refresh_lacks_id_token,
        must_refresh,
        prompting_since,
        unanswered,
        must_ask_who,
        retired_from: None,
    }
}

fn state_of(login: LoginEntry, documents: Documents) -> LoginState {
    let LoginEntry { access_token, refresh_token, .. } = login;
    let refresh_lifetime =
        RefreshLifetime { expires: login.refresh_expires, received: login.refresh_received, is_extended: login.is_refresh_extended };
    LoginState {
        tokens: login.id_token.map(|id_token| StoredTokens { id_token, access_token, refresh_token, refresh_lifetime }),
        nonce: login.nonce,
        refresh_lacks_id_token: login.refresh_lacks_id_token,
        needs_prompt: false,
        must_refresh: login.must_refresh,
        must_ask_who: login.must_ask_who,
        prompt: Prompt::from_stored(login.prompting_since, login.unanswered),
        documents,
    }
}
