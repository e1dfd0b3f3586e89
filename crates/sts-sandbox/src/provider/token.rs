//! The token endpoint: authorization code, refresh token, client credentials (RFC 6749, 4.1.3, 6 and 4.4), device code (RFC 8628, 3.4).

use super::claims;
use super::clients::Client;
use super::devices::PollOutcome;
use super::fault_responses::fault_response;
use super::grants::ProviderSession;
use super::oauth_error::{OAuthError, json_response};
use crate::faults::Fault;
use crate::form::Parameters;
use crate::state::SandboxState;
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
pub(super) async fn handle(State(sandbox): State<Arc<SandboxState>>, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(response) = fault_response(&sandbox).await {
        return response;
    }
    let granted = grant(&sandbox, &headers, &body);
    sandbox.delay(Fault::LateToken).await;
    match granted {
        Ok(tokens) => json_response(&tokens),
        Err(error) => error.into_response(),
    }
}

fn grant(sandbox: &SandboxState, headers: &HeaderMap, body: &[u8]) -> Result<Value, OAuthError> {
    let is_form = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let form = Parameters::parse(body);
    if !is_form || form.repeated().is_some() {
        return Err(OAuthError::invalid_request("the request must be a form with each parameter once"));
    }
    let client = Client::authenticated(&sandbox.faults, headers, &form)?;
    match form.get("grant_type") {
        Some("authorization_code") => authorization_code(sandbox, client, &form),
        Some("refresh_token") => refresh_token(sandbox, client, &form),
        Some(DEVICE_CODE) => device_code(sandbox, client, &form),
        Some("client_credentials") => client_credentials(sandbox, client, &form),
        Some(_) => Err(OAuthError::bad_request("unsupported_grant_type", "Unsupported grant_type")),
        None => Err(OAuthError::invalid_request("Missing form parameter: grant_type")),
    }
}

fn authorization_code(sandbox: &SandboxState, client: &Client, form: &Parameters) -> Result<Value, OAuthError> {
    let code = form.get("code").ok_or_else(|| OAuthError::invalid_request("Missing parameter: code"))?;
    let (authorization, session) =
        sandbox.grants.redeem(code, sandbox.provider_clock.now()).ok_or_else(|| OAuthError::invalid_grant("Code not valid"))?;
    if authorization.client.id != client.id {
        return Err(OAuthError::invalid_grant("Code was issued to another client"));
    }
    if form.get("redirect_uri") != Some(authorization.redirect_uri.as_str()) {
        return Err(OAuthError::invalid_grant("Incorrect redirect_uri"));
    }
    check_verifier(form, &authorization.challenge)?;
    login_reply(sandbox, &session, authorization.nonce.as_deref())
}

/// RFC 7636, 4.6.
fn check_verifier(form: &Parameters, challenge: &str) -> Result<(), OAuthError> {
    let verifier = form.get("code_verifier").filter(|verifier| (43..=128).contains(&verifier.len()));
    let verifier = verifier.ok_or_else(|| OAuthError::invalid_grant("PKCE code verifier not specified"))?;
    if URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) != challenge {
        return Err(OAuthError::invalid_grant("PKCE verification failed: Code mismatch"));
    }
    Ok(())
}

/// RFC 8628, 3.4 and 3.5, with Keycloak's sentences.
fn device_code(sandbox: &SandboxState, client: &Client, form: &Parameters) -> Result<Value, OAuthError> {
    let code = form.get("device_code").ok_or_else(|| OAuthError::invalid_request("Missing parameter: device_code"))?;
    match sandbox.devices.poll(code, client, sandbox.provider_clock.now()) {
        PollOutcome::Unknown => Err(OAuthError::invalid_grant("Device code not valid")),
        PollOutcome::Expired => Err(OAuthError::bad_request("expired_token", "Device code is expired")),
        PollOutcome::SlowDown => Err(OAuthError::bad_request("slow_down", "Slow down")),
        PollOutcome::Pending => Err(OAuthError::bad_request("authorization_pending", "The authorization request is still pending")),
        PollOutcome::Denied => Err(OAuthError::bad_request("access_denied", "The end user denied the authorization request")),
        PollOutcome::Allowed(authorization, session) => {
            check_verifier(form, &authorization.challenge)?;
            login_reply(sandbox, &session, None)
        }
    }
}

fn refresh_token(sandbox: &SandboxState, client: &Client, form: &Parameters) -> Result<Value, OAuthError> {
    let token = form.get("refresh_token").ok_or_else(|| OAuthError::invalid_request("No refresh token"))?;
    let session = sandbox.grants.session_of_refresh_token(token, client, sandbox.provider_clock.now());
    let session = session.ok_or_else(|| OAuthError::invalid_grant("Invalid refresh token"))?;
    let length = sandbox.faults.duration(Fault::SessionEnds);
    if length.is_some_and(|length| session.signed_in.duration_until(sandbox.provider_clock.now()) >= length) {
        return Err(OAuthError::invalid_grant("Session not active"));
    }
    let requested_scope = form.get("scope").unwrap_or(&session.scope);
    if requested_scope.split(' ').any(|name| !session.scope.split(' ').any(|granted| granted == name)) {
        return Err(OAuthError::bad_request("invalid_scope", "the scope is wider than what was granted"));
    }
    if sandbox.faults.has(Fault::RefuseRefresh) {
        sandbox.grants.revoke_session_of(token, client);
        return Err(OAuthError::invalid_grant("Session not active"));
    }
    let rotated_token =
        (!sandbox.faults.has(Fault::NoRefreshRotation)).then(|| sandbox.grants.refresh_token(&session, sandbox.provider_clock.now()));
    let mut reply = reply(sandbox, &session, None, rotated_token)?;
    if let Some(fields) = reply.as_object_mut().filter(|_| sandbox.faults.has(Fault::NoRefreshIdToken)) {
        fields.remove("id_token");
    }
    Ok(reply)
}

fn client_credentials(sandbox: &SandboxState, client: &Client, form: &Parameters) -> Result<Value, OAuthError> {
    let subject = client
        .service_account
        .ok_or_else(|| OAuthError::bad_request("unauthorized_client", "Client not enabled to retrieve service account"))?;
    let scope = form.get("scope").unwrap_or("profile email");
    let access_token = claims::service_token(sandbox, client, subject, scope, sandbox.provider_clock.now())?;
    Ok(json!({"access_token": access_token, "token_type": "Bearer", "expires_in": claims::token_lifetime(sandbox), "scope": scope}))
}

/// Returns the token response of a login. Like Keycloak, it always contains a refresh token.
fn login_reply(sandbox: &SandboxState, session: &ProviderSession, nonce: Option<&str>) -> Result<Value, OAuthError> {
    let token = sandbox.grants.refresh_token(session, sandbox.provider_clock.now()); // it keeps the session active
    reply(sandbox, session, nonce, Some(token).filter(|_| !sandbox.faults.has(Fault::NoRefreshToken)))
}

fn reply(
    sandbox: &SandboxState,
    session: &ProviderSession,
    nonce: Option<&str>,
    refresh_token: Option<String>,
) -> Result<Value, OAuthError> {
    let (access_token, id_token) = claims::tokens(sandbox, session, nonce, sandbox.provider_clock.now())?;
    let mut reply = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": claims::token_lifetime(sandbox),
        "id_token": id_token,
        "scope": session.scope,
    });
    if let Some(token) = refresh_token {
        reply["refresh_token"] = Value::from(token);
        if let Some(length) = sandbox.faults.duration(Fault::RefreshIdle) {
            reply["refresh_expires_in"] = Value::from(length.as_secs());
        }
        if let Some(length) = sandbox.faults.duration(Fault::SessionEnds) {
            let end = session.signed_in.saturating_add(length).unwrap_or(session.signed_in);
            reply["refresh_expires_in"] = Value::from(sandbox.provider_clock.now().duration_until(end).as_secs().max(0));
        }
    }
    Ok(reply)
}
