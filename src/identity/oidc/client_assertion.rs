//! Client authentication with a signed assertion instead of a secret: RFC 7523, sections 2.2 and 3.
//!
//! OpenID Connect Core 1.0, section 9 (`private_key_jwt`), requires `jti`, and recommends the token endpoint as `aud`.

use super::ProviderError;
use super::nonce::random_text;
use crate::request::AssertionKey;
use crate::sys::{SigningKey, TrustError};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::json;
use url::Url;

/// The value of `client_assertion_type`: RFC 7523, section 2.2.
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The lifetime of an assertion in seconds; each request gets a new one.
const LIFETIME: i64 = 120;
/// Random bytes in `jti`, which makes each assertion unique.
const RANDOM_BYTES: usize = 16;

/// Signs the assertions of a client: its private key, and the key id at the provider.
pub(crate) struct AssertionSigner {
    key: SigningKey,
    kid: Option<String>,
}

impl AssertionSigner {
    /// Reads the file of the key.
    ///
    /// # Errors
    /// The file holds no key that can sign.
    pub(crate) fn read(key: &AssertionKey) -> Result<Self, TrustError> {
        Ok(Self { key: SigningKey::read(&key.file)?, kid: key.kid.clone() })
    }

    /// Signs an assertion of `client` for the provider with this token endpoint.
    ///
    /// # Errors
    /// [`ProviderError::AssertionNotSigned`], such as without random numbers of the operating system.
    pub(super) fn sign_assertion(&self, client: &str, token_endpoint: &Url, now: Timestamp) -> Result<String, ProviderError> {
        let mut header = json!({"alg": self.key.algorithm(), "typ": "JWT"});
        if let Some(kid) = &self.kid {
            header["kid"] = kid.as_str().into();
        }
        let issued = now.as_second();
        let claims = json!({
            "iss": client,
            "sub": client,
            "aud": token_endpoint.as_str(),
            "jti": random_text::<RANDOM_BYTES>(),
            "iat": issued,
            "exp": issued.saturating_add(LIFETIME),
        });
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let message = format!("{header}.{claims}");
        let signature = self.key.sign(message.as_bytes()).map_err(|error| ProviderError::AssertionNotSigned(error.to_string()))?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
