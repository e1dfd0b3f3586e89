//! The task of a refresh in flight: sends the refresh token, verifies the response and stores it.

use crate::identity;
use crate::identity::{LoginState, Proof};
use crate::request::{Request, WebIdentity};
use crate::session::Error;
use crate::session::cache::SessionCache;
use crate::session::login_lock::LoginLock;
use crate::sys::{Deps, Stopped, spawn_in_flight};
use std::rc::Rc;
use tokio::task::JoinHandle;

/// A refresh whose outcome has not been taken yet.
pub(super) struct RefreshInFlight(JoinHandle<RefreshOutcome>);

/// The outcome of a refresh.
pub(super) struct RefreshOutcome {
    pub(super) login: LoginState,
    /// `Ok(None)`: an interactive login is required.
    pub(super) proof: Result<Option<Proof>, identity::Error>,
}

impl RefreshInFlight {
    /// Starts the task, which nothing cancels.
    pub(super) fn spawn(task: RefreshTask) -> Self {
        Self(spawn_in_flight(task.run()))
    }

    /// Waits for the outcome. Cancel-safe: may be dropped and called again.
    pub(super) async fn join(&mut self) -> Result<RefreshOutcome, Error> {
        (&mut self.0).await.map_err(|_| Stopped::Interrupted.into()) // the runtime has shut down, and the process is exiting
    }
}

/// The refresh task: its owned inputs.
pub(super) struct RefreshTask {
    pub(super) web_identity: WebIdentity,
    pub(super) request: Rc<Request>,
    pub(super) deps: Rc<Deps>,
    pub(super) cache: Rc<SessionCache>,
    pub(super) login: LoginState,
    /// Held until the verified login is stored.
    pub(super) lock: Rc<LoginLock>,
}

impl RefreshTask {
    /// Sends the refresh token, then verifies and stores the new tokens. If the provider refuses the token because another process has used
    /// it meanwhile, retries with the one that process stored instead of prompting.
    pub(super) async fn run(mut self) -> RefreshOutcome {
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
    pub(super) fn falls_back_to_prompt_after(&self, error: &identity::Error) -> bool {
        let forces_login = self.request.cache_policy.ignore_tokens && self.request.allows_interactive_login();
        error.requires_new_login() || forces_login && !error.is_interrupted()
    }

    pub(super) async fn send(&mut self) -> Result<Option<Proof>, identity::Error> {
        let store = |login: &LoginState| self.cache.store_login(login);
        identity::refresh(&self.web_identity, &self.request, &self.deps, &mut self.login, &store).await
    }
}
