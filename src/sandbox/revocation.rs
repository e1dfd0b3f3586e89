//! `revoke-tokens`, the call of MinIO's admin API that requires no administrator: temporary credentials revoke themselves and all
//! credentials of the same user with the same `TokenRevokeType`.

use super::form::Parameters;
use super::identities::Identity;
use super::refusal::Refusal;
use super::signature::{self, Fault};
use super::world::World;
use axum::body::{Body, Bytes};
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use std::sync::Arc;

const PLACE: &str = "/minio/admin/v3/revoke-tokens/";
/// MinIO's user types.
const USERS: [&str; 3] = ["openid", "ldap", "builtin"];

/// Whether a request is a revocation.
pub(crate) fn is_meant(method: &Method, path: &str) -> bool {
    method == Method::POST && path.strip_prefix(PLACE).is_some_and(|users| USERS.contains(&users))
}

/// Handles a revocation: 204, or an error in the format of the admin API.
pub(crate) fn answer(world: &World, request: &Request<Bytes>, id: &str) -> Response {
    match revoke(world, request) {
        Ok(()) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            response
        }
        Err(refusal) => refusal.about(request.uri().path()).into_json(id),
    }
}

fn revoke(world: &World, request: &Request<Bytes>) -> Result<(), Refusal> {
    let identity = signed_by(world, request)?;
    let query = Parameters::parse(request.uri().query().unwrap_or_default().as_bytes());
    if query.get("fullRevoke") == Some("true") {
        world.minted.revoke(&identity, None);
        return Ok(());
    }
    let revoke_type = identity.temporary.as_ref().and_then(|temporary| temporary.revoke_type.as_deref());
    let Some(revoke_type) = revoke_type else {
        let sentence = "No token revoke type was specified and one could not be inferred from the request";
        return Err(Refusal::s3(400, "InvalidArgument", sentence));
    };
    world.minted.revoke(&identity, Some(revoke_type));
    Ok(())
}

/// Authenticates the request: signature, session token and payload digest of unexpired credentials.
fn signed_by(world: &World, request: &Request<Bytes>) -> Result<Arc<Identity>, Refusal> {
    let header = |name: &str| request.headers().get(name).map(|value| value.as_bytes());
    if header("authorization").is_none() || header("x-amz-content-sha256").is_none() {
        return Err(Refusal::s3(403, "AccessDenied", "Access Denied."));
    }
    let refused = |fault: Fault| {
        let (status, code) = match fault {
            Fault::UnknownKey => (403, "InvalidAccessKeyId"),
            Fault::Mismatch => (403, "SignatureDoesNotMatch"),
            Fault::Malformed | Fault::Service(_) | Fault::Date | Fault::Region => (400, "AuthorizationHeaderMalformed"),
        };
        Refusal::s3(status, code, fault.to_string())
    };
    let identity = signature::signer(world, request, "s3").map_err(refused)?;
    if identity.is_expired(world.storage_clock.now()) {
        return Err(refused(Fault::UnknownKey));
    }
    let expected = identity.temporary.as_ref().map(|temporary| temporary.session_token.as_bytes());
    if header("x-amz-security-token") != expected {
        return Err(Refusal::s3(403, "InvalidTokenId", "The security token included in the request is invalid"));
    }
    Ok(identity)
}
