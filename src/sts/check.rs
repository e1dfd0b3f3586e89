//! Checks parameters, keys and granted credentials for what a dialect refuses, ignores or always sends.

use super::action::action_of;
use super::reply::IssuedCredentials;
use super::{Error, expiration};
use crate::identity::Proof;
use crate::policy::SessionPolicy;
use crate::request::{Dialect, Request, RoleUse};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

/// Checks the whole request for what this dialect refuses or silently ignores.
///
/// # Errors
/// Those of [`parameters`], and [`Error::PolicyTooLong`].
pub(super) fn request(request: &Request, dialect: Dialect) -> Result<(), Error> {
    parameters(request, dialect)?;
    policy(request, dialect)
}

/// Checks for parameters that this dialect refuses or silently ignores.
///
/// # Errors
/// [`Error::DurationTooLong`], [`Error::RoleRequired`], [`Error::RoleNotSupported`], [`Error::PolicyNotSupported`].
pub(super) fn parameters(request: &Request, dialect: Dialect) -> Result<(), Error> {
    let (action, traits) = (action_of(request), dialect.traits());
    let max_session_seconds = action.max_session_seconds.unwrap_or(traits.max_session_seconds);
    if request.duration.is_some_and(|duration| duration.seconds() > max_session_seconds) {
        let action = action.max_session_seconds.map(|_| action.name);
        return Err(Error::DurationTooLong { dialect, action, longest: max_session_seconds });
    }
    let needs_role = match action.role {
        RoleUse::Required => true,
        RoleUse::Accepted => traits.needs_role,
        RoleUse::NotSupported if request.role_arn.is_some() => return Err(Error::RoleNotSupported { action: action.name }),
        RoleUse::NotSupported => false,
    };
    if request.role_arn.is_none() && needs_role {
        return Err(Error::RoleRequired { action: action.name });
    }
    if request.policy.is_some() && !action.supports_policy {
        return Err(Error::PolicyNotSupported { action: action.name });
    }
    Ok(())
}

/// Checks MinIO's length limit for session policies; also for unknown servers, which may be MinIO.
///
/// # Errors
/// [`Error::PolicyTooLong`].
fn policy(request: &Request, dialect: Dialect) -> Result<(), Error> {
    match request.policy.as_ref().and_then(SessionPolicy::excess_minio_length) {
        Some(bytes) if matches!(dialect, Dialect::Minio | Dialect::Generic) => Err(Error::PolicyTooLong(bytes)),
        _ => Ok(()),
    }
}

/// Checks for temporary keys with servers that accept only long-term ones.
///
/// # Errors
/// [`Error::TemporaryKeysRefused`].
pub(super) fn keys(proof: &Proof, action: &'static str, dialect: Dialect) -> Result<(), Error> {
    let are_temporary = proof.keys.as_ref().is_some_and(|keys| keys.session_token.is_some());
    if are_temporary && !dialect.traits().chains_roles && dialect != Dialect::Generic {
        return Err(Error::TemporaryKeysRefused { action, dialect });
    }
    Ok(())
}

/// Checks for unusable credentials: expired ones, and those without a session token from a server that always sends one.
///
/// # Errors
/// [`Error::Expired`], [`Error::InvalidResponse`].
#[expect(clippy::disallowed_methods, reason = "the check is whether there is a session token")]
pub(super) fn issued(issued: &IssuedCredentials, action: &'static str, dialect: Dialect, now: Timestamp) -> Result<(), Error> {
    if let Some(problem) = expiration::reason_unusable(issued.expiration, now) {
        return Err(Error::Expired { action, problem });
    }
    if issued.session_token.expose_secret().is_empty() && dialect != Dialect::Generic {
        let problem = format!("it contains no SessionToken, which {} always sends", dialect.product());
        return Err(Error::InvalidResponse { action, problem });
    }
    Ok(())
}
