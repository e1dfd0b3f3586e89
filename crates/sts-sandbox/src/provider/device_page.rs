//! The pages of the device flow (RFC 8628, 3.3): enter the code, then sign in to allow, or deny.

use super::login_page::{self, Form};
use crate::accounts::Account;
use crate::form::Parameters;
use crate::state::SandboxState;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;

const UNKNOWN: &str = "Unknown code. It may be mistyped, already used, or expired.";

/// Handles `GET /device`: shows the form for the code, or with a code the login form.
pub(super) async fn handle(State(sandbox): State<Arc<SandboxState>>, RawQuery(query): RawQuery) -> Response {
    let query = Parameters::parse(query.unwrap_or_default().as_bytes());
    let Some(code) = query.get("user_code") else { return login_page::code("", None) };
    match sandbox.devices.waiting(code, sandbox.provider_clock.now()) {
        Some((code, client)) => login_page::form(&device_form(&code, client.id), None),
        None => login_page::code(code, Some(UNKNOWN)),
    }
}

/// Handles `POST /device-login`: signing in allows the device; anyone with the code can deny it.
pub(super) async fn login(State(sandbox): State<Arc<SandboxState>>, body: Bytes) -> Response {
    let form = Parameters::parse(&body);
    let now = sandbox.provider_clock.now();
    let code = form.get("user_code").unwrap_or_default();
    let Some((code, client)) = sandbox.devices.waiting(code, now) else { return login_page::code(code, Some(UNKNOWN)) };
    if form.get("decision") == Some("cancel") {
        sandbox.devices.decide(&code, None, now);
        return done("device-denied");
    }
    match Account::authenticate(form.get("user"), form.get("password")) {
        Some(account) => {
            sandbox.devices.decide(&code, Some(account), now);
            done("device-allowed")
        }
        None => login_page::form(&device_form(&code, client.id), Some("User name or password is wrong.")),
    }
}

/// `GET /device-allowed`.
pub(super) async fn allowed() -> Response {
    login_page::message("Signed in", "The device is now signed in. You can close this page.")
}

/// `GET /device-denied`.
pub(super) async fn denied() -> Response {
    login_page::message("Denied", "Access was denied to the device. You can close this page.")
}

fn done(page: &'static str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, page)]).into_response()
}

fn device_form<'a>(code: &'a str, client: &'a str) -> Form<'a> {
    Form {
        client,
        purpose: "on a device requests access to your identity. Allow it only if the device shows this code:",
        code: Some(code),
        action: "device-login",
        hidden: ("user_code", code),
        hint: None,
        can_stay: false,
        signed_in: None,
        buttons: ("Sign in and allow", "Deny"),
        targets: "'self'".to_owned(),
    }
}
