//! `AssumeRoleWithClientGrants`: exchanges the access token of a service, by the rules of web identity.

use super::openid;
use super::reply::{NO_ROLE, credentials};
use crate::form::Parameters;
use crate::minio_error::{MinioError, escape};
use crate::state::SandboxState;

/// Handles a token in `Token` or `WebIdentityToken`. The subject element has MinIO's name.
pub(super) fn handle(sandbox: &SandboxState, form: &Parameters) -> Result<String, MinioError> {
    let (owner, subject) = openid::exchange(sandbox, form)?;
    Ok(format!("{NO_ROLE}{}<SubjectFromToken>{}</SubjectFromToken>", credentials(&owner), escape(&subject)))
}
