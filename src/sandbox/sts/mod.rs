//! The STS, with MinIO's actions, messages and order of checks. One file an action; a new action is a file and an arm.

mod assume_role;
mod caller_identity;
mod parameters;
mod reply;
mod signature;
mod web_identity;

use super::form::Parameters;
use super::refusal::Refusal;
use super::world::World;
use axum::body::Bytes;
use axum::http::Request;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;

const VERSION: &str = "2011-06-15";

/// Whether a query alone names a token action, its version and its token: MinIO takes such calls too.
pub(crate) fn is_query_call(query: &str) -> bool {
    let query = Parameters::parse(query.as_bytes());
    query.get("Version") == Some(VERSION)
        && query.get("Action") == Some("AssumeRoleWithWebIdentity")
        && query.get("WebIdentityToken").is_some()
}

/// Answers an STS call.
///
/// # Errors
/// The refusal that the client is to read.
pub(crate) fn answer(world: &World, request: &Request<Bytes>, id: &str) -> Result<Response, Refusal> {
    let query = request.uri().query().unwrap_or_default();
    let form = Parameters::parse(request.body()).and(Parameters::parse(query.as_bytes()));
    if form.get("Version") != Some(VERSION) {
        let given = form.get("Version").unwrap_or_default();
        return Err(Refusal::missing(format!("Invalid STS API version {given}, expecting {VERSION}")));
    }
    let action = form.get("Action").unwrap_or_default();
    let signed = request.headers().get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"AWS4-HMAC-SHA256"));
    let result = match (signed && query.is_empty(), action) {
        (true, "AssumeRole") => assume_role::answer(world, request, &form)?,
        (true, "GetCallerIdentity") => caller_identity::answer(world, request)?,
        (false, "AssumeRoleWithWebIdentity") => web_identity::answer(world, &form)?,
        _ => return Err(Refusal::invalid(format!("Unsupported action {action}"))),
    };
    Ok(reply::success(action, &result, id))
}
