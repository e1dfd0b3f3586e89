//! Whether an ID token holds: OpenID Connect Core 1.0, section 3.1.3.7.
//!
//! Only the claims that must be checked are read. Whatever else a provider states may have any JSON type.

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

/// How far a provider's clock may be ahead of ours: seconds.
const CLOCK_LEEWAY: i64 = 60;

/// What is wrong with an ID token: names and times, never the token.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenProblem {
    /// Five parts.
    #[error("it is encrypted (five parts), and nobody gave us a key: have the provider sign only")]
    Encrypted,
    /// Not three parts of base64url, or no JSON in them.
    #[error("it is not a signed JSON Web Token")]
    NotAToken,
    /// A claim that is checked is missing, or has a type that it must not have.
    #[error("its claim {0}")]
    Claim(#[from] MemberError),
    /// A header field that decides how a token is verified is missing, or has a type that it must not have.
    #[error("in its header {0}")]
    Header(MemberError),
    /// An access token: RFC 9068.
    #[error("it is an access token (`typ` {0})")]
    AccessToken(String),
    /// A header that demands something which is not understood here: RFC 7515, section 4.1.11.
    #[error("its header demands what we do not know (`crit`): {0}")]
    Critical(String),
    /// Signed by nothing, or by a shared secret.
    #[error("it is signed with {0}; only signatures that a public key verifies are accepted")]
    NoPublicKey(String),
    /// An algorithm that is not supported.
    #[error("it is signed with {0}; sts-cli verifies {SUPPORTED}")]
    Algorithm(String),
    /// None of the keys fits.
    #[error("it is signed with {algorithm} by {kid}, and none of the provider's keys fits: {keys}")]
    UnknownKey {
        /// The key, with its name where the token has one.
        kid: String,
        /// The algorithm.
        algorithm: &'static str,
        /// The provider's keys, and why none fits.
        keys: String,
    },
    /// The signature does not fit the key.
    #[error("its signature does not fit the provider's key")]
    Signature,
    /// Another issuer.
    #[error("it was issued by {found}")]
    Issuer {
        /// The issuer in the token.
        found: String,
    },
    /// Meant for somebody else.
    #[error("it is meant for {}, not for {expected}", found.join(", "))]
    Audience {
        /// Our client id.
        expected: String,
        /// The audiences in the token.
        found: Vec<String>,
    },
    /// Asked for by somebody else.
    #[error("it was asked for by {found} (`azp`), not by {expected}")]
    AuthorizedParty {
        /// Our client id.
        expected: String,
        /// The party in the token.
        found: String,
    },
    /// Of somebody else.
    #[error("it speaks of another person than the one who logged in")]
    Subject,
    /// Of another login.
    #[error("its nonce is not that of this login: it belongs to another one")]
    Nonce,
    /// Issued beside another access token.
    #[error("its `at_hash` does not fit the access token that came with it")]
    AccessTokenHash,
    /// Past its end.
    #[error("it expired {seconds} s ago by this machine's clock")]
    Expired {
        /// How long ago.
        seconds: i64,
    },
    /// From the future.
    #[error("its `{claim}` is {seconds} s in the future by this machine's clock")]
    Future {
        /// `nbf` or `iat`.
        claim: &'static str,
        /// How far.
        seconds: i64,
    },
}
debug_as_display!(TokenProblem);

impl TokenProblem {
    /// Whether it may be a wrong clock, this machine's or the provider's, that makes the token look so.
    pub(crate) fn is_of_a_clock(&self) -> bool {
        matches!(self, Self::Expired { .. } | Self::Future { .. })
    }

    /// Whether the token was issued by, to, for or beside another than it should be: somebody may have exchanged it on the way.
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

    /// Whether fetching the provider's keys again may help: it rotates them, some under the same name or without names.
    pub(crate) fn may_be_a_new_key(&self) -> bool {
        matches!(self, Self::UnknownKey { .. } | Self::Signature)
    }
}

/// What an ID token must fit.
pub(crate) struct Check<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) client_id: &'a ClientId,
    /// What the token of this login holds; `None` after a refresh: OpenID Connect Core 1.0, section 12.2.
    pub(crate) nonce: Option<&'a Nonce>,
    /// The nonce of the login that a refresh continues: a refreshed token need not have one, but no other (section 12.2).
    pub(crate) login_nonce: Option<&'a str>,
    /// Who it must speak of, where that is known before.
    pub(crate) subject: Option<&'a str>,
    pub(crate) access_token: Option<&'a AccessToken>,
    pub(crate) now: Timestamp,
}

impl Check<'_> {
    /// Verifies `token` with `keys`.
    ///
    /// # Errors
    /// The first problem found, in the order: form, required claims, issuer, audience, signature, times, nonce, subject, the rest.
    #[expect(clippy::disallowed_methods, reason = "the token is parsed to be verified")]
    pub(crate) fn verify(&self, token: &IdToken, keys: &KeySet) -> Result<(), TokenProblem> {
        let text = token.expose_secret();
        if text.split('.').count() == 5 {
            return Err(TokenProblem::Encrypted);
        }
        let all = Claims::unverified(text).ok_or(TokenProblem::NotAToken)?;
        let claims = RegisteredClaims::read(all.document())?;
        let token = SignedToken::parse(text)?;
        self.issuer(&claims)?;
        self.audience(&claims)?;
        let algorithm = token.verify(keys)?;
        self.unexpired(&claims)?;
        self.of_this_login(&claims)?;
        self.access_token_hash(&claims, algorithm)?;
        self.authorized_party(&claims)?;
        self.not_from_the_future("nbf", claims.nbf)?;
        self.not_from_the_future("iat", Some(claims.iat))
    }

    fn issuer(&self, claims: &RegisteredClaims<'_>) -> Result<(), TokenProblem> {
        if claims.iss == self.provider.issuer() { Ok(()) } else { Err(TokenProblem::Issuer { found: printable(claims.iss) }) }
    }

    /// More audiences beside ours are fine: mappers of Keycloak add them.
    fn audience(&self, claims: &RegisteredClaims<'_>) -> Result<(), TokenProblem> {
        if claims.aud.contains(&self.client_id.as_str()) {
            return Ok(());
        }
        let found = claims.aud.iter().map(|audience| printable(audience)).collect();
        Err(TokenProblem::Audience { expected: self.client_id.to_string(), found })
    }

    fn unexpired(&self, claims: &RegisteredClaims<'_>) -> Result<(), TokenProblem> {
        let seconds = self.now.as_second().saturating_sub(claims.exp);
        if seconds < 0 { Ok(()) } else { Err(TokenProblem::Expired { seconds }) }
    }

    fn of_this_login(&self, claims: &RegisteredClaims<'_>) -> Result<(), TokenProblem> {
        if self.login_nonce.is_some_and(|expected| claims.nonce.is_some_and(|nonce| nonce != expected)) {
            return Err(TokenProblem::Nonce);
        }
        if self.nonce.is_some_and(|expected| !expected.is(claims.nonce)) {
            return Err(TokenProblem::Nonce);
        }
        if self.subject.is_none_or(|subject| claims.sub == subject) { Ok(()) } else { Err(TokenProblem::Subject) }
    }

    #[expect(clippy::disallowed_methods, reason = "the access token is hashed to be compared")]
    fn access_token_hash(&self, claims: &RegisteredClaims<'_>, algorithm: &Algorithm) -> Result<(), TokenProblem> {
        let (Some(stated), Some(access_token)) = (claims.at_hash, self.access_token) else { return Ok(()) };
        let hash = URL_SAFE_NO_PAD.encode(algorithm.half_hash(access_token.expose_secret().as_bytes()));
        if hash == stated.trim_end_matches('=') { Ok(()) } else { Err(TokenProblem::AccessTokenHash) }
    }

    fn authorized_party(&self, claims: &RegisteredClaims<'_>) -> Result<(), TokenProblem> {
        match claims.azp {
            Some(party) if party != self.client_id.as_str() => {
                Err(TokenProblem::AuthorizedParty { expected: self.client_id.to_string(), found: printable(party) })
            }
            _ => Ok(()),
        }
    }

    fn not_from_the_future(&self, claim: &'static str, time: Option<i64>) -> Result<(), TokenProblem> {
        let ahead = time.unwrap_or_default().saturating_sub(self.now.as_second());
        if ahead > CLOCK_LEEWAY { Err(TokenProblem::Future { claim, seconds: ahead }) } else { Ok(()) }
    }
}
