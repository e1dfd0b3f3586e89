//! `AssumeRole`: exchanges long-term keys for temporary ones. Like MinIO, ignores `RoleArn`.

use super::reply::{NO_ROLE, credentials};
use super::{mint, parameters};
use crate::sandbox::form::Parameters;
use crate::sandbox::identities::Order;
use crate::sandbox::jwt::Claims;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::signature;
use crate::sandbox::world::World;
use axum::body::Bytes;
use axum::http::Request;
use serde_json::Value;

/// Handles a signed call. A user without a policy gets credentials without permissions.
pub(super) fn answer(world: &World, request: &Request<Bytes>, form: &Parameters) -> Result<String, Refusal> {
    if request.headers().contains_key("x-amz-security-token") {
        return Err(Refusal::denied("Access Denied."));
    }
    let user = signature::signer(world, request, "sts").map_err(|fault| Refusal::denied(fault.to_string()))?;
    if user.temporary.is_some() || user.is_service {
        return Err(Refusal::denied("Access Denied."));
    }
    let session_policy = parameters::session_policy(form)?;
    let now = world.storage_clock.now();
    let expires = parameters::end(form, now)?.unwrap_or_else(|| parameters::usual_end(now));
    let order = Order {
        name: user.name.clone(),
        policies: user.policies.clone(),
        expires,
        session_policy,
        revoke_type: form.get("TokenRevokeType").map(ToOwned::to_owned),
        claims: Claims::from_iter([("parent".to_owned(), Value::from(user.name.as_str()))]),
    };
    Ok(format!("{NO_ROLE}{}", credentials(&mint(world, order, now))))
}
