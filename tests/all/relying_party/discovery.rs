//! Modules about the discovery document: OpenID Connect Discovery 1.0, section 4.

use super::client::Client;
use crate::support::answer::ScriptedResponse;
use crate::support::stage::DISCOVERY;
use crate::support::tokens::Key;
use serde_json::json;

/// The client uses the endpoints that the document names, and none that it could guess.
#[test]
fn oidcc_client_test_discovery_openid_config() {
    let client = Client::with_discovery(|document| {
        let issuer = document["issuer"].as_str().unwrap().to_owned();
        for (member, path) in [("authorization_endpoint", "a/u/t/h?p=1"), ("token_endpoint", "t/o/k"), ("jwks_uri", "k/e/y/s.json")] {
            document[member] = json!(format!("{issuer}/{path}"));
        }
    });
    client.stage.provider.expect("GET /k/e/y/s.json", ScriptedResponse::json(&json!({"keys": [Key::named("one").public()]})));
    let login = client.log_in(&[]);
    assert!(login.shown_address().starts_with(&format!("{}/a/u/t/h?p=1&", client.stage.provider.origin())));
    client.stage.provider.expect("POST /t/o/k", crate::support::stage::token_answer(&login.token().signed()));
    client.stage.storage.expect("POST /", crate::support::sts::grant());
    assert_eq!(login.callback().send().status, 200);
    login.succeeds();
    assert_eq!(client.stage.provider.requests_of(DISCOVERY).len(), 1);
}

/// The client fetches the keys from the address in the document.
#[test]
fn oidcc_client_test_discovery_jwks_uri_keys() {
    let client = Client::new();
    client.accepts(|token| token.signed());
    assert_eq!(client.key_fetches(), 1);
}

/// Nobody is asked to log in, and nothing else is requested.
#[test]
fn oidcc_client_test_discovery_issuer_mismatch() {
    let client = Client::with_discovery(|document| document["issuer"] = json!("https://other.example"));
    let outcome = client.stage.named(client.program(&[]).run());
    client.ends_refused(&outcome, "discovery-issuer-mismatch");
    assert!(client.stage.provider.requests().iter().all(|request| request.line == DISCOVERY));
}
