//! Fault responses of the token endpoint.

use crate::faults::Fault;
use crate::state::SandboxState;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::response::{IntoResponse as _, Response};

/// Returns the fault response, if one is switched on, after the delay of `slow-token`.
pub(super) async fn fault_response(sandbox: &SandboxState) -> Option<Response> {
    sandbox.delay(Fault::SlowToken).await;
    if sandbox.faults.occurs(Fault::TokenUnavailable) {
        return Some((StatusCode::SERVICE_UNAVAILABLE, "the provider is not available\n").into_response());
    }
    if sandbox.faults.has(Fault::RedirectToken) {
        let location = format!("{}/elsewhere", sandbox.provider);
        return Some((StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response());
    }
    if sandbox.faults.has(Fault::HtmlToken) {
        let page = "<!doctype html><html><head><title>Welcome</title></head><body><h1>Please sign in</h1></body></html>";
        return Some(([(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response());
    }
    None
}
