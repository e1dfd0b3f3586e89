//! What the token endpoint answers instead, if that was asked for.

use crate::sandbox::faults::Fault;
use crate::sandbox::world::World;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::response::{IntoResponse as _, Response};

/// The odd answer, if there is to be one. Waits first, if that was asked for.
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
