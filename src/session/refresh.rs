//! A refresh in flight: a task that sends the refresh token, verifies the response and stores it, even if its caller was canceled.
//!
//! The provider may have revoked the old refresh token when it responds, so the new one must survive Ctrl-C, a signal, an unreachable
//! storage server and the exit of a child command. Dropping an acquisition drops only the wait; `Deps::block_on` waits for the task before
//! the process exits.
//!
//! ```text
//! acquisition ──spawn──► task: send ─► store the new refresh token ─► verify ─► store the tokens ─► login lock released
//!      │ awaits it            ▲
//!      └─ dropped ────────────┴── joined by the next acquisition, or by `Deps::block_on` for 5 s
//! ```

use super::login_lock::LoginLock;
use super::refresh_task::{RefreshInFlight, RefreshOutcome, RefreshTask};
use super::{Error, Session, SessionState};
use crate::identity::{LoginState, Proof};
use crate::request::WebIdentity;
use std::rc::Rc;

impl Session {
    /// Returns the web identity if the next proof requires a refresh: there is a refresh token, and no usable stored token. A token that
    /// expires before the fresh credentials that it would replace is not usable: a server may limit the new ones to its lifetime.
    pub(super) fn needs_refresh(&self, login: &LoginState) -> Option<&WebIdentity> {
        let web_identity = self.request.identity.web_identity().filter(|web_identity| login.can_refresh(web_identity))?;
        let expiration = self.fresh_replaced().map(|replaced| replaced.expiration);
        let is_usable = |time| login.has_usable_token(web_identity, time);
        (!is_usable(self.deps.clock.now()) || !expiration.is_none_or(is_usable)).then_some(web_identity)
    }

    /// Refreshes the login; `None` if an interactive login is required.
    pub(super) async fn refresh_login(
        &self,
        web_identity: &WebIdentity,
        login: &mut LoginState,
        in_flight: &mut Option<RefreshInFlight>,
        lock: &Rc<LoginLock>,
    ) -> Result<Option<Proof>, Error> {
        let refresh = RefreshTask {
            web_identity: web_identity.clone(),
            request: Rc::clone(&self.request),
            deps: Rc::clone(&self.deps),
            cache: Rc::clone(&self.cache),
            login: login.take_for_refresh(),
            lock: Rc::clone(lock),
        };
        let refreshed = in_flight.insert(RefreshInFlight::spawn(refresh)).join().await;
        *in_flight = None;
        let RefreshOutcome { login: new_login, proof } = refreshed?;
        *login = new_login;
        Ok(proof?)
    }

    /// Waits for a refresh that an earlier, canceled acquisition left in flight, and takes its outcome.
    pub(super) async fn join_refresh(&self, state: &mut SessionState) {
        if let Some(in_flight) = &mut state.refresh {
            if let Ok(refreshed) = in_flight.join().await {
                state.login = refreshed.login;
            }
            state.refresh = None;
        }
    }
}
