//! Modules about the requests of a client: the login itself, and how the client authenticates.

use super::client::{Client, field};
use crate::support::stage::CODE;
use crate::support::tokens::CLIENT_ID;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// "The client is expected to make an authentication request, also a token request": with all that binds them to each other.
#[test]
fn oidcc_client_test() {
    let client = Client::new();
    let login = client.log_in(&[]);
    for (name, expected) in [("response_type", "code"), ("client_id", CLIENT_ID), ("code_challenge_method", "S256")] {
        assert_eq!(login.parameter(name), expected, "{name}");
    }
    assert!(login.parameter("scope").split(' ').any(|scope| scope == "openid"));
    assert!(login.parameter("state").len() >= 22 && login.parameter("nonce").len() >= 22, "at least 128 bits in base64url");
    let (redirect, challenge) = (login.parameter("redirect_uri"), login.parameter("code_challenge"));
    login.completes();
    let sent = client.token_requests().pop().unwrap();
    for (name, expected) in
        [("grant_type", "authorization_code"), ("code", CODE), ("redirect_uri", redirect.as_str()), ("client_id", CLIENT_ID)]
    {
        assert_eq!(field(&sent, name).as_deref(), Some(expected), "{name}");
    }
    let verifier = field(&sent, "code_verifier").unwrap();
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)), challenge);
    Client::new().accepts(|token| token.signed());
}

/// "The client MUST use client_secret_basic", which is what a provider that lists no methods takes.
#[test]
fn oidcc_client_test_client_secret_basic() {
    const SECRET: &str = "fake:s%cret+1 ";
    for methods in [json!(null), json!(["client_secret_basic"]), json!(["client_secret_post", "client_secret_basic"])] {
        let client = Client::with_discovery(|document| document["token_endpoint_auth_methods_supported"] = methods.clone());
        client.publish([crate::support::tokens::Key::named("one").public()]);
        client.stage.log_in_with(client.program(&[]).env("STS_CLI_CLIENT_SECRET", SECRET)).completes();
        let sent = client.token_requests().pop().unwrap();
        let encoded: String = url::form_urlencoded::byte_serialize(SECRET.trim_end_matches(['\r', '\n']).as_bytes()).collect();
        let header = format!("authorization: Basic {}", STANDARD.encode(format!("{CLIENT_ID}:{encoded}")));
        assert!(sent.headers.to_lowercase().contains(&header.to_lowercase()), "{methods}: {}", sent.headers);
        assert!(field(&sent, "client_secret").is_none(), "{methods}: {}", sent.body);
    }
}

/// RFC 8705, section 5: the aliases are for clients that authenticate with a certificate, which this one never does.
#[test]
fn oidcc_client_test_mtls_endpoint_aliases() {
    let client = Client::with_discovery(|document| {
        let issuer = document["issuer"].as_str().unwrap().to_owned();
        document["mtls_endpoint_aliases"] = json!({"token_endpoint": format!("{issuer}/mtls/token")});
        document["token_endpoint_auth_methods_supported"] = json!(["tls_client_auth", "none"]);
    });
    client.publish([crate::support::tokens::Key::named("one").public()]);
    client.accepts(|token| token.signed()); // a request to the alias is one that nobody expects
    assert_eq!(client.token_requests().len(), 1);
}
