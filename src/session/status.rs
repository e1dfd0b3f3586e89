//! How a login stands: what is cached, what the next renewal will take, and on demand what the storage server says of the credentials.

use super::{Error, Session};
use crate::credentials::Credentials;
use crate::identity;
use crate::request::Identity;
use crate::s3;
use crate::sts;
use crate::sys::unless_stopped;

/// How a login stands, by what is stored on this machine.
#[derive(Debug)]
pub struct LoginStatus {
    /// The cached credentials, unless they have expired.
    pub credentials: Option<Credentials>,
    /// Whether they are fresh enough to be handed out as they are.
    pub is_fresh: bool,
    /// Whether tokens of an interactive login are stored.
    pub has_tokens: bool,
    /// What the next renewal will take.
    pub renewal: Renewal,
    /// Whether the provider gives no new ID token at a refresh, so that a person is asked each time.
    pub lacks_id_token: bool,
}

/// What a renewal takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// A refresh token, or what the profile itself names: keys, a certificate, a token's source.
    Silent,
    /// An interactive login.
    Prompts,
    /// A supplied token that is not where it should be.
    LacksToken,
}

impl LoginStatus {
    /// Whether asking for credentials now would prompt.
    #[must_use]
    pub fn would_prompt(&self) -> bool {
        self.renewal == Renewal::Prompts && self.credentials.is_none()
    }

    /// Whether somebody has something to do before there can be credentials.
    #[must_use]
    pub fn needs_somebody(&self) -> bool {
        self.renewal != Renewal::Silent && self.credentials.is_none()
    }
}

impl Session {
    /// Asks the storage server whether it accepts `credentials`, and whose they are, where it answers that.
    ///
    /// # Errors
    /// It does not accept them; it did not answer; Ctrl-C.
    pub async fn verify_with_server(&self, credentials: &Credentials) -> Result<Option<String>, Error> {
        self.deps.http.limit_waits(self.request.timeout);
        self.deps.trust(&self.request.trust, self.request.endpoint.url())?;
        let server = self.cache.server().unwrap_or_default();
        let verified = async {
            if let Some(caller) = sts::caller(credentials, &server, &self.request, &self.deps).await? {
                return Ok(Some(caller.arn));
            }
            match s3::list_buckets(credentials, &self.request, &self.deps).await {
                Ok(_) | Err(s3::Error::MayNotList) => Ok(None),
                Err(error) => Err(Error::from(error)),
            }
        };
        unless_stopped(self.request.limit(), verified).await?
    }

    /// How this request's login stands, by what is stored on this machine.
    #[must_use]
    pub fn status(&self) -> LoginStatus {
        let (credentials, login) = (self.cache.credentials(), self.cache.login());
        let renewal = match &self.request.identity {
            Identity::WebIdentity(person) => {
                let is_silent = login.as_ref().is_some_and(|login| login.renews_silently(person, self.deps.clock.now()));
                if is_silent { Renewal::Silent } else { Renewal::Prompts }
            }
            identity if identity.prompts_for_a_secret() => Renewal::Prompts,
            Identity::SuppliedToken(given) | Identity::CustomToken(given) if identity::lacks_token(&given.source, &self.deps) => {
                Renewal::LacksToken
            }
            _ => Renewal::Silent,
        };
        let lacks_id_token = match &self.request.identity {
            Identity::WebIdentity(person) => login.as_ref().is_some_and(|login| login.lacks_id_token(person)),
            _ => false,
        };
        let is_fresh = credentials.as_ref().is_some_and(|credentials| self.is_fresh(credentials));
        LoginStatus { credentials, is_fresh, has_tokens: login.is_some_and(|login| login.tokens.is_some()), renewal, lacks_id_token }
    }
}
