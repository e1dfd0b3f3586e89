//! Modules about the signature of an ID token: RFC 7515, section 5.2.

use super::client::Client;
use crate::support::tokens::{Key, TokenDraft};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

/// A key pair of the curve P-256.
struct EllipticKey(EcdsaKeyPair);

impl EllipticKey {
    fn new() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        Self(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap())
    }

    /// Its public half, as a key set lists it.
    fn public(&self) -> Value {
        let (x, y) = self.0.public_key().as_ref()[1..].split_at(32);
        json!({"kty": "EC", "crv": "P-256", "kid": "ec", "use": "sig", "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y)})
    }

    /// Signs a token as ES256.
    fn sign(&self, token: TokenDraft) -> String {
        let sign = |text: &str| self.0.sign(&SystemRandom::new(), text.as_bytes()).unwrap().as_ref().to_vec();
        token.with_header("alg", "ES256").with_header("kid", "ec").signed_with(sign)
    }
}

/// Returns the token with one bit of its signature inverted.
fn with_a_wrong_signature(token: &str) -> String {
    let (input, signature) = token.rsplit_once('.').unwrap();
    let mut signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    *signature.last_mut().unwrap() ^= 1;
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[test]
fn oidcc_client_test_idtoken_sig_rs256() {
    Client::new().accepts(|token| token.signed());
}

/// An unsigned token may be accepted from the token endpoint only by clients that were registered for it, which this one never is.
#[test]
fn oidcc_client_test_idtoken_sig_none() {
    Client::new().refuses("idtoken-sig-none", TokenDraft::unsigned);
}

#[test]
fn oidcc_client_test_invalid_sig_rs256() {
    let client = Client::new();
    client.refuses("invalid-sig-rs256", |token| with_a_wrong_signature(&token.signed()));
    assert_eq!(client.key_fetches(), 2, "the key could be a new one with an old name");
}

#[test]
fn oidcc_client_test_invalid_sig_es256() {
    let key = EllipticKey::new();
    Client::with_keys([key.public()]).accepts(|token| key.sign(token));
    Client::with_keys([key.public()]).refuses("invalid-sig-es256", |token| with_a_wrong_signature(&key.sign(token)));
}

/// Signatures with the client secret are refused even if they are right: whoever knows the secret, such as other users of a public client,
/// could sign.
#[test]
fn oidcc_client_test_invalid_sig_hs256() {
    const SECRET: &str = "fake-client-secret";
    let public_key = Key::named("one").public()["n"].as_str().unwrap().as_bytes().to_vec();
    for secret in [b"another-secret".as_slice(), SECRET.as_bytes(), &public_key] {
        let client = Client::new();
        let login = client.stage.log_in_with(client.program(&[]).env("STS_CLI_CLIENT_SECRET", SECRET));
        login.expects_token(&login.token().signed_by_secret(secret));
        assert_eq!(login.callback().send().status, 403);
        client.ends_refused(&login.end(), "invalid-sig-hs256");
    }
}
