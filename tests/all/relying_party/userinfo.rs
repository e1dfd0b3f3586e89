//! Modules about userinfo, which this program reads with `--userinfo` only: OpenID Connect Core 1.0, section 5.3.

use super::client::Client;
use crate::support::answer::ScriptedResponse;
use crate::support::stage::ACCESS_TOKEN;
use serde_json::json;

/// The client requests `profile` and `email`; without `--userinfo` it sends nothing to the userinfo endpoint, which the document names.
#[test]
fn oidcc_client_test_scope_userinfo_claims() {
    let client = Client::new();
    let login = client.log_in(&[]);
    assert_eq!(login.parameter("scope"), "openid profile email");
    login.completes();
    assert!(client.stage.provider.requests().iter().all(|request| !request.line.contains("/userinfo")));

    let client = Client::new();
    let claims = json!({"sub": "alice-1", "name": "Alice", "email": "alice@example.com"});
    client.stage.provider.expect("GET /userinfo", ScriptedResponse::json(&claims));
    client.accepts_with(&["--userinfo"], |token| token.signed());
    let sent = client.stage.provider.requests_of("GET /userinfo").pop().unwrap();
    assert!(sent.headers.to_lowercase().contains(&format!("authorization: bearer {ACCESS_TOKEN}").to_lowercase()), "{sent:?}");
}

#[test]
fn oidcc_client_test_userinfo_invalid_sub() {
    let client = Client::new();
    client.stage.provider.expect("GET /userinfo", ScriptedResponse::json(&json!({"sub": "mallory-1"})));
    client.refuses_with(&["--userinfo"], "userinfo-invalid-sub", |token| token.signed());
}
