//! The userinfo endpoint (OpenID Connect Core 1.0, 5.3), and the validation of access tokens.

use super::oauth_error::{OAuthError, json_response};
use crate::accounts::Account;
use crate::jwt::{Claims, Token};
use crate::provider::claims;
use crate::provider::clients::Client;
use crate::provider::grants::ProviderSession;
use crate::state::SandboxState;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use std::sync::Arc;

/// Handles `GET` and `POST /userinfo` with a bearer token.
pub(super) async fn handle(State(sandbox): State<Arc<SandboxState>>, headers: HeaderMap) -> Response {
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.split_once(' '));
    let token = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer")).map(|(_, token)| token.trim());
    match token.and_then(|token| userinfo_claims(&sandbox, token)) {
        Some(claims) => json_response(&json!(claims)),
        None => OAuthError::invalid_token().into_response(),
    }
}

/// Returns the claims for a valid access token: issued here, unexpired, not revoked, of an active session.
pub(crate) fn userinfo_claims(sandbox: &SandboxState, text: &str) -> Option<Claims> {
    let token = Token::parse(text).ok()?;
    let is_valid = token.is_signed_by(&sandbox.keys)
        && token.header("alg") == Some("RS256")
        && token.claim("typ") == Some("Bearer")
        && token.claim("iss") == Some(sandbox.issuer().as_str())
        && token.claims.get("exp").and_then(Value::as_i64)? > sandbox.provider_clock.now().as_second()
        && !sandbox.grants.is_revoked(token.claim("jti")?)
        && sandbox.grants.is_active(token.claim("sid")?);
    let account = Account::ALL.into_iter().find(|account| token.claim("sub") == Some(account.details().subject))?;
    let session = ProviderSession {
        id: token.claim("sid")?.to_owned(),
        client: Client::find(token.claim("azp")?)?,
        account,
        scope: token.claim("scope")?.to_owned(),
        signed_in: sandbox.provider_clock.now(),
    };
    is_valid.then(|| claims::user_claims(sandbox, &session))
}
