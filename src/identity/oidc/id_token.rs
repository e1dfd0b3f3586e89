//! Verifies ID tokens: OpenID Connect Core 1.0, section 3.1.3.7.
//!
//! Reads only the claims that must be checked. All others may have any JSON type.

use super::algorithm::{Algorithm, SUPPORTED};
use super::registered_claims::RegisteredClaims;
use super::signed_token::SignedToken;
use super::{KeySet, Nonce, Provider};
use crate::claims::Claims;
use crate::provider_document::MemberError;
use crate::secret::{AccessToken, IdToken};
use crate::sys::printable;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use oauth2::ClientId;
use secrecy::ExposeSecret as _;

/// How far a provider's clock may be ahead of this machine's, in seconds.
const CLOCK_LEEWAY: i64 = 60;

/// Why an ID token failed verification. Contains names and times, never the token.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenError {
    /// It is encrypted.
    #[error("it is encrypted (five parts), and sts-cli has no key for it: the provider must only sign it")]
    Encrypted,
    /// It does not have three base64url parts with JSON inside.
    #[error("it is not a signed JSON Web Token")]
    NotAJwt,
    /// A checked claim is missing or has the wrong type.
    #[error("its claim {0}")]
    Claim(#[from] MemberError),
    /// A checked header member is missing or has the wrong type.
    #[error("in its header {0}")]
    Header(MemberError),
    /// It is an access token: RFC 9068.
    #[error("it is an access token (`typ` {0})")]
    AccessToken(String),
    /// Its header lists an unknown critical extension: RFC 7515, section 4.1.11.
    #[error("its header has an unsupported critical extension (`crit`): {0}")]
    Critical(String),
    /// It is unsigned, or signed with a shared secret.
    #[error("it is signed with {0}; only public-key algorithms are accepted")]
    NotAsymmetric(String),
    /// Its signature algorithm is not supported.
    #[error("it is signed with {0}; supported are {SUPPORTED}")]
    Algorithm(String),
    /// None of the provider's keys fits.
    #[error("it is signed with {algorithm} by {kid}, and none of the provider's keys matches: {keys}")]
    UnknownKey {
        /// The key id, or that the token has none.
        kid: String,
        /// The algorithm.
        algorithm: &'static str,
        /// The provider's keys, and why none fits.
        keys: String,
    },
    /// The signature does not match the key that the token names.
    #[error("its signature does not match the provider's key")]
    Signature,
    /// It was issued by another issuer.
    #[error("it was issued by {found}")]
    Issuer {
        /// The issuer in the token.
        found: String,
    },
    /// Its audience does not include this client.
    #[error("its audience is {}, not {expected}", found.join(", "))]
    Audience {
        /// Our client id.
        expected: String,
        /// The audiences in the token.
        found: Vec<String>,
    },
    /// Its authorized party is another client.
    #[error("its authorized party (`azp`) is {found}, not {expected}")]
    AuthorizedParty {
        /// Our client id.
        expected: String,
        /// The party in the token.
        found: String,
    },
    /// Its subject is another user.
    #[error("its subject is not the user who logged in")]
    Subject,
    /// It belongs to another login.
    #[error("its nonce does not match: it belongs to another login")]
    Nonce,
    /// It belongs to another access token.
    #[error("its `at_hash` does not match the access token")]
    AccessTokenHash,
    /// It has expired.
    #[error("it expired {seconds} s ago by this machine's clock")]
    Expired {
        /// How many seconds ago.
        seconds: i64,
    },
    /// It is not valid yet.
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

    /// Whether the token was issued by, to, for or beside another than it should be: an attacker may have replaced it.
    pub(crate) fn is_of_another(&self) -> bool {
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

/// The values that an ID token is verified against.
pub(crate) struct IdTokenVerifier<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) client_id: &'a ClientId,
    /// The nonce of this login; `None` after a refresh: OpenID Connect Core 1.0, section 12.2.
    pub(crate) nonce: Option<&'a Nonce>,
    /// The nonce of the login that a refresh continues: a refreshed token may omit it, but must not have another (section 12.2).
    pub(crate) login_nonce: Option<&'a str>,
    /// The expected subject, if it is known.
    pub(crate) subject: Option<&'a str>,
    pub(crate) access_token: Option<&'a AccessToken>,
    pub(crate) now: Timestamp,
}

impl IdTokenVerifier<'_> {
    /// Verifies `token` with `keys`.
    ///
    /// # Errors
    /// The first problem found, in the order: form, required claims, issuer, audience, signature, times, nonce, subject, the rest.
    #[expect(clippy::disallowed_methods, reason = "the token is parsed to be verified")]
    pub(crate) fn verify(&self, token: &IdToken, keys: &KeySet) -> Result<(), IdTokenError> {
        let text = token.expose_secret();
        if text.split('.').count() == 5 {
            return Err(IdTokenError::Encrypted);
        }
        let all = Claims::unverified(text).ok_or(IdTokenError::NotAJwt)?;
        let claims = RegisteredClaims::read(all.document())?;
        let token = SignedToken::parse(text)?;
        self.check_issuer(&claims)?;
        self.check_audience(&claims)?;
        let algorithm = token.verify(keys)?;
        self.check_expiration(&claims)?;
        self.check_login(&claims)?;
        self.check_access_token_hash(&claims, algorithm)?;
        self.check_authorized_party(&claims)?;
        self.check_not_in_future("nbf", claims.nbf)?;
        self.check_not_in_future("iat", Some(claims.iat))
    }

    fn check_issuer(&self, claims: &RegisteredClaims<'_>) -> Result<(), IdTokenError> {
        if claims.iss == self.provider.issuer() { Ok(()) } else { Err(IdTokenError::Issuer { found: printable(claims.iss) }) }
    }

    /// Checks the audience. Additional audiences are accepted: Keycloak mappers add them.
    fn check_audience(&self, claims: &RegisteredClaims<'_>) -> Result<(), IdTokenError> {
        if claims.aud.contains(&self.client_id.as_str()) {
            return Ok(());
        }
        let found = claims.aud.iter().map(|audience| printable(audience)).collect();
        Err(IdTokenError::Audience { expected: self.client_id.to_string(), found })
    }

    fn check_expiration(&self, claims: &RegisteredClaims<'_>) -> Result<(), IdTokenError> {
        let seconds = self.now.as_second().saturating_sub(claims.exp);
        if seconds < 0 { Ok(()) } else { Err(IdTokenError::Expired { seconds }) }
    }

    fn check_login(&self, claims: &RegisteredClaims<'_>) -> Result<(), IdTokenError> {
        if self.login_nonce.is_some_and(|expected| claims.nonce.is_some_and(|nonce| nonce != expected)) {
            return Err(IdTokenError::Nonce);
        }
        if self.nonce.is_some_and(|expected| !expected.is(claims.nonce)) {
            return Err(IdTokenError::Nonce);
        }
        if self.subject.is_none_or(|subject| claims.sub == subject) { Ok(()) } else { Err(IdTokenError::Subject) }
    }

    #[expect(clippy::disallowed_methods, reason = "the access token is hashed to be compared")]
    fn check_access_token_hash(&self, claims: &RegisteredClaims<'_>, algorithm: &Algorithm) -> Result<(), IdTokenError> {
        let (Some(stated), Some(access_token)) = (claims.at_hash, self.access_token) else { return Ok(()) };
        let hash = URL_SAFE_NO_PAD.encode(algorithm.half_hash(access_token.expose_secret().as_bytes()));
        if hash == stated.trim_end_matches('=') { Ok(()) } else { Err(IdTokenError::AccessTokenHash) }
    }

    fn check_authorized_party(&self, claims: &RegisteredClaims<'_>) -> Result<(), IdTokenError> {
        match claims.azp {
            Some(party) if party != self.client_id.as_str() => {
                Err(IdTokenError::AuthorizedParty { expected: self.client_id.to_string(), found: printable(party) })
            }
            _ => Ok(()),
        }
    }

    fn check_not_in_future(&self, claim: &'static str, time: Option<i64>) -> Result<(), IdTokenError> {
        let ahead = time.unwrap_or_default().saturating_sub(self.now.as_second());
        if ahead > CLOCK_LEEWAY { Err(IdTokenError::NotYetValid { claim, seconds: ahead }) } else { Ok(()) }
    }
}
