//! What one request's session keeps between runs: where it stands in the store, and how it gets there and back.

use crate::cache::entry::{Granted, Login};
use crate::cache::{CacheStore as Store, CacheWriteError, EntryKind as Kind, Key, Seal, SealError};
use crate::claims::Claims;
use crate::credentials::{CacheState, Credentials};
use crate::identity::{self, Documents, KeptTokens};
use crate::request::{Field, Identity, Request};
use crate::sts;
use crate::sys::files::{FileError, LockPlace};
use crate::sys::{Deps, Document};
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A login that is not used is forgotten after so long.
const UNUSED: SignedDuration = SignedDuration::from_hours(24 * 90);
/// What was learnt about a server is learnt anew after so long.
const LEARNT: SignedDuration = SignedDuration::from_hours(24 * 7);

/// This request's places in the store; none where nothing is to be remembered, or nothing may be answered from there.
pub(super) struct Shelf<'a> {
    request: &'a Request,
    deps: &'a Deps,
    store: Option<Store<'a>>,
    credentials: Option<Key>,
    /// The login in memory is newer than the one in its file, which could neither be written nor taken away.
    is_behind: AtomicBool,
    /// The login was in its file.
    has_login: AtomicBool,
    has_told: AtomicBool,
    /// The credentials that were last seen in their file.
    last: Mutex<Option<Credentials>>,
}

impl<'a> Shelf<'a> {
    /// # Errors
    /// The entries are to be sealed, and there is no key for it.
    pub(super) fn of(request: &'a Request, deps: &'a Deps) -> Result<Self, SealError> {
        let store = request.remembering.files.then(|| Store::new(&deps.directories, &deps.clock));
        let store = match store {
            Some(store) if request.remembering.sealed => Some(store.sealed_with(Seal::of_this_user(&deps.directories, patience(request))?)),
            store => store,
        };
        let given = store.as_ref().and_then(|_| identity::claims_at_hand(request, deps));
        let credentials = credentials_key(request, given.as_ref());
        Ok(Self {
            request,
            deps,
            store,
            credentials,
            is_behind: AtomicBool::default(),
            has_login: AtomicBool::default(),
            has_told: AtomicBool::default(),
            last: Mutex::default(),
        })
    }

    /// The place of the login of a person at a provider.
    fn login_key(&self) -> Option<Key> {
        let is_one = matches!(self.request.identity, Identity::WebIdentity(_));
        is_one.then(|| self.request.login_fields()).flatten().map(|fields| key("login/1", &fields))
    }

    /// The place of what a provider tells of itself.
    fn provider_key(&self) -> Option<Key> {
        self.request.issuer_name().map(|issuer| Key::of("provider/1", [("issuer", issuer)]))
    }

    /// The place of what was learnt about the storage server.
    fn endpoint_key(&self) -> Key {
        Key::of("endpoint/1", [("endpoint", self.request.endpoint.address())])
    }

    /// The credentials that were kept, dead ones left out. Those of a token that was brought along, where that can be read at once.
    pub(super) fn credentials(&self) -> Option<Credentials> {
        self.credentials_at(self.credentials.as_ref()?).inspect(|credentials| self.saw(credentials))
    }

    /// The same for a token that was brought along and says this.
    pub(super) fn credentials_for(&self, claims: &Claims) -> Option<Credentials> {
        self.credentials_at(&credentials_key(self.request, Some(claims))?)
    }

    fn credentials_at(&self, key: &Key) -> Option<Credentials> {
        let now = self.deps.clock.now();
        let granted: Granted = self.store.as_ref()?.read(Kind::Credentials, key)?;
        granted.into_credentials(now).filter(|credentials| credentials.expiration > now)
    }

    /// Remembers what stands in the file.
    fn saw(&self, credentials: &Credentials) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(credentials.clone());
    }

    /// The credentials that this session last saw in their file.
    pub(super) fn last(&self) -> Option<Credentials> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What became of `held`, where they are those that this session last saw in their file.
    pub(super) fn check_against_cache(&self, held: &Credentials) -> CacheState {
        let was_there = self.last().is_some_and(|last| last.access_key == held.access_key);
        let lives = held.expiration > self.deps.clock.now(); // what has ended is taken away by others
        match (&self.store, &self.credentials) {
            (Some(store), Some(key)) if was_there && lives => match self.credentials_at(key) {
                Some(others) if others.access_key != held.access_key => CacheState::Superseded,
                None if !store.has(Kind::Credentials, key) => CacheState::LoggedOut,
                _ => CacheState::Current,
            },
            _ => CacheState::Current,
        }
    }

    /// Keeps credentials; `claims` as for [`Shelf::credentials_for`].
    pub(super) fn keep_credentials(&self, credentials: &Credentials, claims: Option<&Claims>) {
        let key = if claims.is_some() { credentials_key(self.request, claims) } else { self.credentials };
        if let (Some(store), Some(key), Some(owner)) = (&self.store, key, self.owner(claims)) {
            let granted = Granted::new(credentials).of_login(owner);
            let kept = store.write(Kind::Credentials, &key, &granted, credentials.expiration);
            if kept.is_ok() && Some(key) == self.credentials {
                self.saw(credentials);
            }
            self.tell(kept);
        }
    }

    /// The login that was kept, and what is known of the provider.
    pub(super) fn login(&self) -> Option<identity::Kept> {
        if self.is_behind.load(Ordering::Relaxed) {
            return None;
        }
        let login: Login = self.store.as_ref()?.read(Kind::Tokens, &self.login_key()?)?;
        self.has_login.store(true, Ordering::Relaxed);
        Some(kept(login, self.documents().unwrap_or_default()))
    }

    /// The same, else the one in memory, unless that was in its file too: then somebody logged out.
    pub(super) fn login_or(&self, in_memory: identity::Kept) -> identity::Kept {
        let is_over = || self.has_login.load(Ordering::Relaxed) && !self.is_behind.load(Ordering::Relaxed);
        self.login().unwrap_or_else(|| if is_over() { identity::Kept::default() } else { in_memory })
    }

    /// The store for what servers tell of themselves: what came over an unverified connection is nobody else's to rely on.
    fn public_store(&self) -> Option<&Store<'a>> {
        self.store.as_ref().filter(|_| !self.request.trust.insecure)
    }

    /// What the provider has told of itself.
    pub(super) fn documents(&self) -> Option<Documents> {
        self.public_store()?.read(Kind::Provider, &self.provider_key()?)
    }

    /// Keeps what the provider has told of itself; what is no longer known is forgotten.
    pub(super) fn keep_documents(&self, documents: &Documents) {
        let (Some(store), Some(key)) = (self.public_store(), &self.provider_key()) else { return };
        let ends = [&documents.discovery, &documents.keys].into_iter().flatten().map(Document::expires).max();
        match ends {
            Some(ends) => not_missed(store.write(Kind::Provider, key, documents, ends)),
            None => drop(store.remove(Kind::Provider, key)),
        }
    }

    /// Keeps a login. Where there is no room for it, the old one makes some: its refresh token may count no longer.
    pub(super) fn keep_login(&self, login: &identity::Kept) {
        let (Some(store), Some(key)) = (&self.store, &self.login_key()) else { return };
        let ends = self.deps.clock.now().saturating_add(UNUSED).unwrap_or(Timestamp::MAX);
        let write = || store.write(Kind::Tokens, key, &entry(login.clone()), ends);
        let kept = write().or_else(|error| match store.remove(Kind::Tokens, key) {
            Ok(()) => write(),
            Err(_) => Err(error),
        });
        self.is_behind.store(kept.is_err(), Ordering::Relaxed);
        self.has_login.fetch_or(kept.is_ok(), Ordering::Relaxed);
        self.tell(kept);
    }

    /// All credentials that came of this request's login and are kept, whatever was asked for beside; `claims` as for
    /// [`Shelf::credentials_for`].
    pub(super) fn grants(&self, claims: Option<&Claims>) -> Vec<(Key, Credentials)> {
        let (Some(store), Some(owner)) = (&self.store, self.owner(claims)) else { return Vec::new() };
        let now = self.deps.clock.now();
        let ours = store.all::<Granted>(Kind::Credentials).into_iter().filter(|(_, granted)| granted.is_of(&owner));
        ours.filter_map(|(key, granted)| Some((key, granted.into_credentials(now)?))).collect()
    }

    /// Forgets credentials that came of this request's login.
    pub(super) fn forget_grants(&self, grants: &[(Key, Credentials)]) -> Result<(), FileError> {
        let Some(store) = &self.store else { return Ok(()) };
        grants.iter().map(|(key, _)| store.remove(Kind::Credentials, key)).fold(Ok(()), Result::and)
    }

    /// Forgets this request's login.
    pub(super) fn forget_login(&self) -> Result<(), FileError> {
        let (Some(store), Some(key)) = (&self.store, &self.login_key()) else { return Ok(()) };
        store.remove(Kind::Tokens, key)
    }

    fn owner(&self, claims: Option<&Claims>) -> Option<String> {
        Some(key("owner/1", &self.request.owner_fields(claims)?).to_string())
    }

    /// What was learnt about the storage server.
    pub(super) fn server(&self) -> Option<sts::LearnedServer> {
        self.public_store()?.read(Kind::Endpoint, &self.endpoint_key())
    }

    /// Keeps what was learnt about the storage server.
    pub(super) fn keep_server(&self, memory: &sts::LearnedServer) {
        let ends = self.deps.clock.now().saturating_add(LEARNT).unwrap_or(Timestamp::MAX);
        if let Some(store) = self.public_store() {
            not_missed(store.write(Kind::Endpoint, &self.endpoint_key(), memory, ends));
        }
    }

    /// Where the lock of this login is.
    pub(super) fn lock(&self) -> Option<LockPlace> {
        let (store, key) = self.store.as_ref().zip(self.login_key().or(self.credentials))?;
        Some(store.lock(&key))
    }

    /// The same for a token that was brought along and says this.
    pub(super) fn lock_for(&self, claims: &Claims) -> Option<LockPlace> {
        Some(self.store.as_ref()?.lock(&credentials_key(self.request, Some(claims))?))
    }

    /// Says what is in memory only, once.
    pub(super) fn tell(&self, done: Result<(), CacheWriteError>) {
        if let Err(error) = done
            && !self.has_told.swap(true, Ordering::Relaxed)
        {
            self.deps.terminal.warn(&error.to_string());
        }
    }
}

/// What servers tell of themselves can be had again: nobody misses it.
fn not_missed(done: Result<(), CacheWriteError>) {
    if let Err(error) = done {
        tracing::debug!(%error, "what a server told of itself is not kept");
    }
}

/// How long the keyring may take: a person may have to unlock it, but a program that calls a helper waits for no one.
fn patience(request: &Request) -> Duration {
    Duration::from_secs(if request.limit().is_some() { 10 } else { 30 })
}

/// The place of the credentials for this request; `claims` are those of a token that was brought along.
fn credentials_key(request: &Request, claims: Option<&Claims>) -> Option<Key> {
    request.credentials_fields(claims).map(|fields| key("credentials/1", &fields))
}

fn key(version: &str, fields: &[Field]) -> Key {
    Key::of(version, fields.iter().map(|(name, value)| (*name, value.as_str())))
}

fn entry(login: identity::Kept) -> Login {
    let (id_token, access_token, refresh_token) = match login.tokens {
        Some(KeptTokens { id_token, access_token, refresh_token }) => (Some(id_token), Some(access_token), refresh_token),
        None => (None, None, None),
    };
    Login { id_token, access_token, refresh_token, is_doubted: login.is_doubted, asking: login.asking, unanswered: login.unanswered }
}

fn kept(login: Login, provider: Documents) -> identity::Kept {
    let tokens = login.id_token.zip(login.access_token);
    identity::Kept {
        tokens: tokens.map(|(id_token, access_token)| KeptTokens { id_token, access_token, refresh_token: login.refresh_token }),
        is_doubted: login.is_doubted,
        asking: login.asking,
        unanswered: login.unanswered,
        asks: false,
        provider,
    }
}
