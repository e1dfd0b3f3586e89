//! Modules about refreshes: OpenID Connect Core 1.0, section 12.2.

use super::client::{Client, TOKEN, field};
use crate::support::outcome::Outcome;
use crate::support::stage::{REFRESH_TOKEN, token_answer};
use crate::support::sts;
use crate::support::tokens::{CLIENT_ID, TokenDraft};

/// A client that has logged in, with an ID token that is about to expire, and the nonce of that login.
fn logged_in() -> (Client, String) {
    let client = Client::new();
    let login = client.log_in(&[]);
    let nonce = login.parameter("nonce");
    login.expects_token(&login.token().with_time("exp", 30).signed());
    client.stage.storage.expect("POST /", sts::grant());
    assert_eq!(login.callback().send().status, 200);
    login.succeeds();
    (client, nonce)
}

/// Refreshes, and gets this ID token.
fn refresh(client: &Client, id_token: &str) -> Outcome {
    client.stage.provider.expect(TOKEN, token_answer(id_token));
    client.stage.named(client.program(&["--fresh", "--no-input"]).run())
}

#[test]
fn oidcc_client_test_refresh_token() {
    let (client, nonce) = logged_in();
    let id_token = TokenDraft::valid(&client.stage.provider.origin(), &nonce).signed();
    client.stage.storage.expect("POST /", sts::grant());
    assert_eq!(refresh(&client, &id_token).access_key(), sts::ACCESS_KEY);
    let sent = client.token_requests().pop().unwrap();
    for (name, expected) in [("grant_type", "refresh_token"), ("refresh_token", REFRESH_TOKEN), ("client_id", CLIENT_ID)] {
        assert_eq!(field(&sent, name).as_deref(), Some(expected), "{name}");
    }
    let sent = client.stage.storage.requests_of("POST /").pop().unwrap();
    assert_eq!(field(&sent, "WebIdentityToken"), Some(id_token.clone()), "the new one");
    assert!(client.stores(&id_token));
}

/// This ID token of a refresh is refused with exit code 4 and the snapshot; neither the STS nor a file gets it, and the login is dropped.
#[track_caller]
fn refuses(snapshot: &str, change: impl FnOnce(TokenDraft) -> TokenDraft) {
    let (client, nonce) = logged_in();
    let id_token = change(TokenDraft::valid(&client.stage.provider.origin(), &nonce)).signed();
    refresh(&client, &id_token).fails(4, snapshot);
    assert_eq!(client.stage.storage.requests_of("POST /").len(), 1, "that of the login");
    assert!(!client.stores(&id_token) && !client.stores(REFRESH_TOKEN));
}

#[test]
fn oidcc_client_test_refresh_token_invalid_issuer() {
    refuses("refresh-token-invalid-issuer", |token| token.with("iss", "https://other.example"));
}

#[test]
fn oidcc_client_test_refresh_token_invalid_sub() {
    refuses("refresh-token-invalid-sub", |token| token.with("sub", "mallory-1"));
}
