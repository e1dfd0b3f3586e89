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

use super::cache::SessionCache;
use super::login_lock::LoginLock;
use super::{Error, Session, SessionState};
use crate::identity::{self, LoginState, Proof};
use crate::request::{Identity, Request, WebIdentity};
use crate::sys::{Deps, Stopped, spawn_in_flight};
use std::rc::Rc;
use tokio::task::JoinHandle;

/// A refresh whose outcome has not been taken yet.
pub(super) struct RefreshInFlight(JoinHandle<RefreshOutcome>);

/// The outcome of a refresh.
struct RefreshOutcome {
    login: LoginState,
    /// `Ok(None)`: an interactive login is required.
    proof: Result<Option<Proof>, identity::Error>,
}

impl RefreshInFlight {
    /// Waits for the outcome. Cancel-safe: may be dropped and called again.
    async fn join(&mut self) -> Result<RefreshOutcome, Error> {
        (&mut self.0).await.map_err(|_| Stopped::Interrupted.into()) // the runtime has shut down, and the process is exiting
    }
}

/// The refresh task: its owned inputs.
struct RefreshTask {
    person: WebIdentity,
    request: Rc<Request>,
    deps: Rc<Deps>,
    cache: Rc<SessionCache>,
    login: LoginState,
    /// Held until the verified login is stored.
    lock: Rc<LoginLock>,
}

impl RefreshTask {
    /// Sends the refresh token, then verifies and stores the new tokens. If the provider refuses the token because another process has used
    /// it meanwhile, retries with the one that process stored instead of prompting.
    async fn run(mut self) -> RefreshOutcome {
        let mut proof = self.send().await;
        if proof.as_ref().is_err_and(identity::Error::is_refusal)
            && let Some(stored) = self.cache.login().filter(|stored| !stored.has_same_refresh_token(&self.login))
        {
            self.login = stored;
            proof = self.send().await;
        }
        if let Some(error) = proof.as_ref().err().filter(|error| self.falls_back_to_prompt_after(error)) {
            self.login.give_up_refresh(error, &self.deps);
            proof = Ok(None);
        }
        self.cache.store_login(&self.login); // `send` has stored the new refresh token already; now the verified tokens follow
        drop(self.lock);
        RefreshOutcome { login: self.login, proof }
    }

    /// Whether to prompt after this error. `login` prompts after any error: it must recover from unusable stored tokens.
    fn falls_back_to_prompt_after(&self, error: &identity::Error) -> bool {
        let asks_anyway = self.request.cache_policy.ignore_tokens && self.request.allows_interactive_login();
        error.requires_new_login() || asks_anyway && !error.is_interrupted()
    }

    async fn send(&mut self) -> Result<Option<Proof>, identity::Error> {
        let store = |login: &LoginState| self.cache.store_login(login);
        identity::refresh(&self.person, &self.request, &self.deps, &mut self.login, &store).await
    }
}

impl Session {
    /// Returns the web identity if the next proof requires a refresh: there is a refresh token, and no usable stored token.
    pub(super) fn needs_refresh(&self, login: &LoginState) -> Option<&WebIdentity> {
        match &self.request.identity {
            Identity::WebIdentity(web_identity) if login.can_refresh(web_identity) => {
                (!login.has_usable_token(web_identity, self.deps.clock.now())).then_some(web_identity)
            }
            _ => None,
        }
    }

    /// Refreshes the login; `None` if an interactive login is required.
    pub(super) async fn refresh(
        &self,
        web_identity: &WebIdentity,
        login: &mut LoginState,
        in_flight: &mut Option<RefreshInFlight>,
        lock: &Rc<LoginLock>,
    ) -> Result<Option<Proof>, Error> {
        let refresh = RefreshTask {
            person: web_identity.clone(),
            request: Rc::clone(&self.request),
            deps: Rc::clone(&self.deps),
            cache: Rc::clone(&self.cache),
            login: login.take_for_refresh(),
            lock: Rc::clone(lock),
        };
        let refreshed = in_flight.insert(RefreshInFlight(spawn_in_flight(refresh.run()))).join().await;
        *in_flight = None;
        let RefreshOutcome { login: after, proof } = refreshed?;
        *login = after;
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
