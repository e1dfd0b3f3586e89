//! `GetCallerIdentity`. MinIO does not have it; the response is that of AWS.

use crate::sandbox::refusal::{Refusal, escape};
use crate::sandbox::signature;
use crate::sandbox::world::World;
use axum::body::Bytes;
use axum::http::Request;

const ACCOUNT: &str = "000000000000";

/// Handles a call signed with long-term or temporary keys.
pub(super) fn answer(world: &World, request: &Request<Bytes>) -> Result<String, Refusal> {
    let identity = signature::signer(world, request, "sts").map_err(|fault| Refusal::denied(fault.to_string()))?;
    let token = request.headers().get("x-amz-security-token").map(|value| value.as_bytes());
    let expected = identity.temporary.as_ref().map(|temporary| temporary.session_token.as_bytes());
    if token != expected {
        return Err(Refusal::sts(403, "InvalidClientTokenId", "The security token included in the request is invalid."));
    }
    if identity.is_expired(world.storage_clock.now()) {
        return Err(Refusal::sts(403, "ExpiredToken", "The security token included in the request is expired"));
    }
    let name = escape(&identity.name);
    let (arn, user) = match &identity.temporary {
        Some(_) => {
            let policies = escape(&identity.policies.join(","));
            (format!("arn:aws:sts::{ACCOUNT}:assumed-role/{policies}/{name}"), format!("{}:{name}", identity.access_key))
        }
        None => (format!("arn:aws:iam::{ACCOUNT}:user/{name}"), identity.access_key.clone()),
    };
    Ok(format!("<Arn>{arn}</Arn><UserId>{user}</UserId><Account>{ACCOUNT}</Account>"))
}
