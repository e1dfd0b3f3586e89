//! Obtains credentials: cached, else refreshed, else from an interactive login, under one login lock; tokens are exchanged at the STS.
//!
//! ```text
//! credentials ─► cached and fresh? ──────────────────────────────────────────────────────────────► Credentials
//!      │ no                                                                                              ▲
//! acquire ──────► held, or superseded by another process, and fresh? ────────────────────────────────────┤
//!      │ no                                                                                              │
//! obtain ───────► login lock ─► cached meanwhile? ─► stored token ─► refresh ─► prompt ─► STS exchange ───┤
//!      │                                             └── meanwhile: probe of the storage server          │
//!      └ failed ► stale credentials, with a warning; not for a renewal, whose caller keeps its own ──────┘
//! ```

mod acquire;
mod await_lock;
mod cache;
mod early_expiration;
mod error;
mod examine;
mod login_facts;
mod login_lock;
mod logout;
mod prove;
mod refresh;
mod refresh_task;
mod rename;
mod renewal_limit;
mod renewal_prompt;
mod seal;
mod share;
mod shared_failure;
mod state;
mod status;
mod stored;
mod unrecorded;
mod user_change;

pub use early_expiration::{EarlyExpiration, ExpiresTooEarly, LimitReason};
pub use error::Error;
pub(crate) use examine::ExaminedLogin;
pub(crate) use logout::{LocalOutcome, LogoutOutcome, RevokeFailure, RevokeOutcome};
pub use renewal_limit::RenewalLimit;
pub use shared_failure::{FailureOrigin, SharedFailure};
pub(crate) use state::ErrorExplainer;
pub use state::{Explanation, HintAudience, Session};
pub use status::{LoginStatus, Renewal};
pub use stored::LoginKeys;
pub(crate) use stored::{Selection, StoredLogin, stored_logins};
pub(crate) use unrecorded::{StoredMarks, Unrecorded};

use crate::credentials::{CacheState, Credentials};
use crate::identity::PendingPage;
use crate::request::Request;
use crate::sys::{Deps, unless_stopped};
use cache::SessionCache;
use login_lock::LoginLock;
use renewal_prompt::OnRenewalFailure;
use state::SessionState;
use std::cell::RefCell;
use std::rc::Rc;
use tokio::sync::Mutex;

impl Session {
    /// Creates a session whose only state is what earlier runs have stored.
    ///
    /// # Errors
    /// [`Error::Cache`]: the cache must be sealed, and the keyring provides no key.
    pub fn new(request: &Rc<Request>, deps: &Rc<Deps>, explain: ErrorExplainer) -> Result<Self, Error> {
        let (cache, created_at) = (Rc::new(SessionCache::open(request, deps)?), deps.clock.now());
        let (request, deps) = (Rc::clone(request), Rc::clone(deps));
        Ok(Self { request, deps, cache, state: Mutex::default(), replaced: RefCell::default(), created_at, explain })
    }

    /// Returns fresh credentials from the cache, if there are any. Reads one file; no network.
    #[must_use]
    pub fn cached(&self) -> Option<Credentials> {
        let may_use_cache = !self.request.cache_policy.ignore_credentials;
        may_use_cache.then(|| self.cache.credentials()).flatten().filter(|credentials| self.is_fresh(credentials))
    }

    /// Returns fresh credentials, as [`Session::credentials`] does, for callers outside an async runtime.
    ///
    /// # Errors
    /// The errors of [`Session::credentials`].
    pub(crate) fn credentials_blocking(&self) -> Result<Credentials, Error> {
        match self.cached() {
            Some(fresh) => Ok(fresh),
            None => self.deps.block_on(self.credentials())?,
        }
    }

    /// Returns fresh credentials: cached, else obtained with a stored token or a refresh, else from an interactive login. Concurrent
    /// callers, in this process and in others, share one login. Falls back to unexpired stale credentials after any error except Ctrl-C;
    /// while there are some, it does not prompt.
    ///
    /// # Errors
    /// See [`Error`]. Ctrl-C cancels at any time. A waiting browser is shown the outcome.
    pub async fn credentials(&self) -> Result<Credentials, Error> {
        match self.cached() {
            Some(fresh) => Ok(fresh),
            None => self.acquire(OnRenewalFailure::ServeStale, None).await,
        }
    }

    /// Renews the `replaced` credentials, if there are some, for a long-lived delivery: also while they are fresh, but then without a prompt
    /// and with a token that outlives them. Unlike [`Session::credentials`] it never falls back to stale credentials: the caller keeps its
    /// own. After an unanswered prompt it does not prompt again until there are credentials, for example from a login by another process.
    ///
    /// # Errors
    /// The errors of [`Session::credentials`].
    pub async fn renew(&self, replaced: Option<&Credentials>) -> Result<Credentials, Error> {
        self.acquire(OnRenewalFailure::Fail, replaced).await
    }

    /// Compares credentials that this session returned with the cache entry as it is now.
    #[must_use]
    pub fn check_against_cache(&self, credentials: &Credentials) -> CacheState {
        self.cache.compare_with_entry(credentials)
    }

    async fn acquire(&self, on_failure: OnRenewalFailure, replaced: Option<&Credentials>) -> Result<Credentials, Error> {
        let mut state = self.state.lock().await;
        self.replaced.replace(replaced.cloned());
        if let Some(fresh) = self.fresh_held_or_superseding(&state) {
            return Ok(state.set_current(fresh));
        }
        self.deps.trust(&self.request.trust, self.request.endpoint.url())?;
        self.deps.wait_limit.set(self.request.timeout);
        let (mut stale, page) = (self.stale(&mut state), PendingPage::default());
        let obtained = Box::pin(self.obtain(&mut state, &mut stale, on_failure, &page)); // a large future: boxed, because callers nest it
        let outcome = unless_stopped(self.request.run_timeout(), obtained).await.map_err(Error::from).flatten();
        self.replaced.take();
        self.show_outcome(page.take(), &outcome).await;
        let credentials = self.fall_back_to_stale(outcome, stale.filter(|_| on_failure == OnRenewalFailure::ServeStale))?;
        Ok(state.set_current(credentials))
    }

    /// Obtains credentials under the login lock: cached, else refreshed, else prompted for; then exchanged.
    async fn obtain(
        &self,
        state: &mut SessionState,
        stale: &mut Option<Credentials>,
        on_failure: OnRenewalFailure,
        page: &PendingPage,
    ) -> Result<Credentials, Error> {
        self.join_refresh(state).await; // the refresh in flight holds the login lock
        let lock_timeout = on_failure.lock_timeout(stale.is_some());
        let may_prompt = stale.is_none() && self.fresh_replaced().is_none() && state.renewal_prompt.allows(on_failure);
        let outcome = match self.acquire_login_lock(self.cache.login_lock(), self.cache.failure_keys_before_token(), lock_timeout).await {
            Ok(lock) => {
                let lock = Rc::new(lock);
                let obtained = self.obtain_locked(state, stale, &lock, may_prompt, page).await;
                self.publish_outcome(&obtained, lock.failures);
                obtained
            }
            Err(error) => Err(error),
        };
        state.renewal_prompt = state.renewal_prompt.after(&outcome, may_prompt, on_failure);
        outcome
    }

    /// Obtains credentials while holding the login lock: those that another process has cached meanwhile, else by a refresh, else by a
    /// prompt and the exchange.
    async fn obtain_locked(
        &self,
        state: &mut SessionState,
        stale: &mut Option<Credentials>,
        lock: &Rc<LoginLock>,
        may_prompt: bool,
        page: &PendingPage,
    ) -> Result<Credentials, Error> {
        if let Some(fresh) = self.cached() {
            return Ok(fresh);
        }
        self.load_stored_state(state);
        let before = state.login.clone();
        let (probe, proof) = self.prove(state, lock, may_prompt, page).await?;
        let supplied_claims = proof.claims.as_ref().filter(|_| self.request.has_supplied_token());
        let token_lock = self.lock_for_supplied_token(supplied_claims, lock).await?;
        if let Some(fresh) = self.cached_for_supplied_token(supplied_claims, stale) {
            return Ok(fresh);
        }
        let exchanged = match self.exchange(&proof, &probe, supplied_claims, state).await {
            Err(error) if self.retries_with_prompt_after(&error, state) => {
                self.deps.terminal.note(&format!("{error}; a new login is required"));
                state.login.needs_prompt = true;
                let (probe, proof) = self.prove(state, lock, may_prompt, page).await?;
                self.exchange(&proof, &probe, None, state).await
            }
            exchanged => exchanged,
        };
        self.conclude_login(before, &exchanged, state);
        self.publish_outcome(&exchanged, token_lock.failures);
        exchanged
    }
}
