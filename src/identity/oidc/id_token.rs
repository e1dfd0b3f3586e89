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

/// How far a provider's clock may be ahead of this machine's, in seconds. It counts for `nbf` and `iat`, which are the provider's present;
/// `exp` has no leeway, because the server that gets the token would refuse it.
const CLOCK_LEEWAY: i64 = 60;

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
    /// The first problem found, in this order: form, required claims, header, issuer, audience, signature, `exp`, nonce, subject, `at_hash`,
    /// `azp`, `nbf`, `iat`.
    #[expect(clippy::disallowed_methods, reason = "the token is parsed to be verified")]
    pub(crate) fn verify(&self, token: &IdToken, keys: &KeySet) -> Result<(), IdTokenError> {
        let text = token.expose_secret();
        if text.split('.').count() == 5 {
            return Err(IdTokenError::Encrypted);
        }
        let raw_claims = Claims::unverified(text).ok_or(IdTokenError::NotAJwt)?;
        let claims = RegisteredClaims::read(raw_claims.document())?;
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
        if self.nonce.is_some_and(|expected| !expected.matches(claims.nonce)) {
            return Err(IdTokenError::Nonce);
        }
        if self.subject.is_none_or(|subject| claims.sub == subject) { Ok(()) } else { Err(IdTokenError::Subject) }
    }

    #[expect(clippy::disallowed_methods, reason = "the access token is hashed to be compared")]
    fn check_access_token_hash(&self, claims: &RegisteredClaims<'_>, algorithm: &Algorithm) -> Result<(), IdTokenError> {
        let (Some(expected_hash), Some(access_token)) = (claims.at_hash, self.access_token) else { return Ok(()) };
        let hash = URL_SAFE_NO_PAD.encode(algorithm.half_hash(access_token.expose_secret().as_bytes()));
        if hash == expected_hash.trim_end_matches('=') { Ok(()) } else { Err(IdTokenError::AccessTokenHash) }
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
        let seconds_ahead = time.unwrap_or_default().saturating_sub(self.now.as_second());
        if seconds_ahead > CLOCK_LEEWAY { Err(IdTokenError::NotYetValid { claim, seconds: seconds_ahead }) } else { Ok(()) }
    }
}
