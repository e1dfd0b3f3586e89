//! The userinfo endpoint (OpenID Connect Core 1.0, 5.3), and the validation of access tokens.

use super::refusal::{Refusal, json_response};
use crate::sandbox::accounts::Account;
use crate::sandbox::jwt::{Claims, Token};
use crate::sandbox::provider::claims;
use crate::sandbox::provider::clients::Client;
use crate::sandbox::provider::grants::Session;
use crate::sandbox::world::World;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use std::sync::Arc;

/// Handles `GET` and `POST /userinfo` with a bearer token.
pub(super) async fn answer(State(world): State<Arc<World>>, headers: HeaderMap) -> Response {
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.split_once(' '));
    let token = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer")).map(|(_, token)| token.trim());
    match token.and_then(|token| person(&world, token)) {
        Some(claims) => json_response(&json!(claims)),
        None => Refusal::invalid_token().into_response(),
    }
}

/// Returns the claims for a valid access token: issued here, unexpired, not revoked, of an active session.
pub(crate) fn person(world: &World, text: &str) -> Option<Claims> {
    let token = Token::parse(text).ok()?;
    let counts = token.is_signed_by(&world.keys)
        && token.header("alg") == Some("RS256")
        && token.claim("typ") == Some("Bearer")
        && token.claim("iss") == Some(world.issuer.as_str())
        && token.claims.get("exp").and_then(Value::as_i64)? > world.provider_clock.now().as_second()
        && !world.grants.is_revoked(token.claim("jti")?)
        && world.grants.stands(token.claim("sid")?);
    let account = Account::ALL.into_iter().find(|account| token.claim("sub") == Some(account.person().subject))?;
    let session = Session {
        id: token.claim("sid")?.to_owned(),
        client: Client::find(token.claim("azp")?)?,
        account,
        scope: token.claim("scope")?.to_owned(),
        signed_in: world.provider_clock.now(),
    };
    counts.then(|| claims::about(world, &session))
}
