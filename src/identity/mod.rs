//! Who asks: one file an identity, each of which brings a [`Proof`] for the STS.

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
pub use oidc::{Answer, BindError, DISCOVERY_DOCUMENT, Documents, Grant, Page, ProviderEndpoint, ProviderError, StrayAnswer, TokenProblem};
pub use token_source::{CommandError, NeededBy, SourceError, StderrTail};
pub use web_identity::{LoginState, Prompt, PromptEnd, Prompter, StoredTokens, refresh};

use crate::claims::Claims;
use crate::request::{Identity, Request, TokenSource, WebIdentity};
use crate::secret::{AccessToken, Password, RefreshToken, SecretError, SecretKey, SessionToken, Token};
use crate::sys::{BrowserError, Deps, PromptError, TrustError, retry, span};
use std::sync::{Mutex, PoisonError};

/// The proof of who asks: what the STS call needs to know.
pub enum Proof {
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
        /// What AWS wants of callers from another organization.
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

impl Proof {
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

/// Holds the browser's callback request that is still unanswered: whatever becomes of the login, the page shows its true outcome.
#[derive(Default)]
pub struct PendingPage(Mutex<Option<Page>>);

impl PendingPage {
    /// Stores the browser's pending callback request; at most one per login.
    fn set(&self, page: Page) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(page);
    }

    /// Takes the pending request, if a browser came back.
    pub fn take(&self) -> Option<Page> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Why there is no proof.
#[derive(thiserror::Error)]
pub enum Error {
    /// A secret that could not be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The program that should print the password.
    #[error(transparent)]
    PasswordCommand(CommandError),
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
    BindError(#[from] BindError),
    /// A token that no server can read.
    #[error("the provider's access token is opaque: no JSON Web Token that a storage server could read")]
    OpaqueToken,
    /// The key that is to sign for the client.
    #[error(transparent)]
    AssertionKey(TrustError),
    /// The profile of the AWS files.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The client certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A person must log in, and may not be asked.
    #[error("a person must log in, and nobody may be asked")]
    PromptDisabled,
    /// Nobody answered the last time, and nobody sits at a terminal now.
    #[error("nobody answered the login of {} min ago: no browser is opened again for ten minutes", .0 / 60)]
    UnansweredPrompt(i64),
    /// Nobody can be asked to log in.
    #[error("a person must log in, and there is neither a browser nor a terminal to ask on")]
    NoWayToPrompt(#[source] Option<BrowserError>),
    /// Nobody came back within the time allowed.
    #[error("nobody finished the login within {}", span(*after))]
    TimedOut {
        /// How long was waited.
        after: std::time::Duration,
        /// The redirect address that must be registered at the provider, where a browser was to come back.
        redirect: Option<String>,
        /// What came there instead of the answer.
        #[source]
        seen: Option<StrayAnswer>,
    },
    /// The one-time address of the browser was asked for twice, by visitors of whom the operating system does not say who they are.
    #[error("the login was stopped: two visitors asked for the one-time address that the browser was opened with")]
    ContestedAddress,
}
debug_as_display!(Error);

impl Error {
    /// Whether nobody logged in where somebody would have had to: refused, timed out, not allowed to be prompted. A server out of reach,
    /// a file that cannot be read and Ctrl-C are other matters.
    #[must_use]
    pub fn is_failed_login(&self) -> bool {
        let is_of_the_call = match self {
            Self::Provider(ProviderError::BadRedirect(_)) | Self::Certificate(CertificateError::NoTls) | Self::Profile(_) => true,
            _ => self.is_interrupted(),
        };
        !(is_of_the_call || self.is_out_of_reach() || self.is_of_a_file())
    }

    /// Whether the provider, or whoever issues the token, could not be reached or is in trouble.
    #[must_use]
    pub fn is_out_of_reach(&self) -> bool {
        match self {
            Self::Provider(error) => error.is_out_of_reach(),
            Self::Source(SourceError::NoAnswer(_)) => true,
            Self::Source(SourceError::NotGiven { status, .. }) => retry::is_undecided(*status),
            _ => false,
        }
    }

    /// Whether the provider looked at what was presented, and said no.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Provider(error) if error.is_refusal())
    }

    /// Whether a new login may get where a refresh that failed so did not: the provider refused the refresh token, answered without tokens
    /// that hold, or does not take the access token that it gave. A token of another person or login is another matter: somebody must hear of it.
    #[must_use]
    pub fn ends_refresh(&self) -> bool {
        match self {
            Self::Provider(
                ProviderError::NoTokens { .. }
                | ProviderError::BadToken(_)
                | ProviderError::NoAccessToken { .. }
                | ProviderError::UserinfoRefused { .. },
            ) => true,
            Self::Token { problem, .. } => !problem.is_of_a_clock() && !matches!(problem, TokenProblem::Subject | TokenProblem::Nonce),
            _ => self.is_refusal(),
        }
    }

    /// Whether a file, or what stands in it, is the cause.
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

    /// Whether Ctrl-C ended a prompt.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        matches!(self, Self::Secret(SecretError::Prompt(PromptError::Interrupted)))
    }
}

/// The claims of a supplied token, where it can be read without waiting: from a file or a variable.
#[must_use]
pub fn claims_of_supplied_token(request: &Request, deps: &Deps) -> Option<Claims> {
    match &request.identity {
        Identity::SuppliedToken(given) => supplied_token::claims_at_once(given, deps),
        _ => None,
    }
}

/// Whether a token that is to be brought along is not where it should be, as far as that can be told at once.
#[must_use]
pub fn lacks_token(source: &TokenSource, deps: &Deps) -> bool {
    token_source::is_missing(source, deps)
}

/// Brings the proof that `request` calls for without a prompt and without a refresh; `None` where it takes one of them.
///
/// # Errors
/// See [`Error`].
pub async fn renew(request: &Request, deps: &Deps, state: &mut LoginState) -> Result<Option<Proof>, Error> {
    match &request.identity {
        Identity::WebIdentity(person) => Ok(state.proof(person, deps)),
        identity if identity.prompts_for_a_secret() => Ok(None),
        _ => prove(request, deps, state, &PendingPage::default()).await.map(Some),
    }
}

/// Hands a refresh token of `person` back to the provider, which ends the login behind it: RFC 7009.
///
/// # Errors
/// [`ProviderError::NoEndpoint`] where the provider has no revocation, else as for a login.
pub async fn revoke(person: &WebIdentity, token: &RefreshToken, known: &Documents, deps: &Deps) -> Result<(), Error> {
    web_identity::revoke(person, token, known, deps).await
}

/// Brings the proof that `request` calls for, prompting where it must. A browser that came back is left in `page`.
///
/// Secrets are read before anything is awaited, so that Ctrl-C at their prompt ends the process as it always does.
///
/// # Errors
/// See [`Error`].
pub async fn prove(request: &Request, deps: &Deps, state: &mut LoginState, page: &PendingPage) -> Result<Proof, Error> {
    match &request.identity {
        Identity::WebIdentity(person) => web_identity::prove(person, request, deps, state, page).await,
        Identity::SuppliedToken(given) => Ok(supplied_token::prove(given, deps).await?),
        Identity::ClientGrants(service) => client_grants::prove(service, deps, state).await,
        Identity::AccessKeys(keys) => access_keys::prove(keys, deps),
        Identity::Ldap(login) => ldap::prove(login, deps).await,
        Identity::Certificate(client) => Ok(certificate::prove(client, &request.endpoint, deps.clock.now())?),
        Identity::CustomToken(given) => Ok(custom_token::prove(given, deps).await?),
    }
}
