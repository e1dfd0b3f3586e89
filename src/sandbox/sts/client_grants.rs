//! `AssumeRoleWithClientGrants`: exchanges the access token of a service, by the rules of web identity.

use super::openid;
use super::reply::{NO_ROLE, credentials};
use crate::sandbox::form::Parameters;
use crate::sandbox::refusal::{Refusal, escape};
use crate::sandbox::world::World;

/// Handles a token in `Token` or `WebIdentityToken`. The subject element has MinIO's name.
pub(super) fn answer(world: &World, form: &Parameters) -> Result<String, Refusal> {
    let (identity, subject) = openid::exchange(world, form)?;
    Ok(format!("{NO_ROLE}{}<SubjectFromToken>{}</SubjectFromToken>", credentials(&identity), escape(&subject)))
}
