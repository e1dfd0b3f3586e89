//! A refresh in flight: the task that owns it sends the refresh token, verifies the answer and stores it, whoever still waits for that.
//!
//! The provider may have revoked the old refresh token by the time it answers, so the new one must not be lost: neither to Ctrl-C, nor
//! to a signal, nor to a storage server out of reach, nor to the end of a command that runs with the credentials. Dropping an acquisition
//! drops only the wait; `Deps::block_on` waits for the task before anything else ends.
//!
//! ```text
//! acquisition ──spawn──► task: send ─► store the new refresh token ─► verify ─► store the tokens ─► login lock released
//!      │ awaits it            ▲
//!      └─ dropped ────────────┴── joined by the next acquisition, or by `Deps::block_on` for 5 s
//! ```

use super::cache::SessionCache;
use super::login_lock::LoginLock;
use super::{Error, Session, SessionState};
use crate::identity::{self, LoginState, Proof};
use crate::request::{Identity, Request, WebIdentity};
use crate::sys::{Deps, Stopped, spawn_in_flight};
use std::rc::Rc;
use tokio::task::JoinHandle;

/// A refresh whose outcome nobody has taken yet.
pub(super) struct RefreshInFlight(JoinHandle<Refreshed>);

/// What a refresh leaves behind.
struct Refreshed {
    login: LoginState,
    /// `None`: somebody must log in.
    proof: Result<Option<Proof>, identity::Error>,
}

impl RefreshInFlight {
    /// Waits for the outcome; may be dropped and called again.
    async fn join(&mut self) -> Result<Refreshed, Error> {
        (&mut self.0).await.map_err(|_| Stopped::Interrupted.into()) // its runtime is gone, and the process about to end
    }
}

/// The owned inputs of the task.
struct Refresh {
    person: WebIdentity,
    request: Rc<Request>,
    deps: Rc<Deps>,
    cache: Rc<SessionCache>,
    login: LoginState,
    /// Held until the verified login is stored.
    lock: Rc<LoginLock>,
}

impl Refresh {
    /// Sends the refresh token, verifies what comes, stores it. A refresh token that another process has used meanwhile is no reason to
    /// prompt: the one that it stored is used then.
    async fn run(mut self) -> Refreshed {
        let mut proof = self.send().await;
        if proof.as_ref().is_err_and(identity::Error::is_refusal)
            && let Some(stored) = self.cache.login().filter(|stored| !stored.has_same_refresh_token(&self.login))
        {
            self.login = stored;
            proof = self.send().await;
        }
        if let Some(error) = proof.as_ref().err().filter(|error| self.is_given_up_after(error)) {
            self.login.give_up_refresh(error, &self.deps);
            proof = Ok(None);
        }
        self.cache.store_login(&self.login); // the tokens that were verified; the new refresh token was stored by `send`
        drop(self.lock);
        Refreshed { login: self.login, proof }
    }

    /// Whether somebody is asked to log in after this error. A `login` gets out of whatever is stored: it goes on where a home with nothing
    /// stored would begin.
    fn is_given_up_after(&self, error: &identity::Error) -> bool {
        let asks_anyway = self.request.cache_policy.fresh_login && self.request.may_prompt_for_login();
        error.ends_refresh() || asks_anyway && !error.is_interrupted()
    }

    async fn send(&mut self) -> Result<Option<Proof>, identity::Error> {
        let store = |login: &LoginState| self.cache.store_login(login);
        identity::refresh(&self.person, &self.request, &self.deps, &mut self.login, &store).await
    }
}

impl Session {
    /// The identity, if the next proof takes a refresh token: there is one, and no stored token is usable.
    pub(super) fn needs_refresh(&self, login: &LoginState) -> Option<&WebIdentity> {
        match &self.request.identity {
            Identity::WebIdentity(person) if login.can_refresh(person) => {
                (!login.has_usable_token(person, self.deps.clock.now())).then_some(person)
            }
            _ => None,
        }
    }

    /// Refreshes the login of `person`; `None` where somebody must log in.
    pub(super) async fn refresh(
        &self,
        person: &WebIdentity,
        login: &mut LoginState,
        in_flight: &mut Option<RefreshInFlight>,
        lock: &Rc<LoginLock>,
    ) -> Result<Option<Proof>, Error> {
        let refresh = Refresh {
            person: person.clone(),
            request: Rc::clone(&self.request),
            deps: Rc::clone(&self.deps),
            cache: Rc::clone(&self.cache),
            login: login.move_tokens_out(),
            lock: Rc::clone(lock),
        };
        let refreshed = in_flight.insert(RefreshInFlight(spawn_in_flight(refresh.run()))).join().await;
        *in_flight = None;
        let Refreshed { login: after, proof } = refreshed?;
        *login = after;
        Ok(proof?)
    }

    /// Takes the outcome of a refresh that an earlier acquisition did not wait for.
    pub(super) async fn finish_refresh(&self, state: &mut SessionState) {
        if let Some(in_flight) = &mut state.refresh {
            if let Ok(refreshed) = in_flight.join().await {
                state.login = refreshed.login;
            }
            state.refresh = None;
        }
    }
}
