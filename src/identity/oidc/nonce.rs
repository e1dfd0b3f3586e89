//! The nonce that binds an ID token to the login that asked for it: OpenID Connect Core 1.0, section 3.1.2.1.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;

/// What an authorization request and its ID token have in common.
#[derive(Clone)]
pub(crate) struct Nonce(String);

impl Nonce {
    /// A new one, of 256 random bits.
    pub(crate) fn new_random() -> Self {
        Self(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
    }

    /// Its text, as the authorization request has it.
    pub(crate) fn secret(&self) -> &str {
        &self.0
    }

    /// Whether a token with this claim belongs to the same login.
    pub(crate) fn is(&self, claim: Option<&str>) -> bool {
        claim.is_some_and(|claim| claim.as_bytes().ct_eq(self.0.as_bytes()).into())
    }
}
