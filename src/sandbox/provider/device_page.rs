//! The pages of the device flow (RFC 8628, 3.3): enter the code, then sign in to allow, or deny.

use super::login_page::{self, Form};
use crate::sandbox::accounts::Account;
use crate::sandbox::form::Parameters;
use crate::sandbox::world::World;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;

const UNKNOWN: &str = "No device waits for this code. It may be mistyped, used or too old.";

/// Handles `GET /device`: shows the form for the code, or with a code the login form.
pub(super) async fn answer(State(world): State<Arc<World>>, RawQuery(query): RawQuery) -> Response {
    let query = Parameters::parse(query.unwrap_or_default().as_bytes());
    let Some(code) = query.get("user_code") else { return login_page::code("", None) };
    match world.devices.waiting(code, world.provider_clock.now()) {
        Some((code, client)) => login_page::form(&device_form(&code, client.id), None),
        None => login_page::code(code, Some(UNKNOWN)),
    }
}

/// Handles `POST /device-login`: signing in allows the device; anyone with the code can deny it.
pub(super) async fn login(State(world): State<Arc<World>>, body: Bytes) -> Response {
    let form = Parameters::parse(&body);
    let now = world.provider_clock.now();
    let code = form.get("user_code").unwrap_or_default();
    let Some((code, client)) = world.devices.waiting(code, now) else { return login_page::code(code, Some(UNKNOWN)) };
    if form.get("decision") == Some("cancel") {
        world.devices.answer(&code, None, now);
        return done("device-denied");
    }
    match Account::signed_in(form.get("user"), form.get("password")) {
        Some(account) => {
            world.devices.answer(&code, Some(account), now);
            done("device-allowed")
        }
        None => login_page::form(&device_form(&code, client.id), Some("User name or password is wrong.")),
    }
}

/// `GET /device-allowed`.
pub(super) async fn allowed() -> Response {
    login_page::message("Signed in", "The device may go on. You can close this page.")
}

/// `GET /device-denied`.
pub(super) async fn denied() -> Response {
    login_page::message("Denied", "The device was told that you said no. You can close this page.")
}

fn done(page: &'static str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, page)]).into_response()
}

fn device_form<'a>(code: &'a str, client: &'a str) -> Form<'a> {
    Form {
        client,
        wants: "runs on a device and wants to know who you are. Allow it only if the device shows this code:",
        code: Some(code),
        action: "device-login",
        hidden: ("user_code", code),
        hint: None,
        buttons: ("Sign in and allow", "Deny"),
        targets: "'self'".to_owned(),
    }
}
