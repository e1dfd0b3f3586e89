//! The errors of the requests to a provider: for documents, tokens, device codes, revocation, userinfo.

use super::client_request::{ClientRequest, ProviderEndpoint};
use super::error_response;
use crate::provider_document::MemberError;
use crate::request::{OptionSpec, RequestError};
use crate::sys::{HttpError, HttpErrorKind, format_duration, retry};
use crate::text::redact_url;
use std::fmt::Display;
use url::Url;

/// Why a document, a token or another service of the provider is not available, or must not be used.
#[derive(thiserror::Error)]
pub enum ProviderError {
    /// The provider is unreachable, or its response is incomplete.
    #[error("the identity provider did not respond: {what}")]
    NoResponse {
        /// The requested document or token.
        what: &'static str,
        /// The network error.
        source: HttpError,
    },
    /// The response is not the requested document.
    #[error("could not use {what} at {url}: {problem}")]
    NotUsable {
        /// The document.
        what: &'static str,
        /// The document's address.
        url: String,
        /// The problem with the response.
        problem: String,
    },
    /// The provider, or a gateway in front of it, cannot serve the document at the moment.
    #[error("{what} at {url} is unavailable: status {status}")]
    DocumentUnavailable {
        /// The document.
        what: &'static str,
        /// The document's address.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The document belongs to another issuer.
    #[error("the provider's issuer is {found}, not {expected}")]
    UnexpectedIssuer {
        /// The configured issuer.
        expected: String,
        /// The issuer in the document.
        found: String,
        /// Whether the issuer in the document has a discovery document of its own.
        is_discoverable: bool,
    },
    /// The provider names an address that must not be used.
    #[error("could not use the provider's {what}")]
    UnsafeAddress {
        /// The name of the address.
        what: &'static str,
        /// The reason.
        source: RequestError,
    },
    /// The user or the provider refused the login: in the authorization response (RFC 6749, section 4.1.2.1), or while a device code was
    /// polled (RFC 8628, section 3.5).
    #[error("the provider refused the login: {code}{}", with_colon(description))]
    LoginRefused {
        /// The code, such as `access_denied`.
        code: String,
        /// The provider's description.
        description: Option<String>,
    },
    /// The authorization response comes from another issuer: RFC 9207.
    #[error("the authorization response is from {}, not from {expected}", found.as_deref().unwrap_or("an unnamed issuer"))]
    IssuerMismatch {
        /// The expected issuer.
        expected: String,
        /// The issuer in the response.
        found: Option<String>,
    },
    /// The token endpoint or device authorization endpoint refused: RFC 6749, section 5.2, or an equivalent response.
    #[error("the {} refused the {request}: {} (status {status}, client authentication: {authentication})", request.endpoint_name(), code_and_description(code, description))]
    TokenRefused {
        /// The refused request.
        request: ClientRequest,
        /// The HTTP status.
        status: u16,
        /// The code, such as `invalid_grant`.
        code: Option<String>,
        /// The provider's description.
        description: Option<String>,
        /// The client authentication method.
        authentication: &'static str,
    },
    /// An endpoint is failing or too busy, so that its response decides nothing.
    #[error("the {endpoint} is unavailable: status {status}{}", with_colon(description))]
    EndpointUnavailable {
        /// The endpoint.
        endpoint: &'static str,
        /// The HTTP status.
        status: u16,
        /// The provider's description.
        description: Option<String>,
    },
    /// A required token in the response is not a string.
    #[error("could not use the token endpoint's response: {0}")]
    BadToken(#[from] MemberError),
    /// The token endpoint's response has no tokens.
    #[error("the token endpoint's response contains no tokens: status {status}, {response}")]
    NoTokens {
        /// The HTTP status.
        status: u16,
        /// The content type of the response, its redirect target and its message.
        response: String,
        /// Whether `--token-endpoint` names the endpoint, and not the provider's discovery document.
        is_configured: bool,
    },
    /// The token endpoint of `--token-endpoint` is unreachable.
    #[error("the token endpoint did not respond")]
    TokenEndpointUnreachable(#[source] HttpError),
    /// The revocation endpoint refused to revoke the token: RFC 7009, section 2.2.1.
    #[error(
        "the revocation endpoint refused: {} (status {status}, client authentication: {authentication})",
        code_and_description(code, description)
    )]
    RevocationRefused {
        /// The HTTP status.
        status: u16,
        /// The code, such as `invalid_client`.
        code: Option<String>,
        /// The provider's description.
        description: Option<String>,
        /// The client authentication method.
        authentication: &'static str,
    },
    /// Something other than a revocation endpoint responded: with a page, a redirect, status 404.
    #[error("the response is not from a revocation endpoint: status {status}, {response}")]
    NotARevocationEndpoint {
        /// The HTTP status.
        status: u16,
        /// The content type of the response, its redirect target and its title.
        response: String,
    },
    /// The authentication method requires a client secret, and there is none.
    #[error("{0} requires a client secret, and none is set")]
    NoSecret(&'static str),
    /// The private key of the client could not sign its assertion.
    #[error("could not sign the client assertion: {0}")]
    AssertionNotSigned(String),
    /// The redirect URI is invalid.
    #[error("the redirect URI {0} is not a valid URL")]
    BadRedirect(String),
    /// The provider has no such endpoint.
    #[error("the provider has no {0}")]
    NoEndpoint(ProviderEndpoint),
    /// The device authorization endpoint's response has no code.
    #[error("the device authorization endpoint's response contains no code: status {status}, {response}")]
    NoDeviceCode {
        /// The HTTP status.
        status: u16,
        /// The content type of the response, and the problem with it.
        response: String,
    },
    /// The code expired before it was entered: RFC 8628, section 3.5.
    #[error("the device code expired after {} without a login", format_duration(*elapsed))]
    DeviceCodeExpired {
        /// How long it was valid.
        elapsed: std::time::Duration,
    },
    /// The userinfo endpoint refused the access token: OpenID Connect Core 1.0, section 5.3.3.
    #[error("the userinfo endpoint refused the access token: status {status}{}", with_colon(description))]
    UserinfoRefused {
        /// The HTTP status.
        status: u16,
        /// The provider's description.
        description: Option<String>,
    },
    /// The userinfo of the access token is that of another user.
    #[error("the subject of the userinfo is {found}, but that of the ID token is {expected}")]
    SubjectMismatch {
        /// The subject in the userinfo.
        found: String,
        /// The subject in the ID token.
        expected: String,
    },
    /// The response has no ID token.
    #[error("the provider sent no ID token")]
    NoIdToken,
    /// The response has no access token, which is required.
    #[error("the provider sent no access token")]
    NoAccessToken {
        /// The option that requires one; `None` if the grant always does.
        needed_by: Option<&'static OptionSpec>,
    },
}
debug_as_display!(ProviderError);

impl ProviderError {
    /// Creates the error of a response at `url` that is not the requested document `what`.
    pub(super) fn not_usable(what: &'static str, url: &Url, problem: impl Display) -> Self {
        Self::NotUsable { what, url: redact_url(url.as_str()), problem: problem.to_string() }
    }

    /// Returns the error code of a refusal. If it is about the client, returns `invalid_client` in place of other codes: Google sends
    /// `invalid_request` if a client secret is missing.
    #[must_use]
    pub(crate) fn refusal_code(&self) -> Option<&str> {
        match self {
            Self::TokenRefused { code, description, .. } | Self::RevocationRefused { code, description, .. } => {
                let is_of_secret = description.as_ref().is_some_and(|text| text.contains("client_secret"));
                if is_of_secret || self.is_client_error() { Some("invalid_client") } else { code.as_deref() }
            }
            _ => None,
        }
    }

    /// Whether the same document may be fetched a moment later: the provider is failing temporarily, or the connection failed.
    pub(super) fn is_transient_fetch_error(&self) -> bool {
        match self {
            Self::DocumentUnavailable { status, .. } => retry::is_worth_retrying(*status),
            Self::NoResponse { source, .. } => source.kind == HttpErrorKind::TimedOut || retry::is_connection_failure(source),
            _ => false,
        }
    }

    /// Whether a device login cannot begin, although the provider offers it: another login method may work.
    pub(in crate::identity) fn allows_other_login_method(&self) -> bool {
        matches!(self, Self::TokenRefused { .. } | Self::NoDeviceCode { .. } | Self::UnsafeAddress { .. })
    }

    /// Whether the provider has decided nothing: it is unreachable or failing, or the response is not that of a provider, but perhaps of
    /// another server in its place.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        match self {
            Self::NoResponse { .. }
            | Self::TokenEndpointUnreachable(_)
            | Self::DocumentUnavailable { .. }
            | Self::NotUsable { .. }
            | Self::EndpointUnavailable { .. }
            | Self::BadToken(_)
            | Self::NoTokens { .. }
            | Self::NotARevocationEndpoint { .. }
            | Self::NoDeviceCode { .. } => true,
            Self::RevocationRefused { .. }
            | Self::BadRedirect(_)
            | Self::NoSecret(_)
            | Self::AssertionNotSigned(_)
            | Self::UnsafeAddress { .. }
            | Self::UnexpectedIssuer { .. }
            | Self::LoginRefused { .. }
            | Self::IssuerMismatch { .. }
            | Self::TokenRefused { .. }
            | Self::NoEndpoint(_)
            | Self::DeviceCodeExpired { .. }
            | Self::UserinfoRefused { .. }
            | Self::SubjectMismatch { .. }
            | Self::NoIdToken
            | Self::NoAccessToken { .. } => false,
        }
    }

    /// Whether the grant was refused, so that repeating the request does not help: by the provider's error, or with status 400, 401 or 403
    /// (pages of gateways too, but not after a refresh: `RegisteredClient::refresh` recognizes them). False if the client itself was refused.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::TokenRefused { .. }) && !self.is_client_error()
    }

    /// Whether the client itself was refused, by the error code, or by the description in its place.
    #[must_use]
    pub(crate) fn is_client_error(&self) -> bool {
        match self {
            Self::TokenRefused { code, description, .. } | Self::RevocationRefused { code, description, .. } => {
                code.as_ref().or(description.as_ref()).is_some_and(|code| error_response::is_client_error_code(code))
            }
            _ => false,
        }
    }
}

/// Formats an optional description to follow other text.
pub(super) fn with_colon(description: &Option<String>) -> String {
    description.as_ref().map_or_else(String::new, |text| format!(": {text}"))
}

/// Formats code and description of a refusal, as far as there are any.
fn code_and_description(code: &Option<String>, description: &Option<String>) -> String {
    match code {
        Some(code) => format!("{code}{}", with_colon(description)),
        None => description.clone().unwrap_or_else(|| "no reason given".to_owned()),
    }
}
