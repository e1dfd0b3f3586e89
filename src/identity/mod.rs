//! Who asks: one file an identity, each of which brings a [`Proof`] for the STS.

mod access_keys;
mod certificate;
mod client_grants;
mod custom_token;
mod given_token;
mod ldap;
mod oidc;
mod token_source;
mod web_identity;

pub use certificate::CertificateError;
pub use oidc::{Answer, NoListener, Page, ProviderError, TokenProblem};
pub use token_source::{LastWords, SourceError};
pub use web_identity::Kept;

use crate::claims::Claims;
use crate::request::{Identity, Request};
use crate::secret::{AccessToken, Password, SecretError, SecretKey, SessionToken, Token};
use crate::sys::{BrowserError, Deps};

/// What the STS call needs to know of who asks.
pub enum Evidence {
    /// A token of an OpenID provider, and what it says.
    WebIdentity {
        /// The token itself.
        token: Token,
        /// Its claims; none where it cannot be read.
        claims: Claims,
        /// What a server gets besides when it asks for it, because it looks at the provider's userinfo.
        access_token: Option<AccessToken>,
    },
    /// Keys to sign with.
    AccessKeys {
        /// The access key id.
        access_key: String,
        /// The secret key.
        secret_key: SecretKey,
        /// The session token of temporary keys.
        session_token: Option<SessionToken>,
        /// What AWS wants of callers from another organisation.
        external_id: Option<String>,
    },
    /// A service's access token, and what it says.
    ClientGrants {
        /// The token itself.
        token: AccessToken,
        /// Its claims.
        claims: Claims,
    },
    /// A name and a password in the server's directory.
    Ldap {
        /// The login name.
        user: String,
        /// The password.
        password: Password,
    },
    /// The certificate that the connection itself shows.
    Certificate {
        /// The subject's common name: on MinIO the name of the policy.
        common_name: String,
    },
    /// An opaque token for the server's identity plugin.
    CustomToken {
        /// The token itself.
        token: Token,
    },
}

impl Evidence {
    /// What the person or the service is called; empty where a token names nobody.
    #[must_use]
    pub fn person(&self) -> &str {
        match self {
            Self::WebIdentity { claims, .. } | Self::ClientGrants { claims, .. } => claims.person().unwrap_or_default(),
            Self::AccessKeys { access_key, .. } => access_key,
            Self::Ldap { user, .. } => user,
            Self::Certificate { common_name } => common_name,
            Self::CustomToken { .. } => "",
        }
    }

    /// The claims of the token, where there is one.
    #[must_use]
    pub fn claims(&self) -> Option<&Claims> {
        match self {
            Self::WebIdentity { claims, .. } | Self::ClientGrants { claims, .. } => Some(claims),
            Self::AccessKeys { .. } | Self::Ldap { .. } | Self::Certificate { .. } | Self::CustomToken { .. } => None,
        }
    }
}

/// Evidence, and after a browser login the browser's unanswered request: it waits for the true outcome.
pub struct Proof {
    /// What goes to the STS.
    pub evidence: Evidence,
    /// The browser that waits.
    pub browser: Option<Page>,
}

/// A login that failed, and the browser that may still wait for an answer.
pub struct Unproven {
    /// Why.
    pub error: Error,
    /// The browser that waits.
    pub browser: Option<Page>,
}

impl<E: Into<Error>> From<E> for Unproven {
    fn from(error: E) -> Self {
        Self { error: error.into(), browser: None }
    }
}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A secret that could not be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A token from outside that could not be had.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The provider, the way to it, or its answer.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The provider's ID token does not hold.
    #[error("the ID token of {issuer} is refused: {problem}")]
    Token {
        /// The provider.
        issuer: String,
        /// What is wrong with the token.
        problem: TokenProblem,
    },
    /// The callback port cannot be listened on.
    #[error(transparent)]
    NoListener(#[from] NoListener),
    /// A token that no server can read.
    #[error("the provider's access token is opaque: no JSON Web Token that a storage server could read")]
    OpaqueToken,
    /// The client certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A person must log in, and may not be asked.
    #[error("a person must log in, and nobody may be asked")]
    MayNotAsk,
    /// Nobody can be asked to log in.
    #[error("a person must log in, and there is neither a browser nor a terminal to ask on")]
    NobodyToAsk(#[source] Option<BrowserError>),
    /// Nobody came back within the time allowed.
    #[error("nobody finished the login within {} seconds", after.as_secs())]
    TimedOut {
        /// How long was waited.
        after: std::time::Duration,
        /// The redirect address that must be registered at the provider, where a browser was to come back.
        redirect: Option<String>,
    },
}

/// Brings the proof that `request` calls for, asking a person where it must; what is `kept` of a login spares the person the next.
///
/// Secrets are read before anything is awaited, so that Ctrl-C at their prompt ends the process as it always does.
///
/// # Errors
/// [`Unproven`] with the cause, and the browser to be told of it.
pub async fn prove(request: &Request, deps: &Deps, kept: &mut Kept) -> Result<Proof, Box<Unproven>> {
    match &request.identity {
        Identity::WebIdentity(person) => web_identity::prove(person, request, deps, kept).await,
        Identity::ClientGrants(service) => client_grants::prove(service, deps).await.map_err(Unproven::from),
        Identity::GivenToken(given) => given_token::prove(given, deps).await.map_err(Unproven::from),
        Identity::AccessKeys(keys) => access_keys::prove(keys, deps).map_err(Unproven::from),
        Identity::Ldap(login) => ldap::prove(login, deps).await.map_err(Unproven::from),
        Identity::CustomToken(given) => custom_token::prove(given, deps).await.map_err(Unproven::from),
        Identity::Certificate(client) => certificate::prove(client, &request.endpoint, deps.clock.now()).map_err(Unproven::from),
    }
    .map_err(Box::new)
}
