//! The device authorization endpoint (RFC 8628, 3.1 and 3.2), with PKCE as Keycloak requires it.

use super::clients::Client;
use super::devices::AskedDevice;
use super::refusal::{Refusal, json_response};
use crate::sandbox::faults::Fault;
use crate::sandbox::form::Parameters;
use crate::sandbox::world::World;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Keycloak's default.
const LIFE: SignedDuration = SignedDuration::from_mins(10);
/// Short, for tests.
const INTERVAL: Duration = Duration::from_secs(1);
/// The default of RFC 8628, 3.2.
const DEFAULT_INTERVAL: Duration = Duration::from_secs(5);

/// `POST /device-authorization`.
pub(super) async fn answer(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    match codes(&world, &headers, &Parameters::parse(&body)) {
        Ok(codes) => json_response(&codes),
        Err(refusal) => refusal.into_response(),
    }
}

fn codes(world: &World, headers: &HeaderMap, form: &Parameters) -> Result<Value, Refusal> {
    if form.repeated().is_some() {
        return Err(Refusal::invalid_request("the request must have each parameter once"));
    }
    let client = Client::authenticated(&world.faults, headers, form)?;
    if !client.signs_in || world.faults.has(Fault::NoDevice) {
        return Err(Refusal::bad("unauthorized_client", "Client is not allowed to initiate OAuth 2.0 Device Authorization Grant"));
    }
    match form.get("code_challenge_method") {
        None => return Err(Refusal::invalid_request("Missing parameter: code_challenge_method")),
        Some("S256") => {}
        Some(_) => return Err(Refusal::invalid_request("Invalid parameter: code_challenge_method")),
    }
    let challenge = form.get("code_challenge").filter(|challenge| challenge.len() == 43);
    let challenge = challenge.ok_or_else(|| Refusal::invalid_request("Missing parameter: code_challenge"))?;
    let scope = form.get("scope").unwrap_or_default();
    if !scope.split(' ').any(|word| word == "openid") {
        return Err(Refusal::bad("invalid_scope", "the scope must hold openid"));
    }
    let asked = AskedDevice {
        client,
        scope: scope.to_owned(),
        challenge: challenge.to_owned(),
        life: world.faults.span(Fault::DeviceExpires).unwrap_or(LIFE),
        interval: if world.faults.has(Fault::NoInterval) { DEFAULT_INTERVAL } else { INTERVAL },
        slow_down: world.faults.has(Fault::SlowDown),
    };
    Ok(told(world, asked))
}

/// Returns the device authorization response.
fn told(world: &World, asked: AskedDevice) -> Value {
    let (life, interval) = (asked.life.as_secs(), asked.interval.as_secs());
    let (device_code, user_code) = world.devices.ask(asked, world.provider_clock.now());
    let page = format!("{}/device", world.provider);
    let page_name = if world.faults.has(Fault::VerificationUrl) { "verification_url" } else { "verification_uri" };
    let mut answer = json!({"device_code": device_code, "user_code": user_code, page_name: page, "expires_in": life});
    if !world.faults.has(Fault::NoCompleteUri) && !world.faults.has(Fault::VerificationUrl) {
        answer["verification_uri_complete"] = Value::from(format!("{page}?user_code={user_code}"));
    }
    if !world.faults.has(Fault::NoInterval) {
        answer["interval"] = Value::from(interval);
    }
    answer
}
