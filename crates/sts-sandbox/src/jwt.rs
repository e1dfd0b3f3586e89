//! JSON Web Tokens (RFC 7515, 7519): RS256 for the provider's tokens, HS512 for MinIO's session tokens.

use super::keys::Keys;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use rsa::Pkcs1v15Sign;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha512};
use std::collections::BTreeMap;

/// The claims of a token, sorted by name as Go writes them.
pub(crate) type Claims = BTreeMap<String, Value>;

/// A parsed, unverified token.
pub(crate) struct Token<'a> {
    /// The JOSE header.
    pub(crate) header: Claims,
    /// The payload.
    pub(crate) claims: Claims,
    signed: &'a str,
    signature: Vec<u8>,
}

/// Why a text is not a token.
pub(crate) enum Malformed {
    /// It does not have three parts.
    Segments,
    /// A part is not base64url.
    Base64,
    /// Header or payload is not a JSON object.
    Json,
}

impl<'a> Token<'a> {
    /// Parses `text` without verification.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Malformed> {
        let (signed, signature) = text.rsplit_once('.').ok_or(Malformed::Segments)?;
        let (header, payload) = signed.split_once('.').ok_or(Malformed::Segments)?;
        if payload.contains('.') {
            return Err(Malformed::Segments);
        }
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Malformed::Base64);
        let object = |part: &str| serde_json::from_slice(&decode(part)?).map_err(|_| Malformed::Json);
        Ok(Self { header: object(header)?, claims: object(payload)?, signed, signature: decode(signature)? })
    }

    /// Returns a string of the header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.header.get(name).and_then(Value::as_str)
    }

    /// Returns a string claim.
    pub(crate) fn claim(&self, name: &str) -> Option<&str> {
        self.claims.get(name).and_then(Value::as_str)
    }

    /// Returns a time claim, in seconds since 1970.
    pub(crate) fn time(&self, name: &str) -> Option<f64> {
        self.claims.get(name).and_then(Value::as_f64)
    }

    /// Whether the RS256 signature was made with the provider's key.
    pub(crate) fn is_signed_by(&self, keys: &Keys) -> bool {
        let digest = Sha256::digest(self.signed.as_bytes());
        keys.signing.to_public_key().verify(Pkcs1v15Sign::new::<Sha256>(), &digest, &self.signature).is_ok()
    }
}

/// Signs claims with RS256, with `key_id` in the header.
///
/// # Errors
/// The key cannot sign.
pub(crate) fn sign(claims: &Claims, keys: &Keys, key_id: Option<&str>) -> Result<String, rsa::Error> {
    let header = match key_id {
        Some(id) => json!({"alg": "RS256", "kid": id, "typ": "JWT"}),
        None => json!({"alg": "RS256", "typ": "JWT"}),
    };
    let unsigned = unsigned(&header, claims);
    let signature = keys.signing.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(unsigned.as_bytes()))?;
    Ok(format!("{unsigned}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// Signs claims like MinIO's session tokens, with HS512 and the root secret.
pub(crate) fn seal(claims: &Claims, root_secret: &str) -> String {
    let unsigned = unsigned(&json!({"alg": "HS512", "typ": "JWT"}), claims);
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length: RFC 2104")]
    let mut mac = Hmac::<Sha512>::new_from_slice(root_secret.as_bytes()).expect("any key length");
    mac.update(unsigned.as_bytes());
    format!("{unsigned}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn unsigned(header: &Value, claims: &Claims) -> String {
    let payload = json!(claims).to_string();
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(payload))
}
