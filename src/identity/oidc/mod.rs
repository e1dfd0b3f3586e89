//! OpenID Connect: the provider's side of a login, and the listener that the browser comes back to.

mod algorithm;
mod answer;
mod auth_code;
mod client;
mod client_assertion;
pub(super) mod client_credentials;
mod device;
mod device_answer;
mod discovery;
mod id_token;
mod key_set;
mod loopback;
mod nonce;
mod pages;
mod quirks;
mod refusal;
mod registered_claims;
pub(super) mod revocation;
mod signed_token;
mod start_address;
mod token_answer;
mod token_endpoint;
pub(super) mod userinfo;

pub(super) use auth_code::AuthorizationRequest;
pub(super) use client::{ClientProof, RegisteredClient};
pub(super) use client_assertion::ClientAssertion;
pub(super) use device::DeviceLogin;
pub use device::VERIFICATION_ADDRESS;
pub(super) use discovery::Provider;
pub use discovery::{DISCOVERY_DOCUMENT, Documents};
pub(super) use id_token::Check;
pub(super) use key_set::KeySet;
pub(super) use loopback::{Callback, Event, Listener};
pub(super) use nonce::Nonce;
pub(super) use quirks::wants_to_stay;
pub(super) use token_answer::Tokens;

pub use answer::{Answer, StrayAnswer};
pub use id_token::TokenProblem;
pub use loopback::{BindError, Page};

use crate::provider_document::MemberError;
use crate::request::{OptionName, RequestError};
use crate::sys::{HttpError, HttpErrorKind, retry, span};

/// Why the provider brought no ID token.
#[derive(thiserror::Error)]
pub enum ProviderError {
    /// The provider could not be reached, or its answer did not arrive whole.
    #[error("the identity provider did not answer: {what}")]
    NoAnswer {
        /// What was asked for.
        what: &'static str,
        /// Why there was no answer.
        source: HttpError,
    },
    /// Something answered that is not the document asked for.
    #[error("{what} at {url} is not usable: {problem}")]
    NotUsable {
        /// The document.
        what: &'static str,
        /// Its address.
        url: String,
        /// What was seen instead.
        problem: String,
    },
    /// The provider, or what stands before it, cannot give the document at the moment.
    #[error("{what} at {url} is unavailable: status {status}")]
    Unavailable {
        /// The document.
        what: &'static str,
        /// Its address.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The document belongs to another issuer.
    #[error("the provider calls itself {found}, not {expected}")]
    OtherIssuer {
        /// The issuer that was asked for.
        expected: String,
        /// The issuer in the document.
        found: String,
        /// Whether that one has a discovery document of its own.
        is_there: bool,
    },
    /// The provider names an address that secrets must not go to.
    #[error("the provider's {what} cannot be used")]
    UnsafeAddress {
        /// Which of its addresses.
        what: &'static str,
        /// Why not.
        source: RequestError,
    },
    /// The provider sent the browser back with an error: RFC 6749, section 4.1.2.1.
    #[error("the provider did not log in: {code}{}", described(description))]
    LoginRefused {
        /// The code, such as `access_denied`.
        code: String,
        /// The provider's words.
        description: Option<String>,
    },
    /// The answer came from another issuer than the one asked: RFC 9207.
    #[error("the browser's answer comes from {}, not from {expected}", found.as_deref().unwrap_or("an unnamed issuer"))]
    MixedUp {
        /// The issuer asked.
        expected: String,
        /// The issuer in the answer.
        found: Option<String>,
    },
    /// The token endpoint, or the device authorization endpoint, refused: RFC 6749, section 5.2, in whatever form.
    #[error("the {} refused the {grant}: {} (status {status}, client authentication: {authentication})", grant.endpoint(), said(code, description))]
    TokenRefused {
        /// What was presented.
        grant: Grant,
        /// The HTTP status.
        status: u16,
        /// The code, such as `invalid_grant`.
        code: Option<String>,
        /// The provider's words.
        description: Option<String>,
        /// How the client proved itself.
        authentication: &'static str,
    },
    /// An endpoint is in trouble or too busy, and has decided nothing.
    #[error("the {endpoint} is in trouble: status {status}{}", described(said))]
    InTrouble {
        /// Which endpoint.
        endpoint: &'static str,
        /// The HTTP status.
        status: u16,
        /// The provider's words.
        said: Option<String>,
    },
    /// The token endpoint sent something else where a token belongs that is needed.
    #[error("the token endpoint's answer cannot be used: {0}")]
    BadToken(#[from] MemberError),
    /// The token endpoint answered with something else than tokens.
    #[error("the token endpoint's answer holds no tokens: status {status}, {seen}")]
    NoTokens {
        /// The HTTP status.
        status: u16,
        /// What came instead: the content type, and where it leads.
        seen: String,
    },
    /// The token endpoint that was named by hand could not be reached.
    #[error("the token endpoint did not answer")]
    SilentEndpoint(#[source] HttpError),
    /// The revocation endpoint refused: RFC 7009, section 2.2.1.
    #[error("the revocation endpoint refused: {} (status {status}, client authentication: {authentication})", said(code, description))]
    NotRevoked {
        /// The HTTP status.
        status: u16,
        /// The code, such as `invalid_client`.
        code: Option<String>,
        /// The provider's words.
        description: Option<String>,
        /// How the client proved itself.
        authentication: &'static str,
    },
    /// Something answered at the revocation endpoint that is no answer to a revocation: a page, a redirect, nothing found.
    #[error("something other than a revocation endpoint answered: status {status}, {seen}")]
    NoRevocation {
        /// The HTTP status.
        status: u16,
        /// What came instead: the content type, and where it leads.
        seen: String,
    },
    /// A client is to authenticate by a secret, and has none.
    #[error("{0} takes a client secret, and there is none")]
    NoSecret(&'static str),
    /// The redirect address cannot be sent to any provider.
    #[error("the redirect address {0} is not one that a provider can be told")]
    BadRedirect(String),
    /// The provider does not offer this.
    #[error("the provider has no {0}")]
    NoEndpoint(ProviderEndpoint),
    /// The device authorization endpoint answered with something else than a code.
    #[error("the device authorization endpoint's answer holds no code: status {status}, {seen}")]
    NoDeviceCode {
        /// The HTTP status.
        status: u16,
        /// What came instead.
        seen: String,
    },
    /// Nobody typed the code in before it expired: RFC 8628, section 3.5.
    #[error("the device code expired after {} without a login", span(*after))]
    DeviceCodeExpired {
        /// How long it was valid.
        after: std::time::Duration,
    },
    /// The userinfo endpoint refused the access token: OpenID Connect Core 1.0, section 5.3.3.
    #[error("the userinfo endpoint refused the access token: status {status}{}", described(said))]
    UserinfoRefused {
        /// The HTTP status.
        status: u16,
        /// The provider's words.
        said: Option<String>,
    },
    /// The access token opens somebody else's userinfo.
    #[error("the provider's userinfo is that of {found}, but the ID token speaks of {expected}")]
    OtherPerson {
        /// The subject in the userinfo.
        found: String,
        /// The subject in the ID token.
        expected: String,
    },
    /// Tokens, but no ID token among them.
    #[error("the provider sent no ID token")]
    NoIdToken,
    /// Tokens, but no access token among them, which is needed here.
    #[error("the provider sent no access token")]
    NoAccessToken {
        /// The option that needs one; `None` where everybody does.
        needed_by: Option<OptionName>,
    },
}
debug_as_display!(ProviderError);

/// What is presented to the token endpoint, or to one of those beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// An authorization code: RFC 6749, section 4.1.3.
    AuthorizationCode,
    /// A client's own credentials: RFC 6749, section 4.4.
    ClientCredentials,
    /// A refresh token: RFC 6749, section 6.
    RefreshToken,
    /// A request for a device code: RFC 8628, section 3.1.
    DeviceAuthorization,
    /// A device code: RFC 8628, section 3.4.
    DeviceCode,
    /// A token to be revoked: RFC 7009.
    Revocation,
}

impl Grant {
    /// The endpoint that it is presented to.
    #[must_use]
    pub fn endpoint(self) -> &'static str {
        match self {
            Self::DeviceAuthorization => "device authorization endpoint",
            Self::Revocation => "revocation endpoint",
            Self::AuthorizationCode | Self::ClientCredentials | Self::RefreshToken | Self::DeviceCode => "token endpoint",
        }
    }
}

impl std::fmt::Display for Grant {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::AuthorizationCode => "authorization code",
            Self::ClientCredentials => "client credentials",
            Self::RefreshToken => "refresh token",
            Self::DeviceAuthorization => "request for a device code",
            Self::DeviceCode => "device code",
            Self::Revocation => "token",
        })
    }
}

/// An endpoint that a provider need not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderEndpoint {
    /// The device authorization endpoint: RFC 8628, section 3.1.
    DeviceAuthorization,
    /// The revocation endpoint: RFC 7009.
    Revocation,
    /// The userinfo endpoint: OpenID Connect Core 1.0, section 5.3.
    Userinfo,
}

impl std::fmt::Display for ProviderEndpoint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::DeviceAuthorization => "device authorization endpoint",
            Self::Revocation => "revocation endpoint",
            Self::Userinfo => "userinfo endpoint",
        })
    }
}

impl ProviderError {
    /// Whether the provider may answer another time what it was asked for: it is in trouble, or the connection failed.
    fn may_pass(&self) -> bool {
        match self {
            Self::Unavailable { status, .. } => retry::may_pass(*status),
            Self::NoAnswer { source, .. } => source.trouble == HttpErrorKind::TimedOut || retry::may_connect(source),
            _ => false,
        }
    }

    /// Whether the provider gives this client no device codes that can be used, although it offers them: another way may do.
    pub(super) fn is_no_device_code(&self) -> bool {
        matches!(self, Self::TokenRefused { .. } | Self::NoDeviceCode { .. } | Self::NoEndpoint(_) | Self::UnsafeAddress { .. })
    }

    /// Whether the provider could not be reached, is in trouble, or something else answers in its place.
    #[must_use]
    pub fn is_out_of_reach(&self) -> bool {
        match self {
            Self::NoAnswer { .. }
            | Self::SilentEndpoint(_)
            | Self::Unavailable { .. }
            | Self::NotUsable { .. }
            | Self::InTrouble { .. }
            | Self::BadToken(_)
            | Self::NoTokens { .. }
            | Self::NoRevocation { .. }
            | Self::NoDeviceCode { .. } => true,
            Self::NotRevoked { .. }
            | Self::BadRedirect(_)
            | Self::NoSecret(_)
            | Self::UnsafeAddress { .. }
            | Self::OtherIssuer { .. }
            | Self::LoginRefused { .. }
            | Self::MixedUp { .. }
            | Self::TokenRefused { .. }
            | Self::NoEndpoint(_)
            | Self::DeviceCodeExpired { .. }
            | Self::UserinfoRefused { .. }
            | Self::OtherPerson { .. }
            | Self::NoIdToken
            | Self::NoAccessToken { .. } => false,
        }
    }

    /// Whether the provider has looked at what was presented, and said no: asking again the same way is of no use. A client that did not
    /// prove itself was not looked at any further.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::TokenRefused { .. }) && !self.is_of_the_client()
    }

    /// Whether the client itself was refused, by its code, or by words in place of one.
    #[must_use]
    pub(crate) fn is_of_the_client(&self) -> bool {
        match self {
            Self::TokenRefused { code, description, .. } | Self::NotRevoked { code, description, .. } => {
                code.as_ref().or(description.as_ref()).is_some_and(|code| client::names_the_client(code))
            }
            _ => false,
        }
    }
}

fn described(description: &Option<String>) -> String {
    description.as_ref().map_or_else(String::new, |words| format!(": {words}"))
}

/// Code and words of a refusal, whichever there are.
fn said(code: &Option<String>, description: &Option<String>) -> String {
    match code {
        Some(code) => format!("{code}{}", described(description)),
        None => description.clone().unwrap_or_else(|| "no reason given".to_owned()),
    }
}
