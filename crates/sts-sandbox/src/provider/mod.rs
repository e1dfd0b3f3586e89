//! The OpenID provider: discovery, login page, authorization code with PKCE, device codes, refresh with rotation, client credentials,
//! userinfo and revocation. One module per endpoint.

mod actions;
mod authorize;
pub(super) mod browser_sessions;
mod claims;
mod clients;
mod device_authorization;
mod device_page;
pub(super) mod devices;
mod discovery;
mod fault_responses;
pub(super) mod grants;
mod login;
mod login_page;
mod oauth_error;
mod revocation;
mod token;
mod userinfo;

pub(crate) use actions::actions_address;
pub(crate) use authorize::REDIRECT_PATH;
pub(crate) use claims::issue_id_token;
pub(crate) use clients::{CLIENT_ID, CLIENTS, ROLE_CLIENT_ID, SERVICE_CLIENT};
pub(crate) use discovery::STRANGE_KEY_TYPE;
pub(crate) use userinfo::userinfo_claims;

use super::state::{PROVIDER_PATH, SandboxState};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, HOST, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use std::sync::Arc;

/// Creates the router of the provider.
pub(crate) fn router(sandbox: &Arc<SandboxState>) -> Router {
    let endpoints = Router::new()
        .route("/.well-known/openid-configuration", get(discovery::metadata))
        .route("/jwks", get(discovery::keys))
        .route("/authorize", get(authorize::handle))
        .route("/login", post(login::handle))
        .route("/token", post(token::handle))
        .route("/userinfo", get(userinfo::handle).post(userinfo::handle))
        .route("/actions-token", get(actions::handle))
        .route("/device-authorization", post(device_authorization::handle))
        .route("/device", get(device_page::handle))
        .route("/device-login", post(device_page::login))
        .route("/device-allowed", get(device_page::allowed))
        .route("/device-denied", get(device_page::denied))
        .route("/revoke", post(revocation::handle))
        .fallback(|| async { StatusCode::NOT_FOUND });
    Router::new().nest(PROVIDER_PATH, endpoints).layer(from_fn_with_state(Arc::clone(sandbox), guard)).with_state(Arc::clone(sandbox))
}

/// Rejects requests with another `Host` (DNS rebinding), and disables caching.
async fn guard(State(sandbox): State<Arc<SandboxState>>, request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
    let is_own_address = matches!(name, "127.0.0.1" | "localhost") && port.parse() == Ok(sandbox.provider_port);
    let mut response = match is_own_address {
        true => next.run(request).await,
        false => (StatusCode::MISDIRECTED_REQUEST, "this provider answers on 127.0.0.1 only\n").into_response(),
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
