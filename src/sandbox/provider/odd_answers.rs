//! Fault responses of the token endpoint.

use crate::sandbox::faults::Fault;
use crate::sandbox::world::World;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::response::{IntoResponse as _, Response};

/// Returns the fault response, if one is switched on, after the delay of `slow-token`.
pub(super) async fn odd_answer(world: &World) -> Option<Response> {
    world.faults.wait(Fault::SlowToken).await;
    if world.faults.strikes(Fault::TokenUnavailable) {
        return Some((StatusCode::SERVICE_UNAVAILABLE, "the provider is not available\n").into_response());
    }
    if world.faults.has(Fault::RedirectToken) {
        let location = format!("{}/elsewhere", world.provider);
        return Some((StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response());
    }
    if world.faults.has(Fault::HtmlToken) {
        let page = "<!doctype html><html><head><title>Welcome</title></head><body><h1>Please sign in</h1></body></html>";
        return Some(([(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response());
    }
    None
}
