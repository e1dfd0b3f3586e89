//! Defects of a session token that are visible without a server: it is missing, truncated, too long, or of other keys.

use super::token_facts::{TokenFacts, TokenForm};

/// The longest session token that MinIO accepts: it refuses headers above 8192 bytes in total, and the other headers take about 1 KiB.
pub(super) const MAX_SESSION_TOKEN_BYTES: usize = 7 * 1024;
/// The beginning of AWS's temporary access keys: "IAM identifiers", AWS IAM User Guide.
const TEMPORARY_KEY_BEGINNING: &str = "ASIA";

/// A defect of the session token of credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenDefect {
    /// A temporary access key without its session token; the reason that shows it.
    #[error("the session token is missing: {0}")]
    Missing(&'static str),
    /// The session token cannot be decoded.
    #[error("the session token is truncated: it begins like a JSON Web Token, but a part is missing")]
    Truncated,
    /// The signature of the session token has not the form of one.
    #[error("the session token was changed: its {0}")]
    Signature(String),
    /// The session token belongs to another access key.
    #[error("the session token belongs to the access key {0}: the values are of different credentials")]
    OfOtherKey(String),
    /// MinIO refuses requests with such a long session token.
    #[error("the session token has {0} bytes: MinIO rejects every request, because its headers exceed 8 KiB")]
    TooLong(usize),
}

impl TokenDefect {
    /// Returns the defects of `access_key` with the session token of these facts. `expires`: an expiration is stated with the keys.
    pub(crate) fn all(access_key: &str, token: &TokenFacts, expires: bool) -> Vec<Self> {
        let missing = match token.form {
            TokenForm::Absent if access_key.starts_with(TEMPORARY_KEY_BEGINNING) => Some("this access key is a temporary one"),
            TokenForm::Absent if expires => Some("an expiration is set, and only temporary credentials have one"),
            _ => None,
        };
        let other_key = token.access_key.clone().filter(|key| key != access_key && !access_key.is_empty());
        let defects = [
            missing.map(Self::Missing),
            (token.form == TokenForm::Truncated).then_some(Self::Truncated),
            token.signature_defect.clone().map(Self::Signature),
            other_key.map(Self::OfOtherKey),
            (token.length > MAX_SESSION_TOKEN_BYTES).then_some(Self::TooLong(token.length)),
        ];
        defects.into_iter().flatten().collect()
    }
}
