//! The revocation endpoint (RFC 7009): a refresh token revokes its session, an access token only itself.

use super::clients::Client;
use super::oauth_error::OAuthError;
use crate::form::Parameters;
use crate::jwt::Token;
use crate::state::SandboxState;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;

/// Handles `POST /revoke`. Unknown tokens, and those of other clients, get the same response.
pub(super) async fn handle(State(sandbox): State<Arc<SandboxState>>, headers: HeaderMap, body: Bytes) -> Response {
    let form = Parameters::parse(&body);
    let client = match Client::authenticated(&sandbox.faults, &headers, &form) {
        Ok(client) => client,
        Err(error) => return error.into_response(),
    };
    let Some(text) = form.get("token") else { return OAuthError::invalid_request("Missing parameter: token").into_response() };
    match Token::parse(text) {
        Ok(token) if token.is_signed_by(&sandbox.keys) && token.claim("azp") == Some(client.id) => {
            sandbox.grants.revoke(token.claim("jti").unwrap_or_default());
        }
        _ => sandbox.grants.revoke_session_of(text, client),
    }
    StatusCode::OK.into_response()
}
