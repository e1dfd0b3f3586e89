//! Modules about the claims of an ID token: OpenID Connect Core 1.0, section 3.1.3.7.

use super::client::Client;
use crate::support::stage::ACCESS_TOKEN;
use crate::support::tokens::at_hash;
use serde_json::json;

#[test]
fn oidcc_client_test_invalid_iss() {
    Client::new().refuses("invalid-iss", |token| token.with("iss", "https://other.example").signed());
}

#[test]
fn oidcc_client_test_invalid_aud() {
    Client::new().refuses("invalid-aud", |token| token.with("aud", "another-client").signed());
    Client::new().refuses("invalid-aud-list", |token| token.with("aud", json!(["one", "two"])).signed());
}

#[test]
fn oidcc_client_test_missing_aud() {
    Client::new().refuses("missing-aud", |token| token.with("aud", ()).signed());
}

#[test]
fn oidcc_client_test_missing_iat() {
    Client::new().refuses("missing-iat", |token| token.with("iat", ()).signed());
}

#[test]
fn oidcc_client_test_missing_sub() {
    Client::new().refuses("missing-sub", |token| token.with("sub", ()).signed());
}

#[test]
fn oidcc_client_test_nonce_invalid() {
    Client::new().refuses("nonce-invalid", |token| token.with("nonce", "of-another-login").signed());
    Client::new().refuses("nonce-invalid", |token| token.with("nonce", ()).signed());
}

#[test]
fn oidcc_client_test_invalid_athash() {
    Client::new().refuses("invalid-athash", |token| token.with("at_hash", at_hash("another-access-token")).signed());
}

/// `at_hash` is optional in the code flow: OpenID Connect Core 1.0, section 3.1.3.6.
#[test]
fn oidcc_client_test_missing_athash() {
    Client::new().accepts(|token| token.with("at_hash", ()).signed());
    Client::new().accepts(|token| token.with("at_hash", at_hash(ACCESS_TOKEN)).signed());
}
