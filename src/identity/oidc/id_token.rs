//! Whether an ID token holds: OpenID Connect Core 1.0, section 3.1.3.7.
//!
//! `openidconnect` verifies signature, issuer, audience, expiry and nonce; `azp`, `nbf`, an `iat` in the future and `at_hash` are
//! looked at here.

use super::{KeySet, Provider};
use crate::claims::Claims;
use crate::secret::{AccessToken, IdToken};
use crate::sys::printable;
use jiff::Timestamp;
use oauth2::ClientId;
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm};
use openidconnect::{AccessTokenHash, ClaimsVerificationError, IssuerUrl, Nonce, SignatureVerificationError};
use secrecy::ExposeSecret as _;
use std::str::FromStr as _;

/// How far a provider's clock may be ahead of ours: seconds.
const CLOCK_LEEWAY: i64 = 60;

/// The signature algorithms that need no shared secret.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What is wrong with an ID token: names and times, never the token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenProblem {
    /// Five parts.
    #[error("it is encrypted (five parts), and nobody gave us a key: have the provider sign only")]
    Encrypted,
    /// Not three parts of base64url, or no JSON in them.
    #[error("it is not a signed JSON Web Token")]
    NotAToken,
    /// A claim that must be there is not.
    #[error("it has no claim `{0}`")]
    Missing(&'static str),
    /// Signed by nothing, or by a shared secret.
    #[error("it is signed with {0}; only signatures that a public key verifies are accepted")]
    Algorithm(String),
    /// No key of that name.
    #[error("it is signed with a key (`kid` {kid}) that is not among the provider's")]
    UnknownKey {
        /// The name of the key, where the token has one.
        kid: String,
    },
    /// No key name, and several keys that could be meant.
    #[error("it does not name its key (`kid`), and the provider has several")]
    AmbiguousKey,
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
    /// Something else that the verifier does not accept.
    #[error("it does not hold: {0}")]
    Other(String),
}

impl TokenProblem {
    /// Whether it may be a wrong clock, this machine's or the provider's, that makes the token look so.
    pub(crate) fn is_of_a_clock(&self) -> bool {
        matches!(self, Self::Expired { .. } | Self::Future { .. })
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
    /// Who it must speak of, where that is known before.
    pub(crate) subject: Option<&'a str>,
    pub(crate) access_token: &'a AccessToken,
    pub(crate) now: Timestamp,
}

impl Check<'_> {
    /// Verifies `token` with `keys`.
    ///
    /// # Errors
    /// The first problem found, in the order: form, required claims, signature, issuer, audience, times, nonce.
    #[expect(clippy::disallowed_methods, reason = "the token is parsed to be verified")]
    pub(crate) fn verify(&self, token: &IdToken, keys: &KeySet) -> Result<(), TokenProblem> {
        let text = token.expose_secret();
        if text.split('.').count() == 5 {
            return Err(TokenProblem::Encrypted);
        }
        let claims = Claims::unverified(text).ok_or(TokenProblem::NotAToken)?;
        let needed = ["iss", "sub", "aud", "exp", "iat"].into_iter();
        if let Some(missing) = needed.clone().find(|name| !claims.has(name)) {
            return Err(TokenProblem::Missing(missing));
        }
        let parsed = CoreIdToken::from_str(text).map_err(|_| TokenProblem::NotAToken)?;
        let issuer = IssuerUrl::new(self.provider.issuer().to_owned()).map_err(|_| TokenProblem::NotAToken)?;
        let now = self.now;
        let verifier = CoreIdTokenVerifier::new_public_client(self.client_id.clone(), issuer, keys.clone())
            .set_allowed_algs(ALGORITHMS)
            .set_other_audience_verifier_fn(|_| true)
            .set_time_fn(move || chrono_time(now));
        let verified = match self.nonce {
            Some(nonce) => parsed.claims(&verifier, nonce),
            None => parsed.claims(&verifier, |_: Option<&Nonce>| Ok(())),
        };
        let verified = verified.map_err(|error| self.problem(&error, text, &claims))?;
        if self.subject.is_some_and(|subject| claims.text("sub") != Some(subject)) {
            return Err(TokenProblem::Subject);
        }
        if let Some(stated) = verified.access_token_hash() {
            let key = parsed.signing_key(&verifier).map_err(|error| signature_problem(&error, text))?;
            let access_token = openidconnect::AccessToken::new(self.access_token.expose_secret().to_owned());
            let hash = parsed.signing_alg().ok().and_then(|alg| AccessTokenHash::from_token(&access_token, alg, key).ok());
            hash.filter(|hash| hash == stated).ok_or(TokenProblem::AccessTokenHash)?;
        }
        self.authorized_party(&claims)?;
        self.not_from_the_future("nbf", &claims)?;
        self.not_from_the_future("iat", &claims)
    }

    fn authorized_party(&self, claims: &Claims) -> Result<(), TokenProblem> {
        let party = claims.text("azp").unwrap_or_default();
        if !claims.has("azp") || party == self.client_id.as_str() {
            return Ok(());
        }
        Err(TokenProblem::AuthorizedParty { expected: self.client_id.to_string(), found: printable(party) })
    }

    fn not_from_the_future(&self, claim: &'static str, claims: &Claims) -> Result<(), TokenProblem> {
        let ahead = claims.seconds(claim).unwrap_or(0) - self.now.as_second();
        if ahead > CLOCK_LEEWAY { Err(TokenProblem::Future { claim, seconds: ahead }) } else { Ok(()) }
    }

    fn problem(&self, error: &ClaimsVerificationError, text: &str, claims: &Claims) -> TokenProblem {
        match error {
            ClaimsVerificationError::Expired(_) => {
                TokenProblem::Expired { seconds: self.now.as_second() - claims.seconds("exp").unwrap_or(0) }
            }
            ClaimsVerificationError::InvalidIssuer(_) => TokenProblem::Issuer { found: printable(claims.text("iss").unwrap_or("nobody")) },
            ClaimsVerificationError::InvalidAudience(_) => TokenProblem::Audience {
                expected: self.client_id.to_string(),
                found: claims.list("aud").into_iter().map(printable).collect(),
            },
            ClaimsVerificationError::InvalidNonce(_) => TokenProblem::Nonce,
            ClaimsVerificationError::SignatureVerification(error) => signature_problem(error, text),
            other => TokenProblem::Other(printable(&other.to_string())),
        }
    }
}

fn signature_problem(error: &SignatureVerificationError, text: &str) -> TokenProblem {
    let header = |name| header_field(text, name).unwrap_or_else(|| "none".to_owned());
    match error {
        SignatureVerificationError::AmbiguousKeyId(_) => TokenProblem::AmbiguousKey,
        SignatureVerificationError::NoMatchingKey => TokenProblem::UnknownKey { kid: header("kid") },
        SignatureVerificationError::DisallowedAlg(_)
        | SignatureVerificationError::NoSignature
        | SignatureVerificationError::UnsupportedAlg(_) => TokenProblem::Algorithm(header("alg")),
        _ => TokenProblem::Signature,
    }
}

/// A field of the token's header; it is public and has no secret in it.
fn header_field(token: &str, name: &str) -> Option<String> {
    let (header, _) = token.split_once('.')?;
    let fields = Claims::unverified(&format!(".{header}."))?;
    fields.text(name).map(printable)
}

/// The moment as `openidconnect` wants it.
fn chrono_time(now: Timestamp) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(now.as_second(), 0).unwrap_or_default()
}
