//! Handles the submitted login form: success, failure, or cancellation.

use super::authorize::redirect;
use super::login_page;
use crate::sandbox::accounts::Account;
use crate::sandbox::form::Parameters;
use crate::sandbox::world::World;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// Handles `POST /login`. The request id is single-use: a wrong password gets a new page with a new id.
pub(super) async fn answer(State(world): State<Arc<World>>, body: Bytes) -> Response {
    let form = Parameters::parse(&body);
    let now = world.provider_clock.now();
    let Some(asked) = form.get("request").and_then(|id| world.grants.returned(id, now)) else {
        return login_page::problem("This login page was used already, or is too old. Start again from the program that sent you here.");
    };
    let (to, state) = (asked.redirect_uri.clone(), asked.state.clone());
    if form.get("decision") == Some("cancel") {
        let pairs = [("error", "access_denied"), ("error_description", "The sign-in was cancelled")];
        return redirect(StatusCode::SEE_OTHER, &world, &to, &pairs, state.as_deref());
    }
    match Account::signed_in(form.get("user"), form.get("password")) {
        Some(account) => {
            let code = world.grants.code(asked, account, now);
            redirect(StatusCode::SEE_OTHER, &world, &to, &[("code", &code)], state.as_deref())
        }
        None => {
            let id = world.grants.ask(asked.clone(), now);
            login_page::login(&asked, &id, Some("User name or password is wrong."))
        }
    }
}
