//! The errors of an STS call, and the facts about its request that hints need.

use crate::request::{Dialect, identity};
use crate::sys::HttpError;
use crate::xml::ErrorResponse;
use http::header::InvalidHeaderValue;

/// Facts about an STS request for errors and hints. Of the token's claims, only the values of those listed here are in it.
#[derive(Clone, Debug, Default)]
pub struct RequestContext {
    /// The action.
    pub action: &'static str,
    /// The requested address: scheme, host and port, and the path if there is one.
    pub address: String,
    /// Whether the identity provider has the same scheme, host and port as the requested address.
    pub shares_origin_with_provider: bool,
    /// The names of the token's claims; empty if no token was sent.
    pub claim_names: Vec<String>,
    /// The token's audience.
    pub audience: Vec<String>,
    /// The token's issuer.
    pub issuer: Option<String>,
    /// The ID of the key that signed the token, from its header.
    pub key_id: Option<String>,
    /// The claim of the token (`iat` or `nbf`) that is later than the server's time, and by how many seconds; `None` if the server's time is
    /// unknown, or none is.
    pub not_yet_valid: Option<(&'static str, i64)>,
    /// The user that the token is about, for messages.
    pub user: Option<String>,
    /// Whether the user logged in at a provider, where the next login asks for another.
    pub is_login: bool,
    /// The policy names in the token's claim `policy`.
    pub policies: Vec<String>,
    /// The requested role.
    pub role_arn: Option<String>,
    /// The requested duration, in seconds; 0 if the action has none.
    pub seconds: u32,
    /// The server's dialect, as far as it is known.
    pub dialect: Dialect,
}

impl RequestContext {
    /// Whether status 500 means a refusal: MinIO sends it for its identity plugin, and for a certificate without a policy
    /// (`cmd/sts-handlers.go`).
    #[must_use]
    pub(crate) fn refuses_with_500(&self) -> bool {
        identity::action(self.action).is_some_and(|action| action.refuses_with_500)
    }
}

/// Refusals of who logs in, by code (any if empty) and fragment of the message: of MinIO (`cmd/sts-handlers.go`,
/// `internal/config/identity/openid`), and of AWS and servers like it.
const IDENTITY_REFUSALS: [(&str, &str); 8] = [
    ("", "claim missing from the jwt token"),
    ("", "none of the given policies"),
    ("", "`aud` claim invalid"),
    ("", "`azp` claim invalid"),
    ("", "`sub` claim"),
    ("InvalidIdentityToken", "audience"),
    ("AccessDenied", "not authorized"),
    ("AccessDenied", "assumerolewithwebidentity"),
];

/// Why an STS call failed: a parameter, the connection, or the server's response.
#[derive(thiserror::Error)]
pub enum Error {
    /// The endpoint is unreachable, or its response is not complete HTTP.
    #[error("the storage server did not respond")]
    NoResponse(#[from] HttpError),
    /// The STS refused.
    #[error("the STS endpoint refused {}: {refusal}", request_context.action)]
    Refused {
        /// The server's error.
        refusal: ErrorResponse,
        /// The request.
        request_context: Box<RequestContext>,
    },
    /// The endpoint redirects elsewhere; nothing was sent there.
    #[error("{address} redirects to {location} (status {status}); nothing was sent there")]
    Redirected {
        /// The requested address: scheme, host and port, and the path if there is one.
        address: String,
        /// The HTTP status.
        status: u16,
        /// The redirect target.
        location: String,
        /// Whether the identity provider has the same scheme, host and port as the requested address.
        shares_origin_with_provider: bool,
    },
    /// The response is not from an STS.
    #[error("the server at {address} is not an STS: status {status}, {content_type}{}", message.as_ref().map_or_else(String::new, |message| format!(", saying \"{message}\"")))]
    NotSts {
        /// The requested address: scheme, host and port, and the path if there is one.
        address: String,
        /// The HTTP status.
        status: u16,
        /// The content type, or `no content type`.
        content_type: String,
        /// Whether the identity provider has the same scheme, host and port as the requested address.
        shares_origin_with_provider: bool,
        /// The message in the response, safe to show.
        message: Option<String>,
    },
    /// A successful response without a valid grant: it is not well-formed, of another action, or a required value is missing or invalid.
    #[error("could not use the successful STS response to {action}: {problem}")]
    InvalidResponse {
        /// The action.
        action: &'static str,
        /// The problem with the document.
        problem: String,
    },
    /// Granted keys contain characters that some tools misread.
    #[error("could not use the successful STS response to {action}: {problem}")]
    UnsafeKeys {
        /// The action.
        action: &'static str,
        /// The key and the character.
        problem: String,
    },
    /// The granted credentials have expired already, or at a time that is not plausible.
    #[error("could not use the successful STS response to {action}: {problem}")]
    Expired {
        /// The action.
        action: &'static str,
        /// The expiration, and the problem with it.
        problem: String,
    },
    /// The requested duration is longer than this dialect grants.
    #[error("{} grants sessions of at most {longest} s", action.unwrap_or_else(|| dialect.product()))]
    DurationTooLong {
        /// The action, if it is the one that limits the duration whatever the dialect.
        action: Option<&'static str>,
        /// The server's dialect.
        dialect: Dialect,
        /// The longest session, in seconds.
        longest: u32,
    },
    /// The session policy exceeds MinIO's limit, and the server is or may be MinIO.
    #[error("the session policy has {0} bytes in MinIO's encoding; the limit is {most}", most = crate::policy::MAX_POLICY_LENGTH)]
    PolicyTooLong(usize),
    /// A role is required.
    #[error("{action} requires a role on this server")]
    RoleRequired {
        /// The action.
        action: &'static str,
    },
    /// The action takes no role: its credentials have the rights of the caller itself.
    #[error("{action} takes no role")]
    RoleNotSupported {
        /// The action.
        action: &'static str,
    },
    /// The action does not accept a session policy, and would ignore it.
    #[error("{action} does not support session policies: the credentials would allow more than requested")]
    PolicyNotSupported {
        /// The action.
        action: &'static str,
    },
    /// The dialect does not accept temporary keys.
    #[error("{} does not accept temporary keys for {action}", dialect.product())]
    TemporaryKeysRefused {
        /// The action.
        action: &'static str,
        /// The server's dialect.
        dialect: Dialect,
    },
    /// A key contains characters that are invalid in an HTTP header.
    #[error("could not sign: the access key or secret key contains control characters")]
    UnsignableKey(#[from] InvalidHeaderValue),
}
debug_as_display!(Error);

impl Error {
    /// The user that the server refused: it took the token for valid, but grants this user, or the token's audience, nothing. `None` for
    /// other errors, such as an expired token.
    #[must_use]
    pub(crate) fn refused_user(&self) -> Option<&str> {
        let Self::Refused { refusal, request_context } = self else { return None };
        let message = refusal.message.to_lowercase();
        let is_of_identity = IDENTITY_REFUSALS
            .iter()
            .any(|(code, fragment)| (code.is_empty() || *code == refusal.plain_code()) && message.contains(fragment));
        request_context.user.as_deref().filter(|_| is_of_identity && self.is_refusal())
    }

    /// Whether the server evaluated the proof and refused it. 5xx are server errors, except for actions that are refused with 500.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Refused { refusal, request_context } if request_context.refuses_with_500() && refusal.status == 500 => true,
            Self::Refused { refusal, .. } => refusal.status < 500 && !refusal.is_transient(),
            _ => false,
        }
    }
}
