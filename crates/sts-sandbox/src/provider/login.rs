//! Handles the submitted login form: success, failure, or cancellation.

use super::authorize::redirect;
use super::login_page;
use crate::accounts::Account;
use crate::form::Parameters;
use crate::state::{PROVIDER_PATH, SandboxState};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use std::sync::Arc;

/// Handles `POST /login`. The request id is single-use: a wrong password gets a new page with a new id.
pub(super) async fn handle(State(sandbox): State<Arc<SandboxState>>, headers: HeaderMap, body: Bytes) -> Response {
    let form = Parameters::parse(&body);
    let now = sandbox.provider_clock.now();
    let Some(authorization) = form.get("request").and_then(|id| sandbox.grants.take_login(id, now)) else {
        return login_page::problem("This login page was already used or has expired. Start the login again.");
    };
    let (redirect_uri, state) = (authorization.redirect_uri.clone(), authorization.state.clone());
    if form.get("decision") == Some("cancel") {
        let pairs = [("error", "access_denied"), ("error_description", "The sign-in was canceled")];
        return redirect(StatusCode::SEE_OTHER, &sandbox, &redirect_uri, &pairs, state.as_deref());
    }
    let signed_in = sandbox.browser_sessions.account(&headers).filter(|_| authorization.has_prompt("select_account"));
    let account = match form.get("decision") {
        Some("continue") => signed_in,
        _ => Account::authenticate(form.get("user"), form.get("password")),
    };
    let Some(account) = account else {
        let id = sandbox.grants.begin_login(authorization.clone(), now);
        return login_page::login(&authorization, &id, signed_in, Some("User name or password is wrong."));
    };
    let code = sandbox.grants.code(authorization, account, now);
    let mut response = redirect(StatusCode::SEE_OTHER, &sandbox, &redirect_uri, &[("code", &code)], state.as_deref());
    if let Some(cookie) = form.get("stay").and_then(|_| sandbox.browser_sessions.begin(account, PROVIDER_PATH)) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}
