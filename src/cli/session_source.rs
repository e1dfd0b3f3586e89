//! A session as the source of renewed credentials for `exec --renew`, `serve` and `--watch`.

use crate::credentials::{CacheState, Credentials, format_time};
use crate::deliver::{CredentialSource, UserDeadline};
use crate::identity;
use crate::request::{Request, SecretError};
use crate::session::{self, LimitReason, RenewalLimit, Session};
use crate::sys::Deps;
use jiff::Timestamp;

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
    async fn renew(&self, replaced: Option<&Credentials>) -> Result<Credentials, String> {
        self.session.renew(replaced).await.map_err(|error| {
            let requires_user = matches!(
                error,
                session::Error::Identity(identity::Error::PromptDisabled | identity::Error::Secret(SecretError::PromptFailed { .. }))
            );
            self.login_required().filter(|_| requires_user).unwrap_or_else(|| error.to_string())
        })
    }

    fn can_renew_early(&self, held: &Credentials) -> bool {
        self.session.can_renew_early(held)
    }

    fn user_deadline(&self, held: &Credentials, due: Timestamp) -> Option<UserDeadline> {
        let RenewalLimit::Until(limit, reason) = self.session.renewal_limit(held, due) else { return None };
        if limit > due && reason != LimitReason::Prompt || self.request.identity.supplied_code().is_some() {
            return None; // the next renewal is before the limit and may extend it; for a one-time code there is a warning already
        }
        let now = self.deps.clock.now();
        let action = match (reason, self.request.profile.as_deref()) {
            (LimitReason::Prompt, _) if self.deps.terminal.can_prompt() => "you are prompted then".to_owned(),
            (LimitReason::SuppliedToken, _) => "start this command again with a new one before then".to_owned(),
            (LimitReason::Certificate, _) => "replace it before then".to_owned(),
            (_, Some(profile)) => format!("run `sts-cli login {profile}` before then"),
            (_, None) => "start this command again before then".to_owned(),
        };
        Some(UserDeadline { time: limit.min(due), notice: format!("{}: {action}", reason.text(&format_time(limit, now))) })
    }

    fn check_against_cache(&self, credentials: &Credentials) -> CacheState {
        self.session.check_against_cache(credentials)
    }
}
