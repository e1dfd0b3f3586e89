//! One acquisition in two steps, for a diagnosis that looks at the proof in between: prove the identity, then exchange the proof.

use super::login_lock::LoginLock;
use super::{Error, Session, SessionState};
use crate::credentials::Credentials;
use crate::identity::{LoginState, PendingPage, Proof};
use crate::sts::{self, Notice, ServerProbe};
use std::rc::Rc;
use tokio::sync::MutexGuard;

/// A proved identity that has not been exchanged yet. Holds the login lock.
pub(crate) struct ExaminedLogin<'a> {
    session: &'a Session,
    state: MutexGuard<'a, SessionState>,
    /// The login before the identity was proved.
    before: LoginState,
    lock: Rc<LoginLock>,
    page: PendingPage,
    probe: ServerProbe,
    proof: Proof,
}

impl Session {
    /// Proves the identity as an acquisition does: with a stored token, else by a refresh, else by a prompt if `may_prompt` allows it.
    ///
    /// # Errors
    /// The errors of [`Session::credentials`] before the exchange; [`crate::identity::Error::PromptDisabled`] if a prompt is required and
    /// not allowed.
    pub(crate) async fn examine_login(&self, may_prompt: bool) -> Result<ExaminedLogin<'_>, Error> {
        let mut state = self.state.lock().await;
        self.join_refresh(&mut state).await;
        let lock = self.acquire_login_lock(self.cache.login_lock(), self.cache.failure_keys_before_token(), None).await?;
        let (lock, page) = (Rc::new(lock), PendingPage::default());
        self.load_stored_state(&mut state);
        let before = state.login.clone();
        match self.prove(&mut state, &lock, may_prompt, &page).await {
            Ok((probe, proof)) => Ok(ExaminedLogin { session: self, state, before, lock, page, probe, proof }),
            Err(error) => {
                if let Some(page) = page.take() {
                    self.show_failure(page, &error).await;
                }
                self.publish_failure(&error, lock.failures);
                Err(error)
            }
        }
    }
}

impl ExaminedLogin<'_> {
    /// The proof of identity.
    pub(crate) fn proof(&self) -> &Proof {
        &self.proof
    }

    /// Whether the user was prompted, rather than a stored token used or refreshed.
    pub(crate) fn was_prompted(&self) -> bool {
        self.state.login.needs_prompt
    }

    /// Returns the notices before the proof is sent.
    pub(crate) fn preflight_notices(&self) -> Vec<Notice> {
        sts::preflight_notices(&self.proof, &self.probe, &self.session.request)
    }

    /// Exchanges the proof, caches the credentials, removes those of another user who was logged in before, and shows the outcome on the
    /// browser page that waits for it. Also returns notices about differences from the request.
    ///
    /// # Errors
    /// [`Error::Sts`].
    pub(crate) async fn exchange(mut self) -> Result<(Credentials, Vec<Notice>), Error> {
        let supplied_claims = self.proof.claims.as_ref().filter(|_| self.session.request.has_supplied_token());
        let exchanged = self.session.exchange_and_store(&self.proof, &self.probe, supplied_claims, &mut self.state).await;
        let (outcome, notices) = match exchanged {
            Ok((credentials, notices)) => (Ok(credentials), notices),
            Err(error) => (Err(error), Vec::new()),
        };
        self.session.conclude_login(self.before, &outcome, &mut self.state);
        self.session.show_outcome(self.page.take(), &outcome).await;
        self.session.publish_outcome(&outcome, self.lock.failures);
        Ok((self.state.set_current(outcome?), notices))
    }
}
