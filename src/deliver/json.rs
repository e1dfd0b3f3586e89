//! One `credential_process` object: "Sourcing credentials with an external process", AWS SDKs and Tools Reference Guide.

use crate::credentials::Credentials;
use secrecy::ExposeSecret as _;
use serde::Serialize;
use zeroize::Zeroizing;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Process<'a> {
    version: u8,
    access_key_id: &'a str,
    secret_access_key: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    session_token: &'a str,
    expiration: String,
}

/// Returns the object on one line.
#[expect(clippy::disallowed_methods, reason = "this output contains the keys")]
pub(super) fn object(credentials: &Credentials) -> Zeroizing<String> {
    let process = Process {
        version: 1,
        access_key_id: &credentials.access_key,
        secret_access_key: credentials.secret_key.expose_secret(),
        session_token: credentials.session_token.expose_secret(),
        expiration: credentials.expiration.to_string(),
    };
    // A struct of strings always serializes.
    Zeroizing::new(serde_json::to_string(&process).unwrap_or_default() + "\n")
}
