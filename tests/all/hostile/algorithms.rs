//! Signature algorithms, key sets as providers write them, and the headers of tokens: RFC 7515, 7517, 7518, 8037 and 9864.

use crate::support::answer::ScriptedResponse;
use crate::support::snapshot::Table;
use crate::support::stage::{ACCESS_TOKEN, ScriptedServers};
use crate::support::sts;
use crate::support::tokens::{Key, TokenDraft, at_hash};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _,
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding,
};
use serde_json::{Value, json};

/// Signs a text.
type Sign = Box<dyn Fn(&str) -> Vec<u8>>;

/// A public key, and what signs with its other half.
struct Signer {
    public: Value,
    sign: Sign,
}

fn rsa(encoding: &'static dyn RsaEncoding) -> Signer {
    let key = Key::named("one");
    let mut public = key.public();
    public.as_object_mut().unwrap().remove("alg");
    Signer { public, sign: Box::new(move |text| key.sign_as(encoding, text)) }
}

fn ec(curve: &str, algorithm: &'static EcdsaSigningAlgorithm) -> Signer {
    let random = SystemRandom::new();
    let made = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, made.as_ref(), &random).unwrap();
    let point = &pair.public_key().as_ref()[1..];
    let (x, y) = point.split_at(point.len() / 2);
    let public = json!({"kty": "EC", "crv": curve, "kid": "one", "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y)});
    Signer { public, sign: Box::new(move |text| pair.sign(&random, text.as_bytes()).unwrap().as_ref().to_vec()) }
}

fn ed25519() -> Signer {
    let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    let pair = Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap();
    let public = json!({"kty": "OKP", "crv": "Ed25519", "kid": "one", "x": URL_SAFE_NO_PAD.encode(pair.public_key().as_ref())});
    Signer { public, sign: Box::new(move |text| pair.sign(text.as_bytes()).as_ref().to_vec()) }
}

/// A login at a provider with this key set, and this token, completes.
#[track_caller]
fn completes(keys: &Value, token: impl FnOnce(TokenDraft) -> String) {
    let stage = ScriptedServers::with_discovery(|_| {});
    stage.provider.expect("GET /keys", ScriptedResponse::json(keys));
    let login = stage.log_in();
    login.expects_token(&token(login.token()));
    stage.storage.expect("POST /", sts::grant());
    let page = login.callback().send();
    assert_eq!(page.status, 200, "{keys}: {page:?}");
    login.succeeds();
}

/// A login at a provider with this key set, and this token, is refused with this text.
#[track_caller]
fn refused(keys: &Value, token: impl FnOnce(TokenDraft) -> String) -> String {
    let stage = ScriptedServers::with_discovery(|_| {});
    stage.provider.allow("GET /keys", ScriptedResponse::json(keys));
    let login = stage.log_in();
    login.expects_token(&token(login.token()));
    assert_eq!(login.callback().send().status, 403);
    login.end().failure(4)
}

fn one_key() -> Value {
    json!({"keys": [Key::named("one").public()]})
}

#[test]
fn every_supported_algorithm_completes_a_login() {
    let signers = [
        ("RS256", rsa(&RSA_PKCS1_SHA256)),
        ("RS384", rsa(&RSA_PKCS1_SHA384)),
        ("RS512", rsa(&RSA_PKCS1_SHA512)),
        ("PS256", rsa(&RSA_PSS_SHA256)),
        ("PS384", rsa(&RSA_PSS_SHA384)),
        ("PS512", rsa(&RSA_PSS_SHA512)),
        ("ES256", ec("P-256", &ECDSA_P256_SHA256_FIXED_SIGNING)),
        ("ES384", ec("P-384", &ECDSA_P384_SHA384_FIXED_SIGNING)),
        ("EdDSA", ed25519()),
        ("Ed25519", ed25519()),
    ];
    for (name, Signer { public, sign }) in signers {
        completes(&json!({"keys": [public]}), |token| token.with_header("alg", name).signed_with(&sign));
        let other = json!({"keys": [Key::named("two").public(), ec("P-256", &ECDSA_P256_SHA256_FIXED_SIGNING).public, ed25519().public]});
        let text = refused(&other, |token| token.with_header("alg", name).signed_with(&sign));
        assert!(text.contains("its signature does not match") || text.contains("none of the provider's keys matches"), "{name}: {text}");
    }
}

#[test]
fn both_names_of_ed25519_are_accepted() {
    for (of_the_key, of_the_token) in [("EdDSA", "Ed25519"), ("Ed25519", "EdDSA")] {
        let Signer { mut public, sign } = ed25519();
        public["alg"] = json!(of_the_key);
        completes(&json!({"keys": [public]}), |token| token.with_header("alg", of_the_token).signed_with(&sign));
    }
}

#[test]
fn the_access_token_hash_uses_the_hash_of_the_algorithm() {
    let Signer { public, sign } = ed25519();
    let hash = ring::digest::digest(&ring::digest::SHA512, ACCESS_TOKEN.as_bytes());
    let hash = URL_SAFE_NO_PAD.encode(&hash.as_ref()[..32]);
    completes(&json!({"keys": [public]}), |token| token.with_header("alg", "EdDSA").with("at_hash", hash).signed_with(&sign));
    let Signer { public, sign } = ed25519();
    let of_rs256 = at_hash(ACCESS_TOKEN);
    let text = refused(&json!({"keys": [public]}), |token| token.with_header("alg", "EdDSA").with("at_hash", of_rs256).signed_with(&sign));
    assert!(text.contains("its `at_hash` does not match"), "{text}");
}

#[test]
fn an_unsupported_algorithm_is_named_with_the_supported_ones() {
    let mut table = Table::default();
    for name in [
        json!("ES512"),
        json!("ES256K"),
        json!("ML-DSA-44"),
        json!("rs256"),
        json!("HS512"),
        json!("none"),
        json!("NONE"),
        json!(7),
        json!(null),
    ] {
        table.row(&name.to_string(), &refused(&one_key(), |token| token.with_header("alg", name).signed()));
    }
    table.matches("unsupported");
}

#[test]
fn unused_token_headers_can_have_any_value() {
    for (name, value) in [
        ("typ", json!("JWS")),
        ("typ", json!("ID+JWT")),
        ("typ", json!("id_token+jwt")),
        ("typ", json!("at+jwt+x")),
        ("typ", json!(["JWT", 7])),
        ("typ", json!(7)),
        ("cty", json!("JWT")),
        ("cty", json!({"a": 1})),
        ("crit", json!([])),
        ("kid", json!(7)),
        ("kid", json!("")),
        ("alg", json!(["RS256"])),
        ("jwk", Key::named("two").public()),
        ("x5t", json!(7)),
        ("b64", json!(false)),
    ] {
        completes(&one_key(), |token| token.with_header(name, value).signed());
    }
}

#[test]
fn an_access_token_or_a_critical_header_is_rejected() {
    let mut table = Table::default();
    for (name, value) in [
        ("typ", json!("at+jwt")),
        ("typ", json!("application/AT+JWT")),
        ("typ", json!(["At+Jwt"])),
        ("crit", json!(["b64"])),
        ("crit", json!("exp")),
        ("crit", json!({"b64": true})),
        ("crit", json!(7)),
    ] {
        table.row(&format!("{name}: {value}"), &refused(&one_key(), |token| token.with_header(name, value).signed()));
    }
    table.matches("headers");
}

/// The public key `one` with members changed; null removes one.
fn changed(changes: &Value) -> Value {
    let mut key = Key::named("one").public();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(key.as_object_mut().unwrap().remove(name)),
            value => key[name] = value.clone(),
        }
    }
    key
}

#[test]
fn keys_are_read_as_providers_write_them() {
    let public = Key::named("one").public();
    let modulus = URL_SAFE_NO_PAD.decode(public["n"].as_str().unwrap()).unwrap();
    let with_sign_byte = [&[0], modulus.as_slice()].concat();
    for changes in [
        json!({"kid": null}),
        json!({"kid": "another-name"}),
        json!({"kid": 7}),
        json!({"use": null, "alg": null}),
        json!({"use": "", "alg": ["RS256"], "key_ops": []}),
        json!({"key_ops": ["verify"], "ext": "true"}),
        json!({"key_ops": "verify"}),
        json!({"use": ["sig", "enc"], "alg": ["RS384", "RS256"]}),
        json!({"use": ["enc", "SIG"], "alg": "rs256"}),
        json!({"n": URL_SAFE_NO_PAD.encode(&with_sign_byte)}),
        json!({"n": STANDARD.encode(&modulus), "e": "AQAB===="[..4].to_owned()}),
        json!({"x5c": 7, "x5t": {}, "x5u": false, "exp": "soon", "issuer": null}),
    ] {
        completes(&json!({"keys": [changed(&changes)]}), |token| token.signed());
    }
    completes(&json!({"keys": changed(&json!({}))}), |token| token.signed());
    completes(&json!({"keys": [7, null, "key", [], {}, changed(&json!({}))], "x": [[]]}), |token| token.signed());
}

#[test]
fn coordinates_can_lack_leading_zeros() {
    let starts_with_zero = |signer: &Signer| URL_SAFE_NO_PAD.decode(signer.public["x"].as_str().unwrap()).unwrap()[0] == 0;
    let mut signers = std::iter::repeat_with(|| ec("P-256", &ECDSA_P256_SHA256_FIXED_SIGNING));
    let Signer { mut public, sign } = signers.find(starts_with_zero).unwrap();
    let x = URL_SAFE_NO_PAD.decode(public["x"].as_str().unwrap()).unwrap();
    public["x"] = json!(URL_SAFE_NO_PAD.encode(&x[1..]));
    completes(&json!({"keys": [public]}), |token| token.with_header("alg", "ES256").signed_with(&sign));
}

#[test]
fn a_kid_is_a_hint_and_every_suitable_key_is_tried() {
    let (one, two) = (Key::named("one"), Key::named("two"));
    let both = json!({"keys": [two.public(), one.public()]});
    for kid in [json!(null), json!("gone"), json!("two"), json!("one"), json!(["one", "two"])] {
        completes(&both, |token| token.with_header("kid", kid).signed());
    }
    let same_name = json!({"keys": [changed(&json!({"n": two.public()["n"]})), one.public(), changed(&json!({"alg": "RS512"}))]});
    completes(&same_name, |token| token.signed());
}

#[test]
fn the_error_explains_why_no_key_is_suitable() {
    let small = URL_SAFE_NO_PAD.encode([0xff; 128]);
    let sets = [
        ("no keys", json!([])),
        ("a shared secret", json!([{"kty": "oct", "kid": "shared", "k": "c2VjcmV0", "alg": "HS256"}])),
        ("for encryption", json!([changed(&json!({"use": "enc", "alg": null}))])),
        ("for another algorithm", json!([changed(&json!({"alg": "RS512"}))])),
        ("for signing", json!([changed(&json!({"key_ops": ["sign"]}))])),
        ("too small", json!([changed(&json!({"n": small}))])),
        ("a certificate only", json!([changed(&json!({"n": null, "e": null, "x5c": ["MIIB"]}))])),
        ("half of it", json!([changed(&json!({"e": null}))])),
        ("not base64", json!([changed(&json!({"n": "!"}))])),
        ("of another type", json!([ed25519().public])),
        ("without a type", json!([changed(&json!({"kty": null}))])),
        ("another's", json!([Key::named("two").public(), changed(&json!({"kid": "\u{1b}[31m\u{202e}", "use": "enc"}))])),
    ];
    let mut table = Table::default();
    for (name, keys) in sets {
        let text = refused(&json!({"keys": keys}), |token| token.with_header("kid", "gone").signed());
        table.row(name, &text);
    }
    let curve = json!({"keys": [{"kty": "EC", "crv": "secp256k1", "kid": "k1", "x": "AA", "y": "AA"}]});
    table.row("another curve", &refused(&curve, |token| token.with_header("alg", "ES256").with_header("kid", ()).signed()));
    table.matches("keys");
}

#[test]
fn a_very_large_key_set_does_not_delay_the_login() {
    let keys: Vec<Value> = (0..2000).map(|number| changed(&json!({"kid": number.to_string()}))).collect();
    let started = std::time::Instant::now();
    let text = refused(&json!({"keys": keys}), |token| token.signed_by(&Key::named("two")));
    assert!(text.contains("`7` (signature mismatch), and 1992 more"), "{text}");
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn a_limited_number_of_keys_is_tried_and_matching_kids_first() {
    let others = (0..40).map(|number| {
        let mut key = Key::named("two").public();
        key["kid"] = json!(number.to_string());
        key
    });
    let keys = json!({"keys": others.chain([Key::named("one").public()]).collect::<Vec<_>>()});
    completes(&keys, |token| token.signed());
    let text = refused(&keys, |token| token.with_header("kid", "gone").signed());
    assert!(text.contains("and 33 more"), "{text}");
}

#[test]
fn an_invalid_key_set_is_named() {
    let mut table = Table::default();
    for body in ["[]", "{}", "{\"keys\":7}", "{\"keys\":[7]}", "{\"error\":\"x\"}", "null"] {
        let stage = ScriptedServers::with_discovery(|_| {});
        stage.provider.expect("GET /keys", ScriptedResponse::new(200, "application/json", body));
        table.row(body, &stage.log_in().end().failure(6));
    }
    table.matches("no-key-set");
}
