//! A signed JSON Web Token in compact form, and its header: RFC 7515, sections 3.1, 4.1 and 5.2.
//!
//! Tokens are parsed here because the token types of crates parse every member, and refuse tokens in which an unused one has another JSON
//! type. The module `algorithm` verifies signatures.

use super::IdTokenError;
use super::algorithm::Algorithm;
use super::key_set::{KeySet, SignatureInput};
use crate::claims::{access_token_type, token_header};
use crate::provider_document::ProviderDocument;
use crate::text::printable;
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
    /// The text is not a signed token, or is an access token; its header has an unknown critical extension, or its algorithm is not
    /// supported.
    pub(super) fn parse(token: &'a str) -> Result<Self, IdTokenError> {
        let (signing_input, signature) = token.rsplit_once('.').ok_or(IdTokenError::NotAJwt)?;
        let header = token_header(signing_input).ok_or(IdTokenError::NotAJwt)?;
        check_header(&header)?;
        let name = header.required("alg", ProviderDocument::string).map_err(IdTokenError::Header)?;
        let algorithm = Algorithm::named(name).ok_or_else(|| match name {
            "none" | "HS256" | "HS384" | "HS512" => IdTokenError::NotAsymmetric(name.to_owned()),
            _ => IdTokenError::Algorithm(printable(name)),
        })?;
        let signature = URL_SAFE_NO_PAD.decode(signature.trim_end_matches('=')).map_err(|_| IdTokenError::NotAJwt)?;
        Ok(Self { algorithm, header, signing_input, signature })
    }

    /// Verifies the signature with `keys`, and returns its algorithm.
    ///
    /// # Errors
    /// The errors of [`KeySet::verify`].
    pub(super) fn verify(&self, keys: &KeySet) -> Result<&'static Algorithm, IdTokenError> {
        let kid = self.header.string("kid").ok().flatten(); // only a hint: ignored if it is not a string
        let Self { algorithm, signing_input, signature, .. } = self;
        keys.verify(&SignatureInput { kid, algorithm, message: signing_input.as_bytes(), signature }).map(|()| *algorithm)
    }
}

/// Refuses access tokens (RFC 9068, section 2.1) and critical extensions (RFC 7515, section 4.1.11). Other values of `typ` are for
/// applications (section 4.1.9).
fn check_header(header: &ProviderDocument) -> Result<(), IdTokenError> {
    if let Some(typ) = access_token_type(header) {
        return Err(IdTokenError::AccessToken(printable(typ)));
    }
    match header.strings("crit") {
        Ok(names) if names.is_empty() => Ok(()),
        Ok(names) => Err(IdTokenError::Critical(printable(&names.join(", ")))),
        Err(error) => Err(IdTokenError::Header(error)),
    }
}
