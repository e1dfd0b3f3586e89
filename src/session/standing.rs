//! How a login stands: what is there without asking anyone, and what the next renewal will take; and on demand, what the storage server
//! says of it.

use super::Session;
use crate::credentials::Credentials;
use crate::error::Failure;
use crate::identity;
use crate::request::Identity;
use crate::s3;
use crate::sts;
use crate::sys::Stopped;

/// How a login stands.
#[derive(Debug)]
pub struct Standing {
    /// The credentials at hand, while they live.
    pub credentials: Option<Credentials>,
    /// Whether they are fresh enough to be handed out as they are.
    pub is_fresh: bool,
    /// Whether tokens of a person's login are kept.
    pub keeps_tokens: bool,
    /// What the next renewal will take.
    pub renewal: Renewal,
}

/// What a renewal takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// A refresh token, or what the profile itself names: keys, a certificate, a token's source.
    Silent,
    /// The person.
    Asks,
    /// A token that was to be brought along, and is not there.
    LacksToken,
}

impl Standing {
    /// Whether asking for credentials now would ask a person.
    #[must_use]
    pub fn asks_now(&self) -> bool {
        self.renewal == Renewal::Asks && self.credentials.is_none()
    }

    /// Whether somebody has something to do before there can be credentials.
    #[must_use]
    pub fn needs_somebody(&self) -> bool {
        self.renewal != Renewal::Silent && self.credentials.is_none()
    }
}

impl Session<'_> {
    /// Asks the storage server whether it takes `credentials`: whose they are, where it tells.
    ///
    /// # Errors
    /// It does not take them; it did not answer; Ctrl-C.
    pub async fn takes(&self, credentials: &Credentials) -> Result<Option<String>, Failure> {
        self.deps.http.trust(&self.request.trust, self.request.endpoint.url())?;
        let memory = self.shelf.server().unwrap_or_default();
        let asked = async {
            if let Some(caller) = sts::caller(credentials, &memory, self.request, self.deps).await? {
                return Ok(Some(caller.arn));
            }
            match s3::list_buckets(credentials, self.request, self.deps).await {
                Ok(_) | Err(s3::Error::MayNotList) => Ok(None),
                Err(error) => Err(Failure::from(error)),
            }
        };
        Stopped::or(self.request.limit(), asked).await?
    }

    /// How this request's login stands, by what is kept on this machine.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let (credentials, login) = (self.shelf.credentials(), self.shelf.login());
        let renewal = match &self.request.identity {
            Identity::WebIdentity(person) => {
                let renews = login.as_ref().is_some_and(|login| login.renews_silently(person, self.deps.clock.now()));
                if renews { Renewal::Silent } else { Renewal::Asks }
            }
            identity if identity.asks_for_a_secret() => Renewal::Asks,
            Identity::GivenToken(given) | Identity::CustomToken(given) if identity::lacks_token(&given.source, self.deps) => {
                Renewal::LacksToken
            }
            _ => Renewal::Silent,
        };
        let is_fresh = credentials.as_ref().is_some_and(|credentials| self.suffice(credentials));
        Standing { credentials, is_fresh, keeps_tokens: login.is_some_and(|login| login.tokens.is_some()), renewal }
    }
}
