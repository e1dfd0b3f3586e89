//! What is wrong with an ID token: OpenID Connect Core 1.0, section 3.1.3.7.

use super::algorithm::SUPPORTED;
use crate::provider_document::MemberError;

/// Why an ID token failed verification: names and times, never the token itself.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenError {
    /// The token is encrypted.
    #[error("it is encrypted (five parts), and sts-cli has no key for it: the provider must only sign it")]
    Encrypted,
    /// The token does not have three base64url parts with JSON inside.
    #[error("it is not a signed JSON Web Token")]
    NotAJwt,
    /// A checked claim is missing or has the wrong type.
    #[error("its claim {0}")]
    Claim(#[from] MemberError),
    /// A checked header member is missing or has the wrong type.
    #[error("in its header {0}")]
    Header(MemberError),
    /// The token is an access token: RFC 9068.
    #[error("it is an access token (`typ` {0})")]
    AccessToken(String),
    /// The token's header lists an unknown critical extension: RFC 7515, section 4.1.11.
    #[error("its header has an unsupported critical extension (`crit`): {0}")]
    Critical(String),
    /// The token is unsigned, or signed with a shared secret.
    #[error("it is signed with {0}; only public-key algorithms are accepted")]
    NotAsymmetric(String),
    /// The token's signature algorithm is not supported.
    #[error("it is signed with {0}; supported are {SUPPORTED}")]
    Algorithm(String),
    /// None of the provider's keys matches the token.
    #[error("it is signed with {algorithm} by {key}, and none of the provider's keys matches: {keys}")]
    UnknownKey {
        /// The name of the key by its id, or that the token names none.
        key: String,
        /// The algorithm.
        algorithm: &'static str,
        /// The provider's keys, each with the reason why it does not match.
        keys: String,
    },
    /// The signature does not match the key that the token names.
    #[error("its signature does not match the provider's key")]
    Signature,
    /// The token was issued by another issuer.
    #[error("it was issued by {found}")]
    Issuer {
        /// The issuer in the token.
        found: String,
    },
    /// The token's audience does not include this client.
    #[error("its audience is {}, not {expected}", found.join(", "))]
    Audience {
        /// Our client id.
        expected: String,
        /// The audiences in the token.
        found: Vec<String>,
    },
    /// The token's authorized party is another client.
    #[error("its authorized party (`azp`) is {found}, not {expected}")]
    AuthorizedParty {
        /// Our client id.
        expected: String,
        /// The party in the token.
        found: String,
    },
    /// The token's subject is another user.
    #[error("its subject is not the user who logged in")]
    Subject,
    /// The token belongs to another login.
    #[error("its nonce does not match: it belongs to another login")]
    Nonce,
    /// The token belongs to another access token.
    #[error("its `at_hash` does not match the access token")]
    AccessTokenHash,
    /// The token has expired.
    #[error("it expired {seconds} s ago by this machine's clock")]
    Expired {
        /// How many seconds ago.
        seconds: i64,
    },
    /// The token is not valid yet.
    #[error("its `{claim}` is {seconds} s in the future by this machine's clock")]
    NotYetValid {
        /// `nbf` or `iat`.
        claim: &'static str,
        /// How many seconds ahead.
        seconds: i64,
    },
}
debug_as_display!(IdTokenError);

impl IdTokenError {
    /// Whether a wrong clock, here or at the provider, may be the cause.
    pub(crate) fn may_be_clock_skew(&self) -> bool {
        matches!(self, Self::Expired { .. } | Self::NotYetValid { .. })
    }

    /// Whether issuer, audience, authorized party, subject, nonce or access token is not the expected one: an attacker may have replaced
    /// the token.
    pub(crate) fn is_mismatch(&self) -> bool {
        matches!(
            self,
            Self::Issuer { .. }
                | Self::Audience { .. }
                | Self::AuthorizedParty { .. }
                | Self::Subject
                | Self::Nonce
                | Self::AccessTokenHash
        )
    }

    /// Whether fetching the provider's keys again may help: they rotate, sometimes under the same key id or without one.
    pub(crate) fn may_be_rotated_key(&self) -> bool {
        matches!(self, Self::UnknownKey { .. } | Self::Signature)
    }
}
