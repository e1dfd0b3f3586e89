//! Defects of credentials that are visible without a server: a session token that is missing, truncated, too long, or of other keys.

use super::token_facts::{TokenFacts, TokenForm};

/// The longest session token that MinIO accepts: it refuses headers above 8192 bytes in total, and the other headers take about 1 KiB.
pub(super) const MAX_SESSION_TOKEN_BYTES: usize = 7 * 1024;
/// The beginning of AWS's temporary access keys: "IAM identifiers", AWS IAM User Guide.
const TEMPORARY_KEY_BEGINNING: &str = "ASIA";

/// A defect of credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyDefect {
    /// A temporary access key without its session token.
    #[error("the session token is missing: this access key is a temporary one")]
    TokenMissing,
    /// The session token cannot be decoded.
    #[error("the session token is truncated: it begins like a JSON Web Token, but a part is missing")]
    TokenTruncated,
    /// The session token belongs to another access key.
    #[error("the session token belongs to the access key {0}: the values are of different credentials")]
    TokenOfOtherKey(String),
    /// MinIO refuses requests with such a long session token.
    #[error("the session token has {0} bytes: MinIO rejects every request, because its headers exceed 8 KiB")]
    TokenTooLong(usize),
}

impl KeyDefect {
    /// Returns the defects of `access_key` with the session token of these facts.
    pub(crate) fn all(access_key: &str, token: &TokenFacts) -> Vec<Self> {
        let is_missing = token.form == TokenForm::Absent && access_key.starts_with(TEMPORARY_KEY_BEGINNING);
        let other_key = token.access_key.clone().filter(|key| key != access_key && !access_key.is_empty());
        let defects = [
            is_missing.then_some(Self::TokenMissing),
            (token.form == TokenForm::Truncated).then_some(Self::TokenTruncated),
            other_key.map(Self::TokenOfOtherKey),
            (token.length > MAX_SESSION_TOKEN_BYTES).then_some(Self::TokenTooLong(token.length)),
        ];
        defects.into_iter().flatten().collect()
    }
}
