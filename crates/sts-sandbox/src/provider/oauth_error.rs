//! Errors of the token, userinfo and revocation endpoints as JSON (RFC 6749, 5.2; RFC 6750, 3).

use axum::http::header::{CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// An OAuth error response.
pub(super) struct OAuthError {
    status: StatusCode,
    code: &'static str,
    description: &'static str,
    challenge: Option<&'static str>,
}

impl OAuthError {
    /// Returns `invalid_request`.
    pub(super) fn invalid_request(description: &'static str) -> Self {
        Self::bad_request("invalid_request", description)
    }

    /// Returns `invalid_grant`.
    pub(super) fn invalid_grant(description: &'static str) -> Self {
        Self::bad_request("invalid_grant", description)
    }

    /// Returns `invalid_client`, with a challenge if the client used the `Authorization` header.
    pub(super) fn invalid_client(used_basic_auth: bool) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            code: "invalid_client",
            description: "Invalid client or Invalid client credentials",
            challenge: used_basic_auth.then_some("Basic realm=\"sandbox\""),
        }
    }

    /// Returns `invalid_token`.
    pub(super) fn invalid_token() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            code: "invalid_token",
            description: "Token verification failed",
            challenge: Some("Bearer realm=\"sandbox\", error=\"invalid_token\", error_description=\"Token verification failed\""),
        }
    }

    /// Returns `server_error`: the signing key failed.
    pub(super) fn server_error() -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self { status, code: "server_error", description: "the token could not be signed", challenge: None }
    }

    /// Returns another error with status 400.
    pub(super) fn bad_request(code: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, description, challenge: None }
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let mut response = json_response(&json!({"error": self.code, "error_description": self.description}));
        *response.status_mut() = self.status;
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}

/// Returns a JSON response with status 200.
pub(super) fn json_response(value: &Value) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (PRAGMA, "no-cache")];
    (headers, value.to_string()).into_response()
}
