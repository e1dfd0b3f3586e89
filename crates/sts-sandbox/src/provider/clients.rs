//! The registered clients and their authentication (RFC 6749, 2.3).

use super::oauth_error::OAuthError;
use crate::faults::{Fault, Faults};
use crate::form::Parameters;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The id of the public client for browser and device logins.
pub(crate) const CLIENT_ID: &str = "sts-cli";

/// The client whose tokens the STS accepts in role mode.
pub(crate) const ROLE_CLIENT_ID: &str = "sts-cli-role";

/// The id and the secret of the service client. The secret has characters that clients often do not encode.
pub(crate) const SERVICE_CLIENT: (&str, &str) = ("robot", "robot:s%cret+1");

/// A registered client.
pub(crate) struct Client {
    /// The client id.
    pub(crate) id: &'static str,
    /// The secret; `None` for a public client.
    pub(crate) secret: Option<&'static str>,
    /// Whether users sign in through it.
    pub(super) signs_in: bool,
    /// The subject of its service account, for the grant `client_credentials`.
    pub(super) service_account: Option<&'static str>,
}

/// Every client of the sandbox.
pub(crate) static CLIENTS: [Client; 4] = [
    Client { id: CLIENT_ID, secret: None, signs_in: true, service_account: None },
    Client { id: ROLE_CLIENT_ID, secret: None, signs_in: true, service_account: None }, // the STS knows it in role mode
    Client { id: "web", secret: Some("web:s%cret+1"), signs_in: true, service_account: None },
    Client {
        id: SERVICE_CLIENT.0,
        secret: Some(SERVICE_CLIENT.1),
        signs_in: false,
        service_account: Some("50b07000-0000-4000-8000-000000000004"),
    },
];

impl Client {
    /// Finds a client.
    pub(super) fn find(id: &str) -> Option<&'static Self> {
        CLIENTS.iter().find(|client| client.id == id)
    }

    /// Authenticates the client of a request: by `client_secret_basic`, by `client_secret_post`, or by its id alone if it is public.
    ///
    /// # Errors
    /// `invalid_client` if authentication fails, `invalid_request` for two methods at once.
    pub(super) fn authenticated(faults: &Faults, headers: &HeaderMap, form: &Parameters) -> Result<&'static Self, OAuthError> {
        let header = headers.get(AUTHORIZATION);
        let basic = header.map(|header| from_basic(header.as_bytes()).ok_or_else(|| OAuthError::invalid_client(true))).transpose()?;
        let is_method_disabled = match basic {
            Some(_) => faults.has(Fault::PostOnly),
            None => faults.has(Fault::BasicOnly) && form.get("client_secret").is_some(),
        };
        if is_method_disabled {
            return Err(OAuthError::invalid_client(header.is_some()));
        }
        let (id, secret) = match basic {
            Some(_) if form.get("client_secret").is_some() => {
                return Err(OAuthError::invalid_request("one way of client authentication, not two"));
            }
            Some((id, _)) if form.get("client_id").is_some_and(|other| other != id) => {
                return Err(OAuthError::invalid_request("client_id differs from the Authorization header"));
            }
            Some((id, secret)) => (id, Some(secret).filter(|secret| !secret.is_empty())),
            None => (form.get("client_id").unwrap_or_default().to_owned(), form.get("client_secret").map(ToOwned::to_owned)),
        };
        Self::find(&id).filter(|client| client.secret == secret.as_deref()).ok_or_else(|| OAuthError::invalid_client(header.is_some()))
    }
}

/// Decodes id and secret of a `Basic` header, which are form-encoded before base64.
fn from_basic(header: &[u8]) -> Option<(String, String)> {
    let (scheme, encoded) = std::str::from_utf8(header).ok()?.split_once(' ')?;
    let joined = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = joined.split_once(':').filter(|_| scheme.eq_ignore_ascii_case("Basic"))?;
    Some((form_decoded(id)?, form_decoded(secret)?))
}

/// Decodes a form-encoded value strictly.
fn form_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                u8::try_from(digit(rest.next())? * 16 + digit(rest.next())?).ok()?
            }
            plain => plain,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_authentication_requires_form_encoded_secrets() {
        for (joined, expected) in [
            ("robot:robot%3As%25cret%2B1", Some(SERVICE_CLIENT)),
            ("robot:plain", Some(("robot", "plain"))),
            ("robot:a+b", Some(("robot", "a b"))),
            ("robot:robot:s%cret+1", None), // not encoded: %cr is no byte
            ("no colon", None),
        ] {
            let parsed = from_basic(format!("Basic {}", STANDARD.encode(joined)).as_bytes());
            assert_eq!(parsed, expected.map(|(id, secret)| (id.to_owned(), secret.to_owned())), "{joined}");
        }
    }
}
