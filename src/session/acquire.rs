//! The steps of an acquisition that do not involve the identity provider: freshness checks, the stale fallback, the exchange, and the
//! browser page.

use super::login_lock::LoginLock;
use super::{Error, Explanation, HintAudience, Session, SessionState};
use crate::claims::Claims;
use crate::credentials::{CacheState, Credentials};
use crate::identity::{PendingCallback, Proof};
use crate::sts::{self, LearnedServer, Notice, ServerProbe};
use crate::sys::is_in_future;
use std::rc::Rc;

impl Session {
    /// Returns the credentials that this session returned or read from the cache most recently.
    fn current_credentials(&self, state: &SessionState) -> Option<Credentials> {
        state.credentials.clone().or_else(|| self.cache.last_seen())
    }

    /// Returns fresh credentials that this session holds, or those with which another process has superseded them in the cache. The latter
    /// are used even if this request asks for new credentials or a longer lifetime: the other process had a reason to replace the old ones.
    pub(super) fn fresh_held_or_superseding(&self, state: &SessionState) -> Option<Credentials> {
        let current = self.current_credentials(state)?;
        match self.check_against_cache(&current) {
            CacheState::Current => state.credentials.clone().filter(|current| self.is_fresh(current)),
            CacheState::Superseded => self.cache.credentials().filter(|stored| stored.are_fresh(self.deps.clock.now())),
            CacheState::LoggedOut => None,
        }
    }

    /// Returns unexpired credentials, cached or held, to serve if renewal fails. After a logout by another process, renewals of this
    /// session no longer prompt.
    pub(super) fn stale(&self, state: &mut SessionState) -> Option<Credentials> {
        let current = self.current_credentials(state);
        let is_logged_out = current.as_ref().is_some_and(|current| self.check_against_cache(current) == CacheState::LoggedOut);
        if is_logged_out {
            state.renewal_prompt.set_declined();
        }
        let cached = if self.request.cache_policy.ignore_credentials { None } else { self.cache.credentials() };
        cached.or(current.filter(|_| !is_logged_out)).filter(|stale| self.may_be_served_stale(stale))
    }

    /// Replaces an error by the stale credentials, if there are any, except after Ctrl-C.
    pub(super) fn fall_back_to_stale(&self, outcome: Result<Credentials, Error>, stale: Option<Credentials>) -> Result<Credentials, Error> {
        match (outcome, stale.filter(|stale| self.may_be_served_stale(stale))) {
            (Err(error), Some(stale)) if !error.is_interrupted() => {
                let expiration = stale.expiration_in_words(self.deps.clock.now());
                self.deps.terminal.warn(&format!("could not renew credentials (valid until {expiration}): {error}"));
                Ok(stale)
            }
            (outcome, _) => outcome,
        }
    }

    /// Replaces the login and server state in memory by what is stored.
    pub(super) fn load_stored_state(&self, state: &mut SessionState) {
        state.login = self.cache.login_or_in_memory(std::mem::take(&mut state.login));
        state.login.needs_prompt = self.switches_user();
        if self.switches_user() {
            state.server = LearnedServer::default(); // as below; the stored login stays as it is until there is another
        } else if self.request.cache_policy.ignore_tokens {
            let begins_session = state.login.refresh_lifetime().may_be_fixed() && self.request.allows_interactive_login();
            // a new login helps if the server refused the token of the last refresh, or if a refresh would not extend the session
            state.login.needs_prompt = state.login.must_refresh || begins_session;
            state.login.require_refresh();
            state.server = LearnedServer::default(); // the server may have been replaced
        } else {
            state.server = self.cache.server().unwrap_or(state.server);
        }
    }

    /// Acquires the login lock for a supplied token if `lock` holds none yet, because the token had to be read first.
    pub(super) async fn lock_for_supplied_token(&self, claims: Option<&Claims>, lock: &Rc<LoginLock>) -> Result<LoginLock, Error> {
        match claims.filter(|_| lock.lock.is_none()) {
            Some(claims) => {
                self.acquire_login_lock(self.cache.lock_for_claims(claims), self.cache.failure_keys_for_claims(claims), None).await
            }
            None => Ok(LoginLock::default()),
        }
    }

    /// Returns fresh cached credentials for a supplied token with these claims; stale ones are stored in `stale`.
    pub(super) fn cached_for_supplied_token(&self, claims: Option<&Claims>, stale: &mut Option<Credentials>) -> Option<Credentials> {
        let claims = claims.filter(|_| !self.request.cache_policy.ignore_credentials)?;
        let cached = self.cache.credentials_for(claims)?;
        if self.is_fresh(&cached) {
            return Some(cached);
        }
        *stale = Some(cached).filter(|cached| self.may_be_served_stale(cached)).or(stale.take());
        None
    }

    /// Exchanges the proof for credentials, and caches them. A token that the STS refused is not sent again.
    pub(super) async fn exchange(
        &self,
        proof: &Proof,
        probe: &ServerProbe,
        supplied_claims: Option<&Claims>,
        state: &mut SessionState,
    ) -> Result<Credentials, Error> {
        self.print_notices(&sts::preflight_notices(proof, probe, &self.request));
        let (credentials, notices) = self.exchange_and_store(proof, probe, supplied_claims, state).await?;
        self.print_notices(&notices);
        Ok(credentials)
    }

    /// Exchanges the proof like [`Session::exchange`], and returns the notices instead of printing them.
    pub(super) async fn exchange_and_store(
        &self,
        proof: &Proof,
        probe: &ServerProbe,
        supplied_claims: Option<&Claims>,
        state: &mut SessionState,
    ) -> Result<(Credentials, Vec<Notice>), Error> {
        let previous_server = state.server;
        let exchanged = sts::exchange(proof, probe, &mut state.server, &self.request, &self.deps).await.map_err(Error::from);
        if state.server != previous_server {
            self.cache.store_server(&state.server);
        }
        match exchanged {
            Ok((credentials, notices)) => {
                self.cache.store_credentials(&credentials, supplied_claims);
                Ok((credentials, notices))
            }
            Err(error) => {
                if error.is_refusal() && !self.switches_user() {
                    state.login.require_refresh();
                    state.login.must_ask_who |= error.is_refusal_of_user();
                    self.cache.store_login(&state.login);
                }
                Err(error)
            }
        }
    }

    /// Renders the hints for an error for a user.
    #[must_use]
    pub fn hints(&self, error: &Error) -> Vec<String> {
        (self.explain)(error, HintAudience::Person).hints
    }

    /// Whether to prompt after the server refused the stored tokens. Only `login` does, so that it can recover from unusable stored tokens.
    pub(super) fn retries_with_prompt_after(&self, error: &Error, state: &SessionState) -> bool {
        let forces_login = self.request.cache_policy.ignore_tokens && self.request.allows_interactive_login();
        forces_login && error.is_refusal() && state.login.tokens.is_some() && !state.login.needs_prompt
    }

    /// Shows the outcome on the waiting browser page, if there is one.
    pub(super) async fn show_outcome(&self, page: Option<PendingCallback>, outcome: &Result<Credentials, Error>) {
        match (page, outcome) {
            (Some(page), Ok(credentials)) => page.succeed(credentials, self.deps.clock.now()).await,
            (Some(page), Err(error)) => self.show_failure(page, error).await,
            (None, _) => {}
        }
    }

    /// Shows the failure of a login or an exchange on the waiting browser page.
    pub(super) async fn show_failure(&self, page: PendingCallback, error: &Error) {
        let Explanation { facts, hints, .. } = (self.explain)(error, HintAudience::Person);
        page.fail(&error.to_string(), &[facts, hints].concat()).await;
    }

    /// Whether `credentials` have enough lifetime left to be returned, and are not those that the current renewal replaces.
    pub(super) fn is_fresh(&self, credentials: &Credentials) -> bool {
        let is_replaced = self.replaced.borrow().as_ref().is_some_and(|replaced| replaced.access_key == credentials.access_key);
        !is_replaced && self.has_lifetime(credentials)
    }

    /// Returns the credentials that the current renewal replaces, if they are fresh: then no caller waits for it.
    pub(super) fn fresh_replaced(&self) -> Option<Credentials> {
        self.replaced.borrow().clone().filter(|replaced| self.has_lifetime(replaced))
    }

    /// Whether `credentials` have enough lifetime left to be returned.
    fn has_lifetime(&self, credentials: &Credentials) -> bool {
        let now = self.deps.clock.now();
        if is_in_future(credentials.granted, now) {
            return false; // the clock was set back: the expiration cannot be checked
        }
        match self.request.cache_policy.min_life {
            Some(minimum) => now.duration_until(credentials.expiration) > minimum.try_into().unwrap_or(jiff::SignedDuration::MAX),
            None => credentials.are_fresh(now),
        }
    }

    /// Whether `credentials` may be served although they are stale: unexpired, and no minimum lifetime was requested.
    fn may_be_served_stale(&self, credentials: &Credentials) -> bool {
        let now = self.deps.clock.now();
        self.request.cache_policy.min_life.is_none() && credentials.expiration > now && !is_in_future(credentials.granted, now)
    }

    fn print_notices(&self, notices: &[Notice]) {
        let (warnings, notes): (Vec<_>, Vec<_>) = notices.iter().partition(|notice| notice.is_warning());
        warnings.iter().for_each(|warning| self.deps.terminal.warn_in(warning.context(), &warning.to_string()));
        notes.iter().for_each(|note| self.deps.terminal.note_in(note.context(), &note.to_string()));
    }
}
