//! The revocation endpoint (RFC 7009): a refresh token revokes its session, an access token only itself.

use super::clients::Client;
use super::refusal::Refusal;
use crate::sandbox::form::Parameters;
use crate::sandbox::jwt::Token;
use crate::sandbox::world::World;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;

/// Handles `POST /revoke`. Unknown tokens, and those of other clients, get the same response.
pub(super) async fn answer(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    let form = Parameters::parse(&body);
    let client = match Client::authenticated(&world.faults, &headers, &form) {
        Ok(client) => client,
        Err(refusal) => return refusal.into_response(),
    };
    let Some(text) = form.get("token") else { return Refusal::invalid_request("Missing parameter: token").into_response() };
    match Token::parse(text) {
        Ok(token) if token.is_signed_by(&world.keys) && token.claim("azp") == Some(client.id) => {
            world.grants.revoke(token.claim("jti").unwrap_or_default());
        }
        _ => world.grants.end_session_of(text, client),
    }
    StatusCode::OK.into_response()
}
