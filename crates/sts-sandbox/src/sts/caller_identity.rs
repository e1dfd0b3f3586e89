//! `GetCallerIdentity`. MinIO does not have it; the response is that of AWS.

use crate::minio_error::{MinioError, escape};
use crate::signature;
use crate::state::SandboxState;
use axum::body::Bytes;
use axum::http::Request;

const ACCOUNT: &str = "000000000000";

/// Handles a call signed with long-term or temporary keys.
pub(super) async fn handle(sandbox: &SandboxState, request: &Request<Bytes>) -> Result<String, MinioError> {
    let owner = signature::signer(sandbox, request, "sts").await.map_err(|fault| MinioError::denied(fault.to_string()))?;
    let token = request.headers().get("x-amz-security-token").map(|value| value.as_bytes());
    let expected = owner.session.as_ref().map(|session| session.session_token.as_bytes());
    if token != expected {
        return Err(MinioError::sts(403, "InvalidClientTokenId", "The security token included in the request is invalid."));
    }
    if owner.is_expired(sandbox.storage_clock.now()) {
        return Err(MinioError::sts(403, "ExpiredToken", "The security token included in the request is expired"));
    }
    let name = escape(&owner.name);
    let (arn, user) = match &owner.session {
        Some(_) => {
            let policies = escape(&owner.policies.join(","));
            (format!("arn:aws:sts::{ACCOUNT}:assumed-role/{policies}/{name}"), format!("{}:{name}", owner.access_key))
        }
        None => (format!("arn:aws:iam::{ACCOUNT}:user/{name}"), owner.access_key.clone()),
    };
    Ok(format!("<Arn>{arn}</Arn><UserId>{user}</UserId><Account>{ACCOUNT}</Account>"))
}
