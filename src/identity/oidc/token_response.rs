//! The successful token response: RFC 6749, section 5.1, and OpenID Connect Core 1.0, section 3.1.3.3.
//!
//! Reads only the tokens. `token_type`, `expires_in` and `scope` may have any type or be missing: Entra ID (v1) sends numbers as strings,
//! Twitch a list of scopes, Rancher no type, Azure AD B2C no access token.

use super::{ClientRequest, ProviderError};
use crate::provider_document::ProviderDocument;
use crate::secret::{AccessToken, IdToken, RefreshToken};
use bytes::Bytes;
use http::Response;

/// The tokens of a response.
pub(crate) struct TokenResponse {
    /// The ID token, not verified yet.
    pub(crate) id_token: Option<IdToken>,
    /// The access token, which may be missing if there is an ID token.
    pub(crate) access_token: Option<AccessToken>,
    /// The refresh token.
    pub(crate) refresh_token: Option<RefreshToken>,
    /// The seconds until the refresh token expires, if the provider states them (Keycloak); 0 if it does not expire.
    pub(crate) refresh_expires_in: Option<i64>,
}

impl TokenResponse {
    /// Reads the tokens of a response to `grant`; `None` if it has neither an ID token nor an access token.
    ///
    /// # Errors
    /// [`ProviderError::BadToken`]: the ID token is not a string (client credentials need none), or without an ID token the access token is
    /// not.
    pub(super) fn read(response: &Response<Bytes>, request: ClientRequest) -> Result<Option<Self>, ProviderError> {
        let Some(document) = document(response) else { return Ok(None) };
        let token = |name| document.string(name).map(|token| token.map(|token| token.trim().to_owned()));
        let (id_token, access_token) = (token("id_token"), token("access_token"));
        let id_token = if request == ClientRequest::ClientCredentials { id_token.unwrap_or_default() } else { id_token? };
        let access_token = if id_token.is_some() { access_token.unwrap_or_default() } else { access_token? };
        if id_token.is_none() && access_token.is_none() {
            return Ok(None);
        }
        let refresh_token = refresh_token_in(&document);
        let refresh_expires_in = document.seconds("refresh_expires_in").ok().flatten();
        let (id_token, access_token) = (id_token.map(IdToken::new), access_token.map(AccessToken::new));
        Ok(Some(Self { id_token, access_token, refresh_token, refresh_expires_in }))
    }

    /// Reads the refresh token of a response, even if the rest is unusable.
    pub(super) fn refresh_token(response: &Response<Bytes>) -> Option<RefreshToken> {
        refresh_token_in(&document(response)?)
    }
}

/// Reads the refresh token. One that is not a string counts as absent: it is optional.
fn refresh_token_in(document: &ProviderDocument) -> Option<RefreshToken> {
    let token = document.string("refresh_token").ok()??.trim().to_owned();
    (!token.is_empty()).then(|| RefreshToken::new(token))
}

/// Parses the JSON object of a successful response; `None` if the response is not one.
fn document(response: &Response<Bytes>) -> Option<ProviderDocument> {
    response.status().is_success().then(|| ProviderDocument::read(response.body()).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(change: &Value) -> Result<Option<TokenResponse>, ProviderError> {
        let mut response = json!({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "refresh_token": "r", "id_token": "i"});
        change.as_object().unwrap().iter().for_each(|(name, value)| response[name] = value.clone());
        TokenResponse::read(&Response::new(response.to_string().into()), ClientRequest::AuthorizationCode)
    }

    #[test]
    fn unused_members_can_have_any_value() {
        let values = [json!("3599"), json!(""), json!(-1), json!(0.5), json!(null), json!([1]), json!({"s": 1}), json!(true)];
        for name in ["expires_in", "ext_expires_in", "expires_on", "token_type", "scope", "id_token_expires_in", "not_before"] {
            for value in &values {
                assert!(read(&json!({name: value})).unwrap().is_some(), "{name}: {value}");
            }
        }
    }

    #[test]
    fn optional_tokens_can_be_missing_or_invalid() {
        for value in [json!(null), json!(""), json!(false), json!(7), json!(["a", "b"]), json!({"a": "a"})] {
            let tokens = read(&json!({"refresh_token": value})).unwrap().unwrap();
            assert!(tokens.refresh_token.is_none(), "{value}: else it would replace the one that is still valid");
            let tokens = read(&json!({"access_token": value})).unwrap().unwrap();
            assert!(tokens.access_token.is_none() && tokens.id_token.is_some(), "{value}");
        }
    }

    #[test]
    fn a_required_token_that_is_not_a_string_is_named() {
        for (value, found) in [(json!(7), "a number"), (json!({"a": "a"}), "an object"), (json!(true), "a boolean")] {
            let problem = |response: &Value| read(response).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(problem(&json!({"id_token": value})).contains(&format!("`id_token` is {found}, not a string")), "{value}");
            assert!(problem(&json!({"id_token": null, "access_token": value})).contains("`access_token` is"), "{value}");
        }
        assert!(read(&json!({"id_token": null, "access_token": ""})).unwrap().is_none());
    }
}
