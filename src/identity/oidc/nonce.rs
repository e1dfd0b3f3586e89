//! The nonce that binds an ID token to its authorization request: OpenID Connect Core 1.0, section 3.1.2.1; and other random texts.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore as _;
use subtle::ConstantTimeEq as _;

/// Creates a text of this many random bytes, encoded in base64url.
pub(super) fn random_text<const BYTES: usize>() -> String {
    let mut bytes = [0; BYTES];
    rand::thread_rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The nonce shared by an authorization request and its ID token.
#[derive(Clone)]
pub(crate) struct Nonce(String);

impl Nonce {
    /// Creates a nonce of 256 random bits.
    pub(crate) fn new_random() -> Self {
        Self(random_text::<32>())
    }

    /// The text sent in the authorization request.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the `nonce` claim of an ID token matches; `None` never does. Compares in constant time.
    pub(crate) fn matches(&self, claim: Option<&str>) -> bool {
        claim.is_some_and(|claim| claim.as_bytes().ct_eq(self.0.as_bytes()).into())
    }
}
