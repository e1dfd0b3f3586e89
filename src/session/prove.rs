//! Proves the identity, without a prompt if possible. The storage server is probed concurrently.

use super::login_lock::{Activity, LoginLock};
use super::refresh_task::RefreshInFlight;
use super::{Error, Session, SessionState};
use crate::identity::{self, Documents, LoginState, PendingPage, PromptEnd, Proof};
use crate::sts::{self, ServerProbe};
use std::rc::Rc;

/// Marks the prompt as unanswered when dropped. An acquisition that is canceled by Ctrl-C or a time limit leaves its prompt in progress on
/// disk, as a killed process does: processes that wait for it may prompt, later ones must not.
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
    /// Ends this process's prompt, if one is in progress, and stores that.
    fn end_prompt(&mut self, end: PromptEnd) {
        if self.state.prompt.is_ours() {
            self.state.prompt = self.state.prompt.ended(end);
            self.session.cache.store_login(self.state);
        }
    }
}

impl Session {
    /// Proves the identity while the storage server is probed, so that server problems are reported before anyone has logged in. Provider
    /// documents fetched meanwhile are cached; after a provider error they are discarded.
    pub(super) async fn prove(
        &self,
        state: &mut SessionState,
        lock: &Rc<LoginLock>,
        may_prompt: bool,
        page: &PendingPage,
    ) -> Result<(ServerProbe, Proof), Error> {
        let SessionState { login, refresh, .. } = state;
        login.documents = self.cache.documents().unwrap_or_else(|| std::mem::take(&mut login.documents));
        if self.request.cache_policy.ignore_tokens {
            login.documents.clear_published();
        }
        let documents = login.documents.clone();
        let mut login = PromptGuard { session: self, state: login };
        let probe = async { sts::check_request(&self.request, &self.deps).await.map_err(Error::from) };
        let proof = self.renew_or_prompt(login.state, refresh, lock, may_prompt, page);
        let result = tokio::try_join!(probe, proof);
        if let Err(error) = &result {
            login.end_prompt(if error.is_unanswered_prompt() { PromptEnd::Unanswered } else { PromptEnd::Withdrawn });
        }
        if result.as_ref().is_err_and(Error::is_provider_error) {
            login.state.documents = Documents::default();
        }
        if login.state.documents != documents {
            self.cache.store_documents(&login.state.documents);
        }
        result
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
            Some(web_identity) => {
                lock.announce(Activity::Refreshes);
                self.refresh_login(web_identity, login, refresh, lock).await?
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

    /// Explains why a login is required although there is a refresh token.
    fn explain_prompt(&self, login: &LoginState) {
        if let Some(web_identity) = self.request.identity.web_identity()
            && login.refresh_lacks_id_token_for(web_identity)
        {
            self.deps.terminal.note(
                "a new login is required, because the provider issues no new ID token at a refresh; if the storage server accepts access \
                 tokens, use --send access-token",
            );
        }
    }

    /// Prompts for a login, if that is allowed and no recent prompt went unanswered.
    async fn prompt(&self, login: &mut LoginState, lock: &LoginLock, may_prompt: bool, page: &PendingPage) -> Result<Proof, Error> {
        if !may_prompt || !self.request.allows_interactive_login() {
            return Err(identity::Error::PromptDisabled.into());
        }
        let now = self.deps.clock.now();
        // a prompt that began after this session was created belongs to a process that this one waited for
        let contended = lock.contended || login.prompt.in_progress_since() > Some(self.created_at);
        let seconds_ago = login.prompt.unanswered_seconds_ago(contended, now);
        let seconds_ago = seconds_ago.filter(|_| !self.deps.terminal.is_interactive() && !self.request.cache_policy.ignore_tokens);
        login.prompt = if seconds_ago.is_some() { login.prompt.after_giving_up(contended) } else { login.prompt.begun(now) };
        self.cache.store_login(login); // waiting processes must see that a prompt is in progress
        if let Some(seconds) = seconds_ago {
            return Err(identity::Error::UnansweredPrompt(seconds).into());
        }
        lock.announce(Activity::LogsIn);
        let proof = identity::prove(&self.request, &self.deps, login, page).await?;
        login.prompt = login.prompt.answered();
        login.needs_prompt = true; // if the server refuses these new tokens, another login does not help
        if !self.switches_user() {
            self.cache.store_login(login);
        }
        Ok(proof)
    }
}
