//! Proves the identity: one file per kind of identity, each returning a [`Proof`] for the STS.

mod access_keys;
mod aws_profile;
mod certificate;
mod client_grants;
mod client_proof;
mod custom_token;
mod ldap;
mod oidc;
mod supplied_token;
mod token_source;
mod token_text;
mod web_identity;

pub use aws_profile::ProfileError;
pub use certificate::CertificateError;
pub use oidc::VERIFICATION_ADDRESS;
pub use oidc::{
    AuthorizationResponse, Bind, CallbackPage, DISCOVERY_DOCUMENT, Documents, Grant, IdTokenError, ProviderEndpoint, ProviderError,
    RejectedCallback,
};
pub use token_source::{CommandError, NeededBy, SourceError, StderrTail};
pub use web_identity::{LoginState, Prompt, PromptEnd, Prompter, StoredTokens, refresh};

use crate::claims::Claims;
use crate::request::{Identity, Request, TokenSource, WebIdentity};
use crate::secret::{AccessToken, Password, RefreshToken, SecretError, SecretKey, SessionToken, Token};
use crate::sys::{BrowserError, Deps, PromptError, TrustError, format_duration, retry};
use std::sync::{Mutex, PoisonError};

/// The proof of identity that an STS call carries.
pub enum Proof {
    /// A token of an OpenID provider.
    WebIdentity {
        /// The token itself.
        token: Token,
        /// Its claims; empty if the token is opaque.
        claims: Claims,
        /// The access token, sent in addition if the server asks for it to query the provider's userinfo endpoint.
        access_token: Option<AccessToken>,
    },
    /// Keys that sign the request.
    AccessKeys {
        /// The access key id.
        access_key: String,
        /// The secret key.
        secret_key: SecretKey,
        /// The session token of temporary keys.
        session_token: Option<SessionToken>,
        /// The external ID, which AWS may require of third parties.
        external_id: Option<String>,
    },
    /// The access token of a service.
    ClientGrants {
        /// The token itself.
        token: AccessToken,
        /// Its claims.
        claims: Claims,
    },
    /// A user name and password for the server's LDAP directory.
    Ldap {
        /// The login name.
        user: String,
        /// The password.
        password: Password,
    },
    /// The client certificate of the TLS connection.
    Certificate {
        /// The subject's common name, which names the policy on MinIO.
        common_name: String,
    },
    /// An opaque token for the server's identity plugin.
    CustomToken {
        /// The token itself.
        token: Token,
    },
}

impl Proof {
    /// The display name of the user or service; empty if a token has none.
    #[must_use]
    pub fn display_name(&self) -> &str {
        match self {
            Self::WebIdentity { claims, .. } | Self::ClientGrants { claims, .. } => claims.person().unwrap_or_default(),
            Self::AccessKeys { access_key, .. } => access_key,
            Self::Ldap { user, .. } => user,
            Self::Certificate { common_name } => common_name,
            Self::CustomToken { .. } => "",
        }
    }

    /// The claims of the token; `None` for identities without one.
    #[must_use]
    pub fn claims(&self) -> Option<&Claims> {
        match self {
            Self::WebIdentity { claims, .. } | Self::ClientGrants { claims, .. } => Some(claims),
            Self::AccessKeys { .. } | Self::Ldap { .. } | Self::Certificate { .. } | Self::CustomToken { .. } => None,
        }
    }
}

/// Holds the browser's pending callback request, so that its page can show the outcome of the login.
#[derive(Default)]
pub struct PendingPage(Mutex<Option<CallbackPage>>);

impl PendingPage {
    /// Stores the browser's pending callback request; at most one per login.
    fn set(&self, page: CallbackPage) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(page);
    }

    /// Takes the pending request, if a browser came back.
    pub fn take(&self) -> Option<CallbackPage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Why the identity could not be proved.
#[derive(thiserror::Error)]
pub enum Error {
    /// A secret could not be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The password command failed.
    #[error(transparent)]
    PasswordCommand(CommandError),
    /// The supplied token could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The provider refused, could not be reached, or sent an unusable response.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The provider's ID token failed verification.
    #[error("could not verify the ID token of {issuer}: {problem}")]
    Token {
        /// The provider.
        issuer: String,
        /// The reason.
        problem: IdTokenError,
    },
    /// The listener could not be bound to the callback port.
    #[error(transparent)]
    Bind(#[from] Bind),
    /// The access token is opaque, so no server can verify it.
    #[error("the provider's access token is opaque (not a JSON Web Token): no storage server can read it")]
    OpaqueToken,
    /// The client's assertion key cannot be used.
    #[error(transparent)]
    AssertionKey(TrustError),
    /// The AWS profile cannot be used.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The client certificate cannot be used.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// An interactive login is required, and prompting is disabled.
    #[error("interactive login required, but prompting is disabled")]
    PromptDisabled,
    /// A recent prompt was not answered, and there is no terminal to prompt on now; holds the seconds since then.
    #[error("the login prompt of {} min ago was not answered; not prompting again for ten minutes", .0 / 60)]
    UnansweredPrompt(i64),
    /// An interactive login is required, but there is neither a browser nor a terminal.
    #[error("interactive login required, but there is neither a browser nor a terminal")]
    NoWayToPrompt(#[source] Option<BrowserError>),
    /// The login was not completed in time.
    #[error("the login was not completed within {}", format_duration(*after))]
    TimedOut {
        /// The timeout.
        after: std::time::Duration,
        /// The redirect URI that must be registered at the provider; `None` if no browser was involved.
        redirect: Option<String>,
        /// The last callback that was rejected, or that none came.
        #[source]
        seen: Option<RejectedCallback>,
    },
    /// The one-time start address was requested twice, by clients whose user the operating system does not report.
    #[error("the login was stopped: the one-time browser address was requested twice")]
    ContestedAddress,
}
debug_as_display!(Error);

impl Error {
    /// Whether a required login failed: refused, timed out, or prompting disabled. Unreachable servers, unreadable files and Ctrl-C do not
    /// count.
    #[must_use]
    pub fn is_failed_login(&self) -> bool {
        let is_of_the_call = match self {
            Self::Provider(ProviderError::BadRedirect(_)) | Self::Certificate(CertificateError::NoTls) | Self::Profile(_) => true,
            _ => self.is_interrupted(),
        };
        !(is_of_the_call || self.is_unreachable() || self.is_of_a_file())
    }

    /// Whether the provider or token service is unreachable or temporarily failing.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        match self {
            Self::Provider(error) => error.is_out_of_reach(),
            Self::Source(SourceError::NoResponse(_)) => true,
            Self::Source(SourceError::NoTokenReturned { status, .. }) => retry::is_undecided(*status),
            _ => false,
        }
    }

    /// Whether the provider evaluated the grant and refused it.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Provider(error) if error.is_refusal())
    }

    /// Whether a new login may get where a refresh that failed so did not: the provider refused the refresh token, answered without tokens
    /// that hold, or does not take the access token that it gave. A token of another user or login must be reported.
    #[must_use]
    pub fn requires_new_login(&self) -> bool {
        match self {
            Self::Provider(
                ProviderError::NoTokens { .. }
                | ProviderError::BadToken(_)
                | ProviderError::NoAccessToken { .. }
                | ProviderError::UserinfoRefused { .. },
            ) => true,
            Self::Token { problem, .. } => !problem.may_be_clock_skew() && !matches!(problem, IdTokenError::Subject | IdTokenError::Nonce),
            _ => self.is_refusal(),
        }
    }

    /// Whether a file or its content is the cause.
    #[must_use]
    pub fn is_of_a_file(&self) -> bool {
        match self {
            Self::Secret(SecretError::Unreadable { .. })
            | Self::PasswordCommand(CommandError::Unreadable { .. })
            | Self::Source(SourceError::Unreadable { .. } | SourceError::Command(CommandError::Unreadable { .. })) => true,
            Self::Certificate(CertificateError::Files(_)) | Self::AssertionKey(_) => true,
            Self::Profile(error) => !matches!(error, ProfileError::Places(_)),
            _ => false,
        }
    }

    /// Whether Ctrl-C interrupted a prompt.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        matches!(self, Self::Secret(SecretError::Prompt(PromptError::Interrupted)))
    }
}

/// Returns the claims of a supplied token if it can be read without waiting, from a file or a variable.
#[must_use]
pub fn supplied_token_claims(request: &Request, deps: &Deps) -> Option<Claims> {
    match &request.identity {
        Identity::SuppliedToken(supplied) => supplied_token::claims_without_waiting(supplied, deps),
        _ => None,
    }
}

/// Whether a supplied token is missing, as far as that can be checked without waiting.
#[must_use]
pub fn is_token_missing(source: &TokenSource, deps: &Deps) -> bool {
    token_source::is_missing(source, deps)
}

/// Proves the identity without a prompt or a refresh; `None` if one of them is required.
///
/// # Errors
/// See [`Error`].
pub async fn renew(request: &Request, deps: &Deps, state: &mut LoginState) -> Result<Option<Proof>, Error> {
    match &request.identity {
        Identity::WebIdentity(web_identity) => Ok(state.proof(web_identity, deps)),
        identity if identity.prompts_for_secret() => Ok(None),
        _ => prove(request, deps, state, &PendingPage::default()).await.map(Some),
    }
}

/// Revokes a refresh token at the provider: RFC 7009.
///
/// # Errors
/// [`ProviderError::NoEndpoint`] if the provider has no revocation endpoint, else as for a login.
pub async fn revoke(web_identity: &WebIdentity, token: &RefreshToken, known: &Documents, deps: &Deps) -> Result<(), Error> {
    web_identity::revoke(web_identity, token, known, deps).await
}

/// Proves the identity, prompting if necessary. Stores the browser's pending callback request in `page`.
///
/// Reads secrets before the first await, so that Ctrl-C at their prompt terminates the process in the default way.
///
/// # Errors
/// See [`Error`].
pub async fn prove(request: &Request, deps: &Deps, state: &mut LoginState, page: &PendingPage) -> Result<Proof, Error> {
    match &request.identity {
        Identity::WebIdentity(web_identity) => web_identity::prove(web_identity, request, deps, state, page).await,
        Identity::SuppliedToken(supplied) => Ok(supplied_token::prove(supplied, deps).await?),
        Identity::ClientGrants(client_grants) => client_grants::prove(client_grants, deps, state).await,
        Identity::AccessKeys(keys) => access_keys::prove(keys, deps),
        Identity::Ldap(login) => ldap::prove(login, deps).await,
        Identity::Certificate(client) => Ok(certificate::prove(client, &request.endpoint, deps.clock.now())?),
        Identity::CustomToken(supplied) => Ok(custom_token::prove(supplied, deps).await?),
    }
}
