//! A signed JSON Web Token in compact form, and its header: RFC 7515, sections 3.1, 4.1 and 5.2.
//!
//! Parsed here because the token types of crates parse every member, and refuse tokens in which an unused one has another JSON type. The
//! module `algorithm` verifies signatures.

use super::TokenProblem;
use super::algorithm::Algorithm;
use super::key_set::{KeySet, Signed};
use crate::provider_document::ProviderDocument;
use crate::sys::printable;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A parsed token, not verified yet. Keys inside the token are ignored: OpenID Connect Core 1.0, section 2.
pub(super) struct SignedToken<'a> {
    header: ProviderDocument,
    algorithm: &'static Algorithm,
    signing_input: &'a str,
    signature: Vec<u8>,
}

impl<'a> SignedToken<'a> {
    /// Parses `token`.
    ///
    /// # Errors
    /// It is not a signed token, its header has an unknown critical extension, or its algorithm is not supported.
    pub(super) fn parse(token: &'a str) -> Result<Self, TokenProblem> {
        let parts = token
            .rsplit_once('.')
            .and_then(|(signing_input, signature)| Some((signing_input, signing_input.split_once('.')?.0, signature)));
        let (signing_input, header, signature) = parts.ok_or(TokenProblem::NotAToken)?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).map_err(|_| TokenProblem::NotAToken);
        let header = ProviderDocument::read(&decode(header)?).map_err(|_| TokenProblem::NotAToken)?;
        is_understood(&header)?;
        let name = header.needed("alg", ProviderDocument::text).map_err(TokenProblem::Header)?;
        let algorithm = Algorithm::named(name).ok_or_else(|| match name {
            "none" | "HS256" | "HS384" | "HS512" => TokenProblem::NoPublicKey(name.to_owned()),
            _ => TokenProblem::Algorithm(printable(name)),
        })?;
        Ok(Self { algorithm, header, signing_input, signature: decode(signature)? })
    }

    /// Verifies the signature with any of `keys` that fits, and returns its algorithm.
    ///
    /// # Errors
    /// No key fits.
    pub(super) fn verify(&self, keys: &KeySet) -> Result<&'static Algorithm, TokenProblem> {
        let kid = self.header.text("kid").ok().flatten(); // only a hint: ignored if it is no string
        let Self { algorithm, signing_input, signature, .. } = self;
        keys.verify(&Signed { kid, algorithm, message: signing_input.as_bytes(), signature }).map(|()| *algorithm)
    }
}

/// Refuses access tokens (RFC 9068, section 2.1) and critical extensions (RFC 7515, section 4.1.11). Other values of `typ` are for
/// applications (section 4.1.9).
fn is_understood(header: &ProviderDocument) -> Result<(), TokenProblem> {
    let typ = header.text("typ").ok().flatten().unwrap_or_default();
    if typ.to_lowercase().trim().trim_start_matches("application/") == "at+jwt" {
        return Err(TokenProblem::AccessToken(printable(typ)));
    }
    match header.texts("crit") {
        Ok(names) if names.is_empty() => Ok(()),
        Ok(names) => Err(TokenProblem::Critical(printable(&names.join(", ")))),
        Err(error) => Err(TokenProblem::Header(error)),
    }
}
