//! The token endpoint of a CI system like GitHub Actions: a job sends its request token and gets an ID token for an audience.

use super::claims;
use super::oauth_error::{OAuthError, json_response};
use crate::form::Parameters;
use crate::state::SandboxState;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use std::sync::Arc;

/// The default audience; at GitHub, the URL of the owner.
const OWN_AUDIENCE: &str = "https://github.com/sts-cli-sandbox";

/// Returns the value of `ACTIONS_ID_TOKEN_REQUEST_URL`, to which clients append `&audience=…`.
pub(crate) fn actions_address(sandbox: &SandboxState) -> String {
    format!("{}/actions-token?api-version=2.0", sandbox.provider)
}

/// Handles `GET /actions-token?…&audience=AUD` with the request token as bearer.
pub(super) async fn handle(State(sandbox): State<Arc<SandboxState>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.split_once(' '));
    let is_authorized = bearer.is_some_and(|(scheme, token)| scheme.eq_ignore_ascii_case("Bearer") && token == sandbox.actions_token);
    if !is_authorized {
        return OAuthError::invalid_token().into_response();
    }
    let query = Parameters::parse(query.unwrap_or_default().as_bytes());
    match claims::job_token(&sandbox, query.get("audience").unwrap_or(OWN_AUDIENCE), sandbox.provider_clock.now()) {
        Ok(token) => json_response(&json!({"count": token.len(), "value": token})),
        Err(error) => error.into_response(),
    }
}
