//! The device authorization endpoint (RFC 8628, 3.1 and 3.2), with PKCE as Keycloak requires it.

use super::clients::Client;
use super::devices::DeviceRequest;
use super::oauth_error::{OAuthError, json_response};
use crate::faults::Fault;
use crate::form::Parameters;
use crate::state::SandboxState;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Keycloak's default.
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// Short, for tests.
const INTERVAL: Duration = Duration::from_secs(1);
/// The default of RFC 8628, 3.2.
const DEFAULT_INTERVAL: Duration = Duration::from_secs(5);

/// `POST /device-authorization`.
pub(super) async fn handle(State(sandbox): State<Arc<SandboxState>>, headers: HeaderMap, body: Bytes) -> Response {
    match codes(&sandbox, &headers, &Parameters::parse(&body)) {
        Ok(codes) => json_response(&codes),
        Err(error) => error.into_response(),
    }
}

fn codes(sandbox: &SandboxState, headers: &HeaderMap, form: &Parameters) -> Result<Value, OAuthError> {
    if form.repeated().is_some() {
        return Err(OAuthError::invalid_request("the request must have each parameter once"));
    }
    let client = Client::authenticated(&sandbox.faults, headers, form)?;
    if !client.signs_in || sandbox.faults.has(Fault::NoDevice) {
        return Err(OAuthError::bad_request(
            "unauthorized_client",
            "Client is not allowed to initiate OAuth 2.0 Device Authorization Grant",
        ));
    }
    match form.get("code_challenge_method") {
        None => return Err(OAuthError::invalid_request("Missing parameter: code_challenge_method")),
        Some("S256") => {}
        Some(_) => return Err(OAuthError::invalid_request("Invalid parameter: code_challenge_method")),
    }
    let challenge = form.get("code_challenge").filter(|challenge| challenge.len() == 43);
    let challenge = challenge.ok_or_else(|| OAuthError::invalid_request("Missing parameter: code_challenge"))?;
    let scope = form.get("scope").unwrap_or_default();
    if !scope.split(' ').any(|name| name == "openid") {
        return Err(OAuthError::bad_request("invalid_scope", "the scope must hold openid"));
    }
    let request = DeviceRequest {
        client,
        scope: scope.to_owned(),
        challenge: challenge.to_owned(),
        lifetime: sandbox.faults.duration(Fault::DeviceExpires).unwrap_or(LIFETIME),
        interval: if sandbox.faults.has(Fault::NoInterval) { DEFAULT_INTERVAL } else { INTERVAL },
        slow_down: sandbox.faults.has(Fault::SlowDown),
    };
    Ok(device_response(sandbox, request))
}

/// Returns the device authorization response.
fn device_response(sandbox: &SandboxState, request: DeviceRequest) -> Value {
    let (lifetime, interval) = (request.lifetime.as_secs(), request.interval.as_secs());
    let (device_code, user_code) = sandbox.devices.begin(request, sandbox.provider_clock.now());
    let page = format!("{}/device", sandbox.provider);
    let page_name = if sandbox.faults.has(Fault::VerificationUrl) { "verification_url" } else { "verification_uri" };
    let mut response = json!({"device_code": device_code, "user_code": user_code, page_name: page, "expires_in": lifetime});
    if !sandbox.faults.has(Fault::NoCompleteUri) && !sandbox.faults.has(Fault::VerificationUrl) {
        response["verification_uri_complete"] = Value::from(format!("{page}?user_code={user_code}"));
    }
    if !sandbox.faults.has(Fault::NoInterval) {
        response["interval"] = Value::from(interval);
    }
    response
}
