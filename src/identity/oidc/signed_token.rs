//! A signed JSON Web Token in compact form, and its signature: RFC 7515, sections 3.1, 4.1 and 5.2.
//!
//! The crate `openidconnect` brings the keys and verifies with them. Its own token type would also parse every claim, and refuses
//! tokens in which one that nobody looks at has another JSON type, so header and claims are read here and in `registered_claims`.

use super::{KeySet, TokenProblem};
use crate::sys::printable;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey as _, JsonWebKeyAlgorithm, JsonWebKeyUse as _, JwsSigningAlgorithm as _};
use serde::Deserialize;
use serde_json::Value;

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

/// The values of `typ` that an ID token may have, in lower case and without `application/`: RFC 7519, section 5.1; RFC 7515, section 4.1.9.
const TYPES: [&str; 2] = ["jwt", "jose"];

/// The header fields that decide how a token is verified. Keys inside of a token are ignored: OpenID Connect Core 1.0, section 2.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    cty: Option<String>,
    crit: Option<Value>,
}

/// A token whose signature is not verified yet.
pub(super) struct SignedToken<'a> {
    header: Header,
    signing_input: &'a str,
    signature: Vec<u8>,
}

/// The key that a signature fits, and the algorithm that it fits with.
pub(super) struct SigningKey<'a> {
    pub(super) key: &'a CoreJsonWebKey,
    pub(super) algorithm: CoreJwsSigningAlgorithm,
}

impl<'a> SignedToken<'a> {
    /// Takes `token` apart.
    ///
    /// # Errors
    /// [`TokenProblem::NotAToken`]; [`TokenProblem::Other`] where the header demands something that is not understood here.
    pub(super) fn parse(token: &'a str) -> Result<Self, TokenProblem> {
        let parts = token
            .rsplit_once('.')
            .and_then(|(signing_input, signature)| Some((signing_input, signing_input.split_once('.')?.0, signature)));
        let (signing_input, header, signature) = parts.ok_or(TokenProblem::NotAToken)?;
        let decode = |part| URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenProblem::NotAToken);
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| TokenProblem::NotAToken)?;
        header.is_understood()?;
        Ok(Self { header, signing_input, signature: decode(signature)? })
    }

    /// Verifies the signature with the one key among `keys` that the header means.
    ///
    /// # Errors
    /// No such key, several, an algorithm that is not accepted, or another signature.
    pub(super) fn verify<'k>(&self, keys: &'k KeySet) -> Result<SigningKey<'k>, TokenProblem> {
        let algorithm = self.algorithm()?;
        let key = self.key(&algorithm, keys)?;
        let verified = key.verify_signature(&algorithm, self.signing_input.as_bytes(), &self.signature);
        verified.map_err(|_| TokenProblem::Signature)?;
        Ok(SigningKey { key, algorithm })
    }

    fn algorithm(&self) -> Result<CoreJwsSigningAlgorithm, TokenProblem> {
        let named = serde_json::from_value(Value::from(self.header.alg.as_str())).ok();
        named.filter(|algorithm| ALGORITHMS.contains(algorithm)).ok_or_else(|| TokenProblem::Algorithm(printable(&self.header.alg)))
    }

    /// OpenID Connect Core 1.0, section 10.1: a token must name its key where several could be meant.
    fn key<'k>(&self, algorithm: &CoreJwsSigningAlgorithm, keys: &'k KeySet) -> Result<&'k CoreJsonWebKey, TokenProblem> {
        let is_meant = |key: &&CoreJsonWebKey| {
            self.header.kid.as_ref().is_none_or(|kid| key.key_id().is_some_and(|id| id.as_str() == kid)) && can_verify(key, algorithm)
        };
        let mut meant = keys.keys().iter().filter(is_meant);
        match (meant.next(), meant.next()) {
            (Some(key), None) => Ok(key),
            (Some(_), Some(_)) => Err(TokenProblem::AmbiguousKey),
            (None, _) => Err(TokenProblem::UnknownKey { kid: self.header.kid.as_deref().map_or_else(|| "none".to_owned(), printable) }),
        }
    }
}

impl Header {
    fn is_understood(&self) -> Result<(), TokenProblem> {
        let is_known = |typ: &String| TYPES.contains(&typ.to_lowercase().trim_start_matches("application/"));
        match self {
            Self { typ: Some(typ), .. } if !is_known(typ) => Err(TokenProblem::Other(format!("its type (`typ`) is {}", printable(typ)))),
            Self { cty: Some(cty), .. } => Err(TokenProblem::Other(format!("it has a content type (`cty`), {}", printable(cty)))),
            Self { crit: Some(_), .. } => Err(TokenProblem::Other("its header demands what we do not know (`crit`)".to_owned())),
            _ => Ok(()),
        }
    }
}

/// Decides whether a key is one for signatures of this algorithm: RFC 7517, sections 4.1, 4.2 and 4.4.
fn can_verify(key: &CoreJsonWebKey, algorithm: &CoreJwsSigningAlgorithm) -> bool {
    let is_for_it = match key.signing_alg() {
        JsonWebKeyAlgorithm::Unspecified => true,
        JsonWebKeyAlgorithm::Algorithm(stated) => stated == algorithm,
        JsonWebKeyAlgorithm::Unsupported => false,
    };
    is_for_it && algorithm.key_type().as_ref() == Some(key.key_type()) && key.key_use().is_none_or(|usage| usage.allows_signature())
}
