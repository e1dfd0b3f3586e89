//! Proof of identity: without a prompt where that can be, else by prompting; the storage server is probed meanwhile.

use super::acquire::OnRenewalFailure;
use super::login_lock::{Activity, LoginLock};
use super::refresh::RefreshInFlight;
use super::{Error, Session, SessionState};
use crate::identity::{self, Documents, LoginState, PendingPage, PromptEnd, Proof};
use crate::request::Identity;
use crate::sts::{self, ServerProbe};
use std::rc::Rc;

/// Whether a renewal for a long-lived delivery may still prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum RenewalPrompt {
    /// It may: nobody has ignored or refused a prompt since there were credentials.
    #[default]
    Allowed,
    /// Somebody was prompted and did not log in, or logged out: nobody is prompted until there are credentials again.
    Declined,
}

impl RenewalPrompt {
    pub(super) fn allows(self, on_failure: OnRenewalFailure) -> bool {
        on_failure == OnRenewalFailure::ServeStale || self == Self::Allowed
    }

    pub(super) fn decline(&mut self) {
        *self = Self::Declined;
    }

    /// Declined, if this was a renewal that was allowed to prompt and nobody logged in; else as before.
    pub(super) fn after<T>(self, proved: &Result<T, Error>, may_prompt: bool, on_failure: OnRenewalFailure) -> Self {
        let is_declined = may_prompt && proved.as_ref().is_err_and(Error::is_failed_login);
        if is_declined && on_failure == OnRenewalFailure::Fail { Self::Declined } else { self }
    }
}

/// The login of this session while it may be prompting. An acquisition that is dropped, by Ctrl-C or at the end of its time, leaves its
/// prompt in progress on disk, as one that is killed does: those that wait for it may prompt, those that come later must not.
struct PromptGuard<'a> {
    session: &'a Session,
    state: &'a mut LoginState,
}

impl Drop for PromptGuard<'_> {
    fn drop(&mut self) {
        self.state.prompt = self.state.prompt.ended(PromptEnd::Unanswered);
    }
}

impl PromptGuard<'_> {
    /// Ends the prompt of this process, if one is in progress.
    fn end_prompt(&mut self, end: PromptEnd) {
        if self.state.prompt.is_ours() {
            self.state.prompt = self.state.prompt.ended(end);
            self.session.cache.store_login(self.state);
        }
    }
}

impl Session {
    /// Proves the identity while the storage server is probed: what is wrong with the server is better known before anyone has logged
    /// in. What the provider published about itself on the way is cached; where it led nowhere, it is fetched anew the next time.
    pub(super) async fn prove(
        &self,
        state: &mut SessionState,
        lock: &Rc<LoginLock>,
        may_prompt: bool,
        page: &PendingPage,
    ) -> Result<(ServerProbe, Proof), Error> {
        let SessionState { login, refresh, .. } = state;
        login.provider = self.cache.documents().unwrap_or_else(|| std::mem::take(&mut login.provider));
        if self.request.cache_policy.fresh_login {
            login.provider.forget();
        }
        let documents = login.provider.clone();
        let mut login = PromptGuard { session: self, state: login };
        let probe = async { sts::probe(&self.request, &self.deps).await.map_err(Error::from) };
        let proof = self.renew_or_prompt(login.state, refresh, lock, may_prompt, page);
        let proved = tokio::try_join!(probe, proof);
        if let Err(error) = &proved {
            login.end_prompt(if error.is_unanswered_prompt() { PromptEnd::Unanswered } else { PromptEnd::Withdrawn });
        }
        if proved.as_ref().is_err_and(Error::is_of_the_provider) {
            login.state.provider = Documents::default();
        }
        if login.state.provider != documents {
            self.cache.store_documents(&login.state.provider);
        }
        proved
    }

    async fn renew_or_prompt(
        &self,
        login: &mut LoginState,
        refresh: &mut Option<RefreshInFlight>,
        lock: &Rc<LoginLock>,
        may_prompt: bool,
        page: &PendingPage,
    ) -> Result<Proof, Error> {
        let renewed = match self.needs_refresh(login) {
            Some(person) => {
                lock.announce(Activity::Renews);
                self.refresh(person, login, refresh, lock).await?
            }
            None => identity::renew(&self.request, &self.deps, login).await?,
        };
        match renewed {
            Some(proof) => Ok(proof),
            None => {
                self.explain_prompt(login);
                self.prompt(login, lock, may_prompt, page).await
            }
        }
    }

    /// Says why a person is asked although there is a refresh token.
    fn explain_prompt(&self, login: &LoginState) {
        if let Identity::WebIdentity(person) = &self.request.identity
            && login.lacks_id_token(person)
        {
            self.deps.terminal.note(
                "the provider gives no new ID token at a refresh, so you must log in again; if the storage server reads access tokens, \
                 --send access-token spares you that",
            );
        }
    }

    /// Prompts for a login, where that is allowed and nobody has ignored a prompt a little while ago.
    async fn prompt(&self, login: &mut LoginState, lock: &LoginLock, may_prompt: bool, page: &PendingPage) -> Result<Proof, Error> {
        if !may_prompt || !self.request.may_prompt_for_login() {
            return Err(identity::Error::PromptDisabled.into());
        }
        let now = self.deps.clock.now();
        // one that began since this session was opened is that of a process that this one waited for
        let contended = lock.contended || login.prompt.in_progress_since() > Some(self.opened);
        let ignored = login.prompt.unanswered_seconds_ago(contended, now);
        let ignored = ignored.filter(|_| !self.deps.terminal.is_interactive() && !self.request.cache_policy.fresh_login);
        login.prompt = if ignored.is_some() { login.prompt.given_up(contended) } else { login.prompt.begun(now) };
        self.cache.store_login(login); // other processes wait for this one, and must see it
        if let Some(seconds) = ignored {
            return Err(identity::Error::UnansweredPrompt(seconds).into());
        }
        lock.announce(Activity::LogsIn);
        let proof = identity::prove(&self.request, &self.deps, login, page).await?;
        login.prompt = login.prompt.answered();
        login.needs_prompt = true; // where the server refuses what it brought, asking once more is of no use
        self.cache.store_login(login);
        Ok(proof)
    }
}
