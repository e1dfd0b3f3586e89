//! The token endpoint: authorization code, refresh token, client credentials (RFC 6749, 4.1.3, 6 and 4.4), device code (RFC 8628, 3.4).

use super::claims;
use super::clients::Client;
use super::devices::Poll;
use super::grants::Session;
use super::odd_answers::odd_answer;
use super::refusal::{Refusal, json_response};
use crate::sandbox::faults::Fault;
use crate::sandbox::form::Parameters;
use crate::sandbox::world::World;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// `POST /token`.
pub(super) async fn answer(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(odd) = odd_answer(&world).await {
        return odd;
    }
    let granted = grant(&world, &headers, &body);
    world.faults.wait(Fault::LateToken).await;
    match granted {
        Ok(tokens) => json_response(&tokens),
        Err(refusal) => refusal.into_response(),
    }
}

fn grant(world: &World, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    let is_form = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let form = Parameters::parse(body);
    if !is_form || form.repeated().is_some() {
        return Err(Refusal::invalid_request("the request must be a form with each parameter once"));
    }
    let client = Client::authenticated(&world.faults, headers, &form)?;
    match form.get("grant_type") {
        Some("authorization_code") => authorization_code(world, client, &form),
        Some("refresh_token") => refresh_token(world, client, &form),
        Some(DEVICE_CODE) => device_code(world, client, &form),
        Some("client_credentials") => client_credentials(world, client, &form),
        Some(_) => Err(Refusal::bad("unsupported_grant_type", "Unsupported grant_type")),
        None => Err(Refusal::invalid_request("Missing form parameter: grant_type")),
    }
}

fn authorization_code(world: &World, client: &Client, form: &Parameters) -> Result<Value, Refusal> {
    let code = form.get("code").ok_or_else(|| Refusal::invalid_request("Missing parameter: code"))?;
    let (asked, session) = world.grants.redeem(code, world.provider_clock.now()).ok_or_else(|| Refusal::invalid_grant("Code not valid"))?;
    if asked.client.id != client.id {
        return Err(Refusal::invalid_grant("Code was issued to another client"));
    }
    if form.get("redirect_uri") != Some(asked.redirect_uri.as_str()) {
        return Err(Refusal::invalid_grant("Incorrect redirect_uri"));
    }
    check_verifier(form, &asked.challenge)?;
    login_reply(world, &session, asked.nonce.as_deref())
}

/// RFC 7636, 4.6.
fn check_verifier(form: &Parameters, challenge: &str) -> Result<(), Refusal> {
    let verifier = form.get("code_verifier").filter(|verifier| (43..=128).contains(&verifier.len()));
    let verifier = verifier.ok_or_else(|| Refusal::invalid_grant("PKCE code verifier not specified"))?;
    if URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) != challenge {
        return Err(Refusal::invalid_grant("PKCE verification failed: Code mismatch"));
    }
    Ok(())
}

/// RFC 8628, 3.4 and 3.5, with Keycloak's sentences.
fn device_code(world: &World, client: &Client, form: &Parameters) -> Result<Value, Refusal> {
    let code = form.get("device_code").ok_or_else(|| Refusal::invalid_request("Missing parameter: device_code"))?;
    match world.devices.poll(code, client, world.provider_clock.now()) {
        Poll::Unknown => Err(Refusal::invalid_grant("Device code not valid")),
        Poll::Expired => Err(Refusal::bad("expired_token", "Device code is expired")),
        Poll::SlowDown => Err(Refusal::bad("slow_down", "Slow down")),
        Poll::Pending => Err(Refusal::bad("authorization_pending", "The authorization request is still pending")),
        Poll::Denied => Err(Refusal::bad("access_denied", "The end user denied the authorization request")),
        Poll::Allowed(asked, session) => {
            check_verifier(form, &asked.challenge)?;
            login_reply(world, &session, None)
        }
    }
}

fn refresh_token(world: &World, client: &Client, form: &Parameters) -> Result<Value, Refusal> {
    let token = form.get("refresh_token").ok_or_else(|| Refusal::invalid_request("No refresh token"))?;
    let session = world.grants.refreshed(token, client, world.provider_clock.now());
    let session = session.ok_or_else(|| Refusal::invalid_grant("Invalid refresh token"))?;
    let narrower = form.get("scope").unwrap_or(&session.scope);
    if narrower.split(' ').any(|word| !session.scope.split(' ').any(|granted| granted == word)) {
        return Err(Refusal::bad("invalid_scope", "the scope is wider than what was granted"));
    }
    if world.faults.has(Fault::RefuseRefresh) {
        world.grants.end_session_of(token, client);
        return Err(Refusal::invalid_grant("Session not active"));
    }
    let rotated = (!world.faults.has(Fault::NoRefreshRotation)).then(|| world.grants.refresh_token(&session, world.provider_clock.now()));
    let mut reply = reply(world, &session, None, rotated)?;
    if let Some(fields) = reply.as_object_mut().filter(|_| world.faults.has(Fault::NoRefreshIdToken)) {
        fields.remove("id_token");
    }
    Ok(reply)
}

fn client_credentials(world: &World, client: &Client, form: &Parameters) -> Result<Value, Refusal> {
    let subject =
        client.service_account.ok_or_else(|| Refusal::bad("unauthorized_client", "Client not enabled to retrieve service account"))?;
    let scope = form.get("scope").unwrap_or("profile email");
    let access_token = claims::service_token(world, client, subject, scope, world.provider_clock.now())?;
    Ok(json!({"access_token": access_token, "token_type": "Bearer", "expires_in": claims::life(world), "scope": scope}))
}

/// Returns the token response of a login. Like Keycloak, it always contains a refresh token.
fn login_reply(world: &World, session: &Session, nonce: Option<&str>) -> Result<Value, Refusal> {
    let token = world.grants.refresh_token(session, world.provider_clock.now()); // it keeps the session active
    reply(world, session, nonce, Some(token).filter(|_| !world.faults.has(Fault::NoRefreshToken)))
}

fn reply(world: &World, session: &Session, nonce: Option<&str>, refresh_token: Option<String>) -> Result<Value, Refusal> {
    let (access_token, id_token) = claims::tokens(world, session, nonce, world.provider_clock.now())?;
    let mut reply = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": claims::life(world),
        "id_token": id_token,
        "scope": session.scope,
    });
    if let Some(token) = refresh_token {
        reply["refresh_token"] = Value::from(token);
    }
    Ok(reply)
}
