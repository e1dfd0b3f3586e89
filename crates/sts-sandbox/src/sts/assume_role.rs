//! `AssumeRole`: exchanges long-term keys for temporary ones. Like MinIO, ignores `RoleArn`.

use super::issuance::issue;
use super::parameters;
use super::reply::{NO_ROLE, credentials};
use crate::form::Parameters;
use crate::jwt::Claims;
use crate::key_owners::CredentialsSpec;
use crate::minio_error::MinioError;
use crate::signature;
use crate::state::SandboxState;
use axum::body::Bytes;
use axum::http::Request;
use serde_json::Value;

/// Handles a signed call. A user without a policy gets credentials without permissions.
pub(super) async fn handle(sandbox: &SandboxState, request: &Request<Bytes>, form: &Parameters) -> Result<String, MinioError> {
    if request.headers().contains_key("x-amz-security-token") {
        return Err(MinioError::denied("Access Denied."));
    }
    let user = signature::signer(sandbox, request, "sts").await.map_err(|fault| MinioError::denied(fault.to_string()))?;
    if user.session.is_some() || user.is_service {
        return Err(MinioError::denied("Access Denied."));
    }
    let session_policy = parameters::session_policy(form)?;
    let now = sandbox.storage_clock.now();
    let expires = parameters::requested_expiration(form, now)?.unwrap_or_else(|| parameters::default_expiration(now));
    let spec = CredentialsSpec {
        name: user.name.clone(),
        policies: user.policies.clone(),
        expires,
        session_policy,
        revoke_type: form.get("TokenRevokeType").map(ToOwned::to_owned),
        claims: Claims::from_iter([("parent".to_owned(), Value::from(user.name.as_str()))]),
    };
    Ok(format!("{NO_ROLE}{}", credentials(&issue(sandbox, spec, now))))
}
