//! Login status: what is cached, what the next renewal requires, and on request whether the storage server accepts the credentials.

use super::{Error, Session};
use crate::credentials::Credentials;
use crate::identity::TokenStatus;
use crate::request::{CustomToken, ProofSource};
use crate::s3;
use crate::sts;
use crate::sys::unless_stopped;
use std::time::SystemTime;

/// The status of a login, according to what is stored on this machine.
#[derive(Debug)]
pub struct LoginStatus {
    /// The cached, unexpired credentials.
    pub credentials: Option<Credentials>,
    /// Whether they are fresh.
    pub is_fresh: bool,
    /// Whether tokens of an interactive login are stored.
    pub has_stored_tokens: bool,
    /// The requirement of the next renewal.
    pub renewal: Renewal,
    /// The supplied token, for identities that have one.
    pub token: Option<TokenStatus>,
    /// Whether the provider sends no new ID token at a refresh, so that each renewal prompts.
    pub lacks_id_token: bool,
}

/// The requirement of a renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// Nothing from the user: there is a refresh token, or the profile names keys, a certificate or a token source.
    Silent,
    /// An interactive login.
    Prompt,
    /// A supplied token that is missing.
    TokenMissing,
    /// A supplied token that has expired.
    TokenExpired,
}

impl LoginStatus {
    /// Whether obtaining credentials now would prompt.
    #[must_use]
    pub(crate) fn would_prompt(&self) -> bool {
        self.renewal == Renewal::Prompt && self.credentials.is_none()
    }

    /// Whether the user must act before credentials can be obtained.
    #[must_use]
    pub(crate) fn needs_user_action(&self) -> bool {
        self.renewal != Renewal::Silent && self.credentials.is_none()
    }

    /// Returns the status if the cached credentials cannot be looked up.
    #[must_use]
    pub(crate) fn without_credentials(self) -> Self {
        Self { credentials: None, is_fresh: false, ..self }
    }
}

impl Session {
    /// Verifies `credentials` with the storage server. Returns the caller's ARN, if the server reports it.
    ///
    /// # Errors
    /// The server rejects the credentials or does not respond; Ctrl-C.
    pub(crate) async fn verify_with_server(&self, credentials: &Credentials) -> Result<Option<String>, Error> {
        self.deps.wait_limit.set(self.request.timeout);
        self.deps.trust(&self.request.trust, self.request.endpoint.url())?;
        let server = self.cache.server().unwrap_or_default();
        let verification = async {
            if let Some(caller) = sts::get_caller_identity(credentials, &server, &self.request, &self.deps).await? {
                return Ok(Some(caller.arn));
            }
            match s3::list_buckets(credentials, &self.request, &self.deps).await {
                Ok(_) | Err(s3::Error::ListDenied { .. }) => Ok(None),
                Err(error) => Err(Error::from(error)),
            }
        };
        unless_stopped(self.request.run_timeout(), verification).await?
    }

    /// When credentials or tokens of this request were last stored on this machine; `None` if there are none.
    #[must_use]
    pub(crate) fn last_stored(&self) -> Option<SystemTime> {
        self.cache.written_at()
    }

    /// Returns the status of this request's login with `credentials`, which are its own.
    #[must_use]
    pub(crate) fn status_with(&self, credentials: Credentials) -> LoginStatus {
        LoginStatus { is_fresh: self.is_fresh(&credentials), credentials: Some(credentials), ..self.status() }
    }

    /// Returns the status of this request's login, according to what is stored on this machine.
    #[must_use]
    pub fn status(&self) -> LoginStatus {
        let (credentials, login) = (self.cache.credentials(), self.cache.login());
        let token = match self.request.identity.proof_source() {
            ProofSource::SuppliedToken(token) | ProofSource::CustomToken(CustomToken(token)) => Some(TokenStatus::of(token, &self.deps)),
            _ => None,
        };
        let renewal = match self.request.identity.proof_source() {
            ProofSource::Login(web_identity) => {
                let renews_silently = login.as_ref().is_some_and(|login| login.can_renew_silently(web_identity, self.deps.clock.now()));
                if renews_silently { Renewal::Silent } else { Renewal::Prompt }
            }
            source if source.prompts() => Renewal::Prompt,
            _ => match &token {
                Some(token) if token.is_missing() => Renewal::TokenMissing,
                Some(token) if token.has_expired(self.deps.clock.now()) => Renewal::TokenExpired,
                _ => Renewal::Silent,
            },
        };
        let lacks_id_token = match (self.request.identity.web_identity(), &login) {
            (Some(web_identity), Some(login)) => login.refresh_lacks_id_token_for(web_identity),
            _ => false,
        };
        let is_fresh = credentials.as_ref().is_some_and(|credentials| self.is_fresh(credentials));
        LoginStatus {
            credentials,
            is_fresh,
            has_stored_tokens: login.is_some_and(|login| login.tokens.is_some()),
            renewal,
            token,
            lacks_id_token,
        }
    }
}
