//! `revoke-tokens`, the call of MinIO's admin API that requires no administrator: temporary credentials revoke themselves and all
//! credentials of the same user with the same `TokenRevokeType`.

use super::form::Parameters;
use super::key_owners::KeyOwner;
use super::minio_error::MinioError;
use super::signature::{self, SignatureError};
use super::state::SandboxState;
use axum::body::{Body, Bytes};
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use std::sync::Arc;

const PATH: &str = "/minio/admin/v3/revoke-tokens/";
/// MinIO's user types.
const USER_TYPES: [&str; 3] = ["openid", "ldap", "builtin"];

/// Whether a request is a revocation.
pub(crate) fn is_revocation(method: &Method, path: &str) -> bool {
    method == Method::POST && path.strip_prefix(PATH).is_some_and(|users| USER_TYPES.contains(&users))
}

/// Handles a revocation: 204, or an error in the format of the admin API.
pub(crate) async fn handle(sandbox: &SandboxState, request: &Request<Bytes>, id: &str) -> Response {
    match revoke(sandbox, request).await {
        Ok(()) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            response
        }
        Err(error) => error.with_resource(request.uri().path()).into_json(id),
    }
}

async fn revoke(sandbox: &SandboxState, request: &Request<Bytes>) -> Result<(), MinioError> {
    let owner = signed_by(sandbox, request).await?;
    let query = Parameters::parse(request.uri().query().unwrap_or_default().as_bytes());
    if query.get("fullRevoke") == Some("true") {
        sandbox.issued.revoke(&owner, None);
        return Ok(());
    }
    let revoke_type = owner.session.as_ref().and_then(|session| session.revoke_type.as_deref());
    let Some(revoke_type) = revoke_type else {
        let message = "No token revoke type was specified and one could not be inferred from the request";
        return Err(MinioError::s3(400, "InvalidArgument", message));
    };
    sandbox.issued.revoke(&owner, Some(revoke_type));
    Ok(())
}

/// Authenticates the request: signature, session token and payload digest of unexpired credentials.
async fn signed_by(sandbox: &SandboxState, request: &Request<Bytes>) -> Result<Arc<KeyOwner>, MinioError> {
    let header = |name: &str| request.headers().get(name).map(|value| value.as_bytes());
    if header("authorization").is_none() || header("x-amz-content-sha256").is_none() {
        return Err(MinioError::s3(403, "AccessDenied", "Access Denied."));
    }
    let error_response = |error: SignatureError| {
        let (status, code) = match error {
            SignatureError::UnknownKey => (403, "InvalidAccessKeyId"),
            SignatureError::Mismatch => (403, "SignatureDoesNotMatch"),
            SignatureError::Malformed | SignatureError::Service(_) | SignatureError::Date | SignatureError::Region => {
                (400, "AuthorizationHeaderMalformed")
            }
        };
        MinioError::s3(status, code, error.to_string())
    };
    let owner = signature::signer(sandbox, request, "s3").await.map_err(error_response)?;
    if owner.is_expired(sandbox.storage_clock.now()) {
        return Err(error_response(SignatureError::UnknownKey));
    }
    let expected = owner.session.as_ref().map(|session| session.session_token.as_bytes());
    if header("x-amz-security-token") != expected {
        return Err(MinioError::s3(403, "InvalidTokenId", "The security token included in the request is invalid"));
    }
    Ok(owner)
}
