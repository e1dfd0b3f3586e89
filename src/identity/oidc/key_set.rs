//! The provider's key set, and which of its keys a signature fits: RFC 7517, section 5.
//!
//! Keys are read when a signature is verified, one by one, so that one that cannot be read hides no other. `kid` is a hint: "Key IDs
//! SHOULD differ" (section 4.5), and some providers sign with a key that they name differently.

use super::TokenProblem;
use super::algorithm::Algorithm;
use crate::provider_document::{MemberError, ProviderDocument};
use crate::sys::printable;

/// How many keys are tried for one signature; providers' sets have few, and a hostile one must not cost minutes.
const MOST_TRIES: usize = 32;
/// How many keys a message names.
const MOST_NAMES: usize = 8;

/// The keys that a provider publishes, not read yet.
pub(crate) struct KeySet(Vec<ProviderDocument>);

/// What a token tells of its key.
pub(super) struct Signed<'a> {
    pub(super) kid: Option<&'a str>,
    pub(super) algorithm: &'static Algorithm,
    pub(super) message: &'a [u8],
    pub(super) signature: &'a [u8],
}

impl KeySet {
    /// Reads a key set.
    ///
    /// # Errors
    /// What it is instead, in words.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let document = ProviderDocument::read(bytes).map_err(|error| error.to_string())?;
        if document.value("keys").is_none() {
            return Err(MemberError::Missing("keys".to_owned()).to_string());
        }
        document.objects("keys").map(Self).map_err(|error| error.to_string())
    }

    /// Verifies a signature with whichever key fits it; those of its `kid` are tried first.
    ///
    /// # Errors
    /// None fits.
    pub(super) fn verify(&self, signed: &Signed<'_>) -> Result<(), TokenProblem> {
        let is_named = |key: &ProviderDocument| signed.kid.is_some_and(|kid| key.text("kid") == Ok(Some(kid)));
        let (mut keys, others): (Vec<_>, Vec<_>) = self.0.iter().partition(|key| is_named(key));
        keys.extend(others);
        let (mut tried, mut tried_named) = (0, false);
        let mut reasons = Vec::new();
        for key in keys {
            let reason = match signed.algorithm.key(key) {
                Ok(_) if tried == MOST_TRIES => "not tried".to_owned(),
                Ok(public) if signed.algorithm.verifies(&public, signed.message, signed.signature) => return Ok(()),
                Ok(_) => {
                    (tried, tried_named) = (tried + 1, tried_named || is_named(key));
                    "another signature".to_owned()
                }
                Err(reason) => reason,
            };
            if reasons.len() < MOST_NAMES {
                let name = name(key.text("kid").ok().flatten());
                reasons.push(format!("{name} ({reason})"));
            }
        }
        if tried_named { Err(TokenProblem::Signature) } else { Err(self.no_key(signed, reasons)) }
    }

    fn no_key(&self, signed: &Signed<'_>, mut reasons: Vec<String>) -> TokenProblem {
        match self.0.len() - reasons.len() {
            0 if reasons.is_empty() => reasons.push("the key set is empty".to_owned()),
            0 => {}
            more => reasons.push(format!("and {more} more")),
        }
        TokenProblem::UnknownKey {
            kid: signed.kid.map_or_else(|| name(None), |kid| format!("the key {}", name(Some(kid)))),
            algorithm: signed.algorithm.name(),
            keys: reasons.join(", "),
        }
    }
}

fn name(kid: Option<&str>) -> String {
    kid.map_or_else(|| "a key without a name".to_owned(), |kid| format!("`{}`", printable(kid)))
}
