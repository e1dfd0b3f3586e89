//! `AssumeRoleWithWebIdentity`: exchanges a user's ID token.

use super::openid;
use super::reply::{NO_ROLE, credentials};
use crate::form::Parameters;
use crate::minio_error::{MinioError, escape};
use crate::state::SandboxState;

/// Handles a token in `Token` or `WebIdentityToken`.
pub(super) fn handle(sandbox: &SandboxState, form: &Parameters) -> Result<String, MinioError> {
    let (owner, subject) = openid::exchange(sandbox, form)?;
    let subject = escape(&subject);
    Ok(format!("{NO_ROLE}{}<SubjectFromWebIdentityToken>{subject}</SubjectFromWebIdentityToken>", credentials(&owner)))
}
