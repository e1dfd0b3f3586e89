//! Valid and invalid ID tokens, and the provider's keys.

use super::snapshot::project;
use super::sts::now;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub(crate) const CLIENT_ID: &str = "sts-cli";

/// A key pair of `tests/cases/keys`.
pub(crate) struct Key {
    kid: String,
    pair: RsaKeyPair,
}

impl Key {
    /// The key in the file `rsa-<kid>.pem`.
    pub(crate) fn named(kid: &str) -> Self {
        let path = project().join("tests/cases/keys").join(format!("rsa-{kid}.pem"));
        let text = std::fs::read_to_string(path).unwrap();
        let base64: String = text.lines().skip_while(|line| !line.starts_with("---")).filter(|line| !line.starts_with('-')).collect();
        Self { kid: kid.to_owned(), pair: RsaKeyPair::from_pkcs8(&STANDARD.decode(base64).unwrap()).unwrap() }
    }

    /// Its public half, as a key set lists it.
    pub(crate) fn public(&self) -> Value {
        let public = PublicKeyComponents::<Vec<u8>>::from(self.pair.public_key());
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid,
            "n": number(&public.n), "e": number(&public.e),
        })
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        self.sign_as(&RSA_PKCS1_SHA256, text)
    }

    /// A signature of `text` in this encoding.
    pub(crate) fn sign_as(&self, encoding: &'static dyn RsaEncoding, text: &str) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair.sign(encoding, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
        signature
    }
}

/// An unsigned token.
pub(crate) struct TokenDraft {
    header: Value,
    claims: Value,
}

impl TokenDraft {
    /// A valid token for alice with this nonce.
    pub(crate) fn valid(issuer: &str, nonce: &str) -> Self {
        let now = now().as_second();
        let claims = json!({
            "iss": issuer, "sub": "alice-1", "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce,
            "preferred_username": "alice", "policy": "readwrite",
        });
        Self { header: json!({"alg": "RS256", "typ": "JWT", "kid": "one"}), claims }
    }

    /// Sets a claim; null removes it.
    pub(crate) fn with(mut self, claim: &str, value: impl Into<Value>) -> Self {
        put(&mut self.claims, claim, value.into());
        self
    }

    /// Sets a claim to now + `seconds`.
    pub(crate) fn with_time(self, claim: &str, seconds: i64) -> Self {
        self.with(claim, now().as_second() + seconds)
    }

    /// Sets a header field; null removes it.
    pub(crate) fn with_header(mut self, field: &str, value: impl Into<Value>) -> Self {
        put(&mut self.header, field, value.into());
        self
    }

    /// Signed as RS256 by the key `one`, whatever the header says.
    pub(crate) fn signed(&self) -> String {
        self.signed_by(&Key::named("one"))
    }

    pub(crate) fn signed_by(&self, key: &Key) -> String {
        self.signed_with(|text| key.sign(text))
    }

    /// Signed by whatever `sign` does, and whatever the header says.
    pub(crate) fn signed_with(&self, sign: impl Fn(&str) -> Vec<u8>) -> String {
        let text = self.text();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(sign(&text)))
    }

    /// Signed as RS256 by the key `one`, with these members, which need not be what a [`Value`] can hold, before the other claims.
    pub(crate) fn signed_with_members(&self, members: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let text = format!("{}.{}", part(&self.header.to_string()), part(&format!("{{{members},{}", &self.claims.to_string()[1..])));
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(Key::named("one").sign(&text)))
    }

    /// `alg` none, and an empty signature.
    pub(crate) fn unsigned(self) -> String {
        format!("{}.", self.with_header("alg", "none").text())
    }

    /// `alg` HS256 with this shared secret.
    pub(crate) fn signed_by_secret(self, secret: &[u8]) -> String {
        let text = self.with_header("alg", "HS256").text();
        let mac = Hmac::<Sha256>::new_from_slice(secret).unwrap().chain_update(text.as_bytes()).finalize();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.into_bytes()))
    }

    fn text(&self) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}", part(&self.header), part(&self.claims))
    }
}

fn put(object: &mut Value, name: &str, value: Value) {
    let object = object.as_object_mut().unwrap();
    if value.is_null() {
        object.remove(name)
    } else {
        object.insert(name.to_owned(), value)
    };
}

/// The `at_hash` of an access token beside an RS256 signature: OpenID Connect Core 1.0, section 3.1.3.6.
pub(crate) fn at_hash(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(access_token.as_bytes())[..16])
}
