//! Modules about finding the key of a signature: OpenID Connect Core 1.0, section 10.

use super::client::{Client, TOKEN};
use crate::support::answer::ScriptedResponse;
use crate::support::stage::{ACCESS_TOKEN, Login};
use crate::support::sts;
use crate::support::tokens::Key;
use serde_json::{Value, json};

/// A public key without `kid`.
fn nameless(name: &str) -> Value {
    let mut key = Key::named(name).public();
    key.as_object_mut().unwrap().remove("kid");
    key
}

#[test]
fn oidcc_client_test_kid_absent_single_jwks() {
    let client = Client::with_keys([nameless("one")]);
    client.accepts(|token| token.with_header("kid", ()).signed());
    assert_eq!(client.key_fetches(), 1);
}

/// The module permits both: to refuse the token, or to try each key, as this program does.
#[test]
fn oidcc_client_test_kid_absent_multiple_jwks() {
    let client = Client::with_keys([nameless("two"), nameless("one")]);
    client.accepts(|token| token.with_header("kid", ()).signed());
    assert_eq!(client.key_fetches(), 1);
    Client::with_keys([nameless("two"), nameless("two")])
        .refuses("kid-absent-multiple-jwks", |token| token.with_header("kid", ()).signed());
}

/// The keys change between two logins: the second token is verified with new keys, although the old ones are cached.
#[test]
fn oidcc_client_test_signing_key_rotation() {
    let client = Client::new();
    let login = client.log_in(&[]);
    let tokens = json!({"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": login.token().with_time("exp", 30).signed()});
    client.stage.provider.expect(TOKEN, ScriptedResponse::json(&tokens)); // it can be neither used nor refreshed later
    completes(&client, login);
    client.publish([Key::named("two").public()]);
    let login = client.log_in(&["--fresh"]);
    login.expects_token(&login.token().with_header("kid", "two").signed_by(&Key::named("two")));
    completes(&client, login);
    assert_eq!(client.key_fetches(), 2, "once for each key");
}

/// The callback comes, and the login ends with credentials.
fn completes(client: &Client, login: Login<'_>) {
    client.stage.storage.expect("POST /", sts::grant());
    assert_eq!(login.callback().send().status, 200);
    login.succeeds();
}

/// The key is replaced after the client fetched the keys and before the provider signs.
#[test]
fn oidcc_client_test_signing_key_rotation_just_before_signing() {
    let client = Client::new();
    let login = client.log_in(&[]);
    client.stage.provider.wait_for("GET /keys", 1);
    client.publish([Key::named("one").public(), Key::named("two").public()]);
    login.expects_token(&login.token().with_header("kid", "two").signed_by(&Key::named("two")));
    completes(&client, login);
    assert_eq!(client.key_fetches(), 2);
}
