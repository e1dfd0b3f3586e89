//! `AssumeRoleWithWebIdentity`: exchanges a user's ID token.

use super::openid;
use super::reply::{NO_ROLE, credentials};
use crate::sandbox::form::Parameters;
use crate::sandbox::refusal::{Refusal, escape};
use crate::sandbox::world::World;

/// Handles a token in `Token` or `WebIdentityToken`.
pub(super) fn answer(world: &World, form: &Parameters) -> Result<String, Refusal> {
    let (identity, subject) = openid::exchange(world, form)?;
    let subject = escape(&subject);
    Ok(format!("{NO_ROLE}{}<SubjectFromWebIdentityToken>{subject}</SubjectFromWebIdentityToken>", credentials(&identity)))
}
