//! A session as the source of renewed credentials for `exec --renew`, `serve` and `--watch`.

use crate::credentials::{CacheState, Credentials};
use crate::deliver::CredentialSource;
use crate::identity;
use crate::request::{Request, SecretError};
use crate::session::{self, Session};
use crate::sys::Deps;

/// A session that renews the credentials of a request.
pub(super) struct SessionSource<'a> {
    session: &'a Session,
    request: &'a Request,
    deps: &'a Deps,
}

impl<'a> SessionSource<'a> {
    /// Creates the source of the credentials that follow `first`. A supplied one-time code is not for them: it was accepted once, and it is
    /// valid for seconds. Warns that the user must help then.
    pub(super) fn after(first: &Credentials, session: &'a Session, request: &'a Request, deps: &'a Deps) -> Self {
        if let Some(code) = request.identity.supplied_code() {
            code.discard();
            let expiration = first.expiration_in_words(deps.clock.now());
            deps.terminal.warn(&match deps.terminal.can_prompt() {
                true => {
                    format!("a one-time code cannot renew credentials: you are prompted for a new one when these expire, at {expiration}")
                }
                false => format!(
                    "a one-time code cannot renew credentials: start this command again with a new one before these expire, at {expiration}"
                ),
            });
        }
        Self { session, request, deps }
    }

    /// Describes what the user must do so that a renewal can succeed.
    fn login_required(&self) -> Option<String> {
        let (profile, code) = (self.request.profile.as_deref(), self.request.identity.supplied_code());
        match (code, profile) {
            (Some(_), _) if self.deps.terminal.can_prompt() => Some("a new one-time code is required".to_owned()),
            (Some(_), _) => Some("a new one-time code is required: start this command again with it".to_owned()),
            (None, profile) => profile.map(|profile| format!("login required: run `sts-cli login {profile}`")),
        }
    }
}

impl CredentialSource for SessionSource<'_> {
    /// Renews without a prompt. If only an interactive login can help, the error says how to log in.
    async fn renew(&self) -> Result<Credentials, String> {
        self.session.renew().await.map_err(|error| {
            let requires_user = matches!(
                error,
                session::Error::Identity(identity::Error::PromptDisabled | identity::Error::Secret(SecretError::PromptFailed { .. }))
            );
            self.login_required().filter(|_| requires_user).unwrap_or_else(|| error.to_string())
        })
    }

    fn check_against_cache(&self, credentials: &Credentials) -> CacheState {
        self.session.check_against_cache(credentials)
    }
}
