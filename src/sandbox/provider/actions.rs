//! The token endpoint of a CI system like GitHub Actions: a job sends its request token and gets an ID token for an audience.

use super::claims;
use super::refusal::{Refusal, json_response};
use crate::sandbox::form::Parameters;
use crate::sandbox::world::World;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use std::sync::Arc;

/// The default audience; at GitHub, the URL of the owner.
const OWN_AUDIENCE: &str = "https://github.com/sts-cli-sandbox";

/// Returns the value of `ACTIONS_ID_TOKEN_REQUEST_URL`, to which clients append `&audience=…`.
pub(crate) fn actions_address(world: &World) -> String {
    format!("{}/actions-token?api-version=2.0", world.provider)
}

/// Handles `GET /actions-token?…&audience=AUD` with the request token as bearer.
pub(super) async fn answer(State(world): State<Arc<World>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.split_once(' '));
    let counts = bearer.is_some_and(|(scheme, token)| scheme.eq_ignore_ascii_case("Bearer") && token == world.actions_token);
    if !counts {
        return Refusal::invalid_token().into_response();
    }
    let query = Parameters::parse(query.unwrap_or_default().as_bytes());
    match claims::job_token(&world, query.get("audience").unwrap_or(OWN_AUDIENCE), world.provider_clock.now()) {
        Ok(token) => json_response(&json!({"count": token.len(), "value": token})),
        Err(refusal) => refusal.into_response(),
    }
}
