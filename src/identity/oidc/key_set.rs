//! The provider's key set, and signature verification with its keys: RFC 7517, section 5.
//!
//! Keys are parsed one by one when a signature is verified, so that an unreadable key hides no other. `kid` is only a hint: key ids SHOULD
//! differ (RFC 7517, section 4.5), and some providers sign with a key under another name.

use super::IdTokenError;
use super::algorithm::Algorithm;
use crate::provider_document::{MemberError, ProviderDocument};
use crate::text::printable;

/// The most keys that are tried for one signature: a hostile key set must not cost minutes.
const MAX_TRIES: usize = 32;
/// The most keys that a message lists.
const MAX_NAMES: usize = 8;

/// The published keys of a provider, not parsed yet.
pub(crate) struct KeySet(Vec<ProviderDocument>);

/// The signature of a token, and what it is verified with.
pub(super) struct SignatureInput<'a> {
    /// The id of the key, if the token names one.
    pub(super) kid: Option<&'a str>,
    /// The signature algorithm.
    pub(super) algorithm: &'static Algorithm,
    /// The signed part of the token: header and claims, encoded.
    pub(super) message: &'a [u8],
    /// The signature.
    pub(super) signature: &'a [u8],
}

impl KeySet {
    /// Reads a key set.
    ///
    /// # Errors
    /// Why it is not a key set, as a text for messages.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let document = ProviderDocument::read(bytes).map_err(|error| error.to_string())?;
        if document.value("keys").is_none() {
            return Err(MemberError::Missing("keys".to_owned()).to_string());
        }
        document.objects("keys").map(Self).map_err(|error| error.to_string())
    }

    /// The keys, as they are published.
    pub(crate) fn entries(&self) -> &[ProviderDocument] {
        &self.0
    }

    /// Verifies a signature with any key that fits its algorithm, trying those with its `kid` first.
    ///
    /// # Errors
    /// [`IdTokenError::Signature`] if a key with its `kid` was tried, else [`IdTokenError::UnknownKey`].
    pub(super) fn verify(&self, signed: &SignatureInput<'_>) -> Result<(), IdTokenError> {
        let has_key_id = |key: &ProviderDocument| signed.kid.is_some_and(|kid| key.string("kid") == Ok(Some(kid)));
        let (mut keys, others): (Vec<_>, Vec<_>) = self.0.iter().partition(|key| has_key_id(key));
        keys.extend(others);
        let (mut attempts, mut tried_matching_key) = (0, false);
        let mut reasons = Vec::new();
        for key in keys {
            let reason = match signed.algorithm.key(key) {
                Ok(_) if attempts == MAX_TRIES => "not tried".to_owned(),
                Ok(public) if signed.algorithm.verifies(&public, signed.message, signed.signature) => return Ok(()),
                Ok(_) => {
                    (attempts, tried_matching_key) = (attempts + 1, tried_matching_key || has_key_id(key));
                    "signature mismatch".to_owned()
                }
                Err(reason) => reason,
            };
            if reasons.len() < MAX_NAMES {
                let name = key_name(key.string("kid").ok().flatten());
                reasons.push(format!("{name} ({reason})"));
            }
        }
        if tried_matching_key { Err(IdTokenError::Signature) } else { Err(self.unknown_key(signed, reasons)) }
    }

    /// Returns the error with the `reasons` why the first keys do not match, and the number of the other keys.
    fn unknown_key(&self, signed: &SignatureInput<'_>, mut reasons: Vec<String>) -> IdTokenError {
        match self.0.len() - reasons.len() {
            0 if reasons.is_empty() => reasons.push("the key set is empty".to_owned()),
            0 => {}
            remaining => reasons.push(format!("and {remaining} more")),
        }
        IdTokenError::UnknownKey {
            key: signed.kid.map_or_else(|| key_name(None), |kid| format!("the key {}", key_name(Some(kid)))),
            algorithm: signed.algorithm.name(),
            keys: reasons.join(", "),
        }
    }
}

/// The name of a key in messages.
fn key_name(kid: Option<&str>) -> String {
    kid.map_or_else(|| "a key without `kid`".to_owned(), |kid| format!("`{}`", printable(kid)))
}
