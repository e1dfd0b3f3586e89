//! The checked claims of an ID token: OpenID Connect Core 1.0, section 3.1.3.7.
//!
//! Other claims may be missing or of any JSON type: "Any Claims used that are not understood MUST be ignored" (section 2), and some providers
//! send `updated_at` and `email_verified` as strings.

use crate::provider_document::{MemberError, ProviderDocument};

/// The checked claims, each with its required type.
pub(super) struct RegisteredClaims<'a> {
    pub(super) iss: &'a str,
    pub(super) sub: &'a str,
    pub(super) aud: Vec<&'a str>,
    /// Seconds since 1970, as all times here.
    pub(super) exp: i64,
    pub(super) iat: i64,
    pub(super) nbf: Option<i64>,
    pub(super) azp: Option<&'a str>,
    pub(super) nonce: Option<&'a str>,
    pub(super) at_hash: Option<&'a str>,
}

impl<'a> RegisteredClaims<'a> {
    /// Reads the checked claims of a token; null and empty values count as missing.
    ///
    /// # Errors
    /// The first claim that is missing or cannot be used.
    pub(super) fn read(claims: &'a ProviderDocument) -> Result<Self, MemberError> {
        Ok(Self {
            iss: claims.required("iss", ProviderDocument::string)?,
            sub: claims.required("sub", ProviderDocument::string)?,
            aud: claims.required("aud", |claims, name| claims.strings(name).map(|aud| Some(aud).filter(|aud| !aud.is_empty())))?,
            exp: claims.required("exp", ProviderDocument::numeric_date)?,
            iat: claims.required("iat", ProviderDocument::numeric_date)?,
            nbf: claims.numeric_date("nbf")?,
            azp: claims.string("azp")?,
            nonce: claims.string("nonce")?,
            at_hash: claims.string("at_hash")?,
        })
    }
}
