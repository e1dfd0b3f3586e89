//! `AssumeRoleWithClientGrants`: a service's access token for credentials, by the rules of web identity.

use super::openid;
use super::reply::{NO_ROLE, credentials};
use crate::sandbox::form::Parameters;
use crate::sandbox::refusal::{Refusal, escape};
use crate::sandbox::world::World;

/// The result for a token in `Token` or `WebIdentityToken`. The name of the subject's element is MinIO's.
pub(super) fn answer(world: &World, form: &Parameters) -> Result<String, Refusal> {
    let (identity, subject) = openid::exchange(world, form)?;
    Ok(format!("{NO_ROLE}{}<SubjectFromToken>{}</SubjectFromToken>", credentials(&identity), escape(&subject)))
}
