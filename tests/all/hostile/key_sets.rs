//! Key sets: with keys of kinds that we cannot read, without the right one, and changing just before a token is signed.

use crate::support::stage::ScriptedServers;
use crate::support::sts;
use crate::support::tokens::Key;
use serde_json::{Value, json};

fn key(kid: &str) -> Value {
    Key::named(kid).public()
}

/// Keys that popular clients choke on.
fn unreadable() -> Vec<Value> {
    let mut encryption = key("two");
    encryption["use"] = json!("enc");
    encryption["alg"] = json!("RSA-OAEP-256");
    let mut of_another_alg = key("two");
    of_another_alg["kid"] = json!("strange-alg");
    of_another_alg["alg"] = json!("XS512");
    vec![
        json!({"kty": "EC", "crv": "secp256k1", "kid": "k1", "use": "sig", "alg": "ES256K", "x": "rI2XMcF0Dxm4VhKaIxO5R1w4Bj1Z1T2mS3x1kqk1k2w",
               "y": "hoxDFZ3zqzY3rJDBKqpV7LgLFNQvS4Wkl3w4Bw7i0oE"}),
        encryption,
        json!({"kty": "AKP", "kid": "future", "alg": "ML-DSA-44", "use": "sig", "pub": "AAAA"}),
        of_another_alg,
        json!({"kty": "RSA", "kid": "half", "use": "sig"}),
        json!({"kty": "oct", "kid": "shared", "k": "c2VjcmV0"}),
        json!("not even an object"),
    ]
}

#[test]
fn unreadable_keys_do_not_hide_the_right_one() {
    let before = unreadable().into_iter().chain([key("one")]).collect();
    let after = [key("one")].into_iter().chain(unreadable()).collect();
    for keys in [before, after] as [Vec<Value>; 2] {
        let stage = ScriptedServers::with_discovery(|_| {}).with_keys(keys);
        stage.log_in().completes();
    }
}

#[test]
fn each_kind_of_unreadable_key_is_ignored() {
    for strange in unreadable() {
        let stage = ScriptedServers::with_discovery(|_| {}).with_keys([strange, key("one")]);
        stage.log_in().completes();
    }
}

#[test]
fn an_unknown_kid_causes_one_more_fetch_of_the_key_set() {
    let stage = ScriptedServers::with_discovery(|_| {}).with_keys([key("one")]).with_keys([key("one"), key("two")]);
    let login = stage.log_in();
    login.expects_token(&login.token().with_header("kid", "two").signed_by(&Key::named("two")));
    stage.storage.expect("POST /", sts::grant());
    assert_eq!(login.callback().send().status, 200);
    login.succeeds();
    assert_eq!(stage.provider.requests_of("GET /keys").len(), 2);
}

#[test]
fn a_replaced_key_with_the_same_or_no_kid_causes_one_more_fetch() {
    let nameless = |name: &str| {
        let mut public = key(name);
        public.as_object_mut().unwrap().remove("kid");
        public
    };
    let mut renamed = key("two");
    renamed["kid"] = json!("one");
    for (before, after, kid) in [(key("one"), renamed, json!("one")), (nameless("one"), nameless("two"), json!(null))] {
        let stage = ScriptedServers::with_discovery(|_| {}).with_keys([before]).with_keys([after]);
        let login = stage.log_in();
        login.expects_token(&login.token().with_header("kid", kid).signed_by(&Key::named("two")));
        stage.storage.expect("POST /", sts::grant());
        assert_eq!(login.callback().send().status, 200);
        login.succeeds();
    }
}

#[test]
fn the_key_set_is_fetched_at_most_twice_for_an_unknown_key() {
    let stage = ScriptedServers::with_discovery(|_| {}).with_keys([key("one")]).with_keys([key("one")]);
    let login = stage.log_in();
    login.expects_token(&login.token().with_header("kid", "gone").signed_by(&Key::named("two")));
    login.ends_refused(4, "unknown-key");
    assert_eq!(stage.provider.requests_of("GET /keys").len(), 2);
}

#[test]
fn a_token_without_kid_is_verified_with_each_of_several_keys() {
    let stage = ScriptedServers::with_discovery(|_| {}).with_keys([key("two"), key("one")]);
    let login = stage.log_in();
    login.expects_token(&login.token().with_header("kid", ()).signed());
    stage.storage.expect("POST /", sts::grant());
    assert_eq!(login.callback().send().status, 200);
    login.succeeds();
}

#[test]
fn keys_for_another_use_or_algorithm_are_ignored_even_with_the_same_kid() {
    let (mut encryption, mut of_another_algorithm) = (key("two"), key("two"));
    encryption["use"] = json!("enc");
    of_another_algorithm["alg"] = json!("RS512");
    for other in [&mut encryption, &mut of_another_algorithm] {
        other["kid"] = json!("one");
    }
    let stage = ScriptedServers::with_discovery(|_| {}).with_keys([encryption, of_another_algorithm, key("one")]);
    stage.log_in().completes();
}

#[test]
fn a_suitable_key_is_used_in_every_spelling_of_its_members() {
    for (member, value) in [
        ("use", json!("SIG")),
        ("use", json!("Sig")),
        ("alg", json!("RSA")),
        ("alg", json!("rs256")),
        ("kty", json!("rsa")),
        ("key_ops", json!(["VERIFY"])),
        ("key_ops", json!("verify")),
    ] {
        let mut spelled = key("one");
        spelled[member] = value;
        ScriptedServers::with_discovery(|_| {}).with_keys([spelled]).log_in().completes();
    }
}

#[test]
fn a_token_signed_with_an_encryption_key_is_rejected() {
    let mut encryption = key("one");
    encryption["use"] = json!("ENC");
    let stage = ScriptedServers::with_discovery(|_| {}).with_keys([encryption.clone()]).with_keys([encryption]);
    let login = stage.log_in();
    login.expects_token(&login.token().signed());
    assert_eq!(login.callback().send().status, 403);
    login.end().fails(4, "key-for-encryption");
}

#[test]
fn a_token_with_another_algorithm_than_its_key_is_rejected() {
    let stage = ScriptedServers::with_discovery(|_| {}).with_keys([key("one")]).with_keys([key("one")]);
    let login = stage.log_in();
    login.expects_token(&login.token().with_header("alg", "RS384").signed());
    assert_eq!(login.callback().send().status, 403);
    login.end().fails(4, "another-algorithm");
}
