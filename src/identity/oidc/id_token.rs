//! Verifies ID tokens: OpenID Connect Core 1.0, section 3.1.3.7.
//!
//! Reads only the claims that must be checked. All others may have any JSON type.

use super::algorithm::Algorithm;
use super::id_token_error::IdTokenError;
use super::registered_claims::RegisteredClaims;
use super::signed_token::SignedToken;
use super::{KeySet, Nonce, Provider};
use crate::claims::Claims;
use crate::secret::{AccessToken, IdToken};
use crate::text::printable;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use oauth2::ClientId;
use secrecy::ExposeSecret as _;

/// How far a provider's clock may be ahead of this machine's, in seconds. Applies to `nbf` and `iat`, which a provider sets to its current
/// time. Not to `exp`: the storage server would refuse an expired token.
const CLOCK_LEEWAY: i64 = 60;

/// The number of parts of an encrypted token in compact form: RFC 7516, section 7.1.
const JWE_PARTS: usize = 5;

/// The values that an ID token is verified against.
pub(crate) struct IdTokenVerifier<'a> {
    /// The provider, whose issuer the token must name.
    pub(crate) provider: &'a Provider,
    /// The client id, which the audience must include.
    pub(crate) client_id: &'a ClientId,
    /// The nonce of the authorization request. `None` if there was none to send it in: in a device login, whose token comes from the token
    /// endpoint directly, and in a refresh (OpenID Connect Core 1.0, section 12.2).
    pub(crate) nonce: Option<&'a Nonce>,
    /// The nonce of the login that a refresh continues: a refreshed token may omit it, but must not have another (OpenID
    /// Connect Core 1.0, section 12.2).
    pub(crate) login_nonce: Option<&'a str>,
    /// The expected subject, if it is known.
    pub(crate) subject: Option<&'a str>,
    /// The access token of the same response, which `at_hash` must match.
    pub(crate) access_token: Option<&'a AccessToken>,
    /// The current time.
    pub(crate) now: Timestamp,
}

impl IdTokenVerifier<'_> {
    /// Verifies `token` with `keys`.
    ///
    /// # Errors
    /// The first problem found, in this order: form, required claims, header, issuer, audience, signature, `exp`, nonce, subject,
    /// `at_hash`, `azp`, `nbf`, `iat`.
    #[expect(clippy::disallowed_methods, reason = "the token is parsed to be verified")]
    pub(crate) fn verify(&self, token: &IdToken, keys: &KeySet) -> Result<(), IdTokenError> {
        let text = token.expose_secret();
        if text.split('.').count() == JWE_PARTS {
            return Err(IdTokenError::Encrypted);
        }
        let raw_claims = Claims::unverified(text).ok_or(IdTokenError::NotAJwt)?;
        let claims = RegisteredClaims::read(raw_claims.document())?;
        let token = SignedToken::parse(text)?;
        self.check_issuer(&claims)?;
        self.check_audience(&claims)?;
        let algorithm = token.verify(keys)?;
        self.check_expiration(&claims)?;
        self.check_nonce_and_subject(&claims)?;
        self.check_access_token_hash(&claims, algorithm)?;
        self.check_authorized_party(&claims)?;
        self.check_not_in_future("nbf", claims.nbf)?;
        self.check_not_in_future("iat", Some(claims.iat))
    }

    fn check_issuer(&self, claims: &RegisteredClaims<'_>) -> Result<(), IdTokenError> {
        if claims.iss == self.provider.issuer() { Ok(()) } else { Err(IdTokenError::Issuer { found: printable(claims.iss) }) }
    }

    /// Checks the audience: OpenID Connect Core 1.0, section 3.1.3.7, step 3. Unlike there, additional audiences that this client does not
    /// trust are accepted: Keycloak mappers add them.
    fn check_audience(&self, claims: &RegisteredClaims<'_>) -> Result<(), IdTokenError> {
        if claims.aud.contains(&self.client_id.as_str()) {
            return Ok(());
        }
        let found = claims.aud.iter().map(|audience| printable(audience)).collect();
        Err(IdTokenError::Audience { expected: self.client_id.to_string(), found })
    }

    /// Checks `exp`, without leeway.
    fn check_expiration(&self, claims: &RegisteredClaims<'_>) -> Result<(), IdTokenError> {
        let seconds_ago = self.now.as_second().saturating_sub(claims.exp);
        if seconds_ago < 0 { Ok(()) } else { Err(IdTokenError::Expired { seconds: seconds_ago }) }
    }

    /// Checks that the token belongs to this login, or to the one that is refreshed. A nonce is no secret once the provider has signed it,
    /// so the one of an earlier login is not compared in constant time.
    fn check_nonce_and_subject(&self, claims: &RegisteredClaims<'_>) -> Result<(), IdTokenError> {
        if self.login_nonce.is_some_and(|expected| claims.nonce.is_some_and(|nonce| nonce != expected)) {
            return Err(IdTokenError::Nonce);
        }
        if self.nonce.is_some_and(|expected| !expected.matches(claims.nonce)) {
            return Err(IdTokenError::Nonce);
        }
        if self.subject.is_none_or(|subject| claims.sub == subject) { Ok(()) } else { Err(IdTokenError::Subject) }
    }

    /// Checks `at_hash`, which binds the access token to the ID token: OpenID Connect Core 1.0, section 3.1.3.6. Without
    /// one or the other there is nothing to check.
    #[expect(clippy::disallowed_methods, reason = "the access token is hashed to be compared")]
    fn check_access_token_hash(&self, claims: &RegisteredClaims<'_>, algorithm: &Algorithm) -> Result<(), IdTokenError> {
        let (Some(expected_hash), Some(access_token)) = (claims.at_hash, self.access_token) else { return Ok(()) };
        let hash = URL_SAFE_NO_PAD.encode(algorithm.half_hash(access_token.expose_secret().as_bytes()));
        if hash == expected_hash.trim_end_matches('=') { Ok(()) } else { Err(IdTokenError::AccessTokenHash) }
    }

    /// Checks `azp`, which names the client that the token was issued to. OpenID Connect Core 1.0, section 2, leaves its use to extensions; a
    /// token issued to another client is refused all the same.
    fn check_authorized_party(&self, claims: &RegisteredClaims<'_>) -> Result<(), IdTokenError> {
        match claims.azp {
            Some(party) if party != self.client_id.as_str() => {
                Err(IdTokenError::AuthorizedParty { expected: self.client_id.to_string(), found: printable(party) })
            }
            _ => Ok(()),
        }
    }

    /// Checks that the time in `claim` is not ahead of this machine's clock by more than [`CLOCK_LEEWAY`]. A missing time passes.
    fn check_not_in_future(&self, claim: &'static str, time: Option<i64>) -> Result<(), IdTokenError> {
        let seconds_ahead = time.unwrap_or_default().saturating_sub(self.now.as_second());
        if seconds_ahead > CLOCK_LEEWAY { Err(IdTokenError::NotYetValid { claim, seconds: seconds_ahead }) } else { Ok(()) }
    }
}
