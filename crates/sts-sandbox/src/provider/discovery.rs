//! The provider's metadata (OpenID Connect Discovery 1.0) and its key set (RFC 7517).

use super::oauth_error::json_response;
use crate::faults::{Fault, Faults};
use crate::state::SandboxState;
use axum::extract::State;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::traits::PublicKeyParts as _;
use serde_json::json;
use std::sync::Arc;

/// Handles `/.well-known/openid-configuration`.
pub(super) async fn metadata(State(sandbox): State<Arc<SandboxState>>) -> Response {
    let base_url = &sandbox.provider;
    let mut metadata = json!({
        "issuer": sandbox.issuer(),
        "authorization_endpoint": format!("{base_url}/authorize"),
        "token_endpoint": format!("{base_url}/token"),
        "userinfo_endpoint": format!("{base_url}/userinfo"),
        "revocation_endpoint": format!("{base_url}/revoke"),
        "device_authorization_endpoint": format!("{base_url}/device-authorization"),
        "jwks_uri": format!("{base_url}/jwks"),
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": [
            "authorization_code", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code"
        ],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": authentication(&sandbox.faults),
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": prompts(&sandbox.faults),
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "azp", "sid",
            "preferred_username", "name", "email", "email_verified", "groups", "policy"
        ],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": !sandbox.faults.has(Fault::NoIss),
    });
    if let Some(fields) = metadata.as_object_mut() {
        for (_, field) in LEFT_OUT.iter().filter(|(fault, _)| sandbox.faults.has(*fault)) {
            fields.remove(*field);
        }
    }
    json_response(&metadata)
}

/// The key type of the fault `strange-key`: that of the draft "ML-DSA for JOSE and COSE".
pub(crate) const STRANGE_KEY_TYPE: &str = "AKP";

/// Metadata fields that a fault leaves out.
const LEFT_OUT: [(Fault, &str); 4] = [
    (Fault::NoDevice, "device_authorization_endpoint"),
    (Fault::NoRevocation, "revocation_endpoint"),
    (Fault::NoTokenEndpoint, "token_endpoint"),
    (Fault::NoPkceListed, "code_challenge_methods_supported"),
];

/// Returns the supported values of `prompt`.
fn prompts(faults: &Faults) -> Vec<&'static str> {
    let mut prompts = vec!["none", "login", "consent", "select_account"];
    prompts.retain(|prompt| *prompt != "select_account" || !faults.has(Fault::NoSelectAccount));
    prompts
}

/// Returns the supported client authentication methods.
fn authentication(faults: &Faults) -> Vec<&'static str> {
    let mut methods = vec!["client_secret_basic", "client_secret_post", "none"];
    methods.retain(|method| match *method {
        "client_secret_basic" => !faults.has(Fault::PostOnly),
        "client_secret_post" => !faults.has(Fault::BasicOnly),
        _ => true,
    });
    methods
}

/// Handles `/jwks`: one RSA key, and by a fault one of a type that MinIO cannot read.
pub(super) async fn keys(State(sandbox): State<Arc<SandboxState>>) -> Response {
    let key = &sandbox.keys.signing;
    let mut keys = vec![json!({
        "kid": sandbox.keys.id,
        "kty": "RSA",
        "alg": "RS256",
        "use": "sig",
        "n": URL_SAFE_NO_PAD.encode(key.n().to_bytes_be()),
        "e": URL_SAFE_NO_PAD.encode(key.e().to_bytes_be()),
    })];
    if sandbox.faults.has(Fault::StrangeKey) {
        keys.push(json!({"kid": "post-quantum", "kty": STRANGE_KEY_TYPE, "alg": "ML-DSA-65", "use": "sig", "pub": "AAAA"}));
    }
    json_response(&json!({"keys": keys}))
}
