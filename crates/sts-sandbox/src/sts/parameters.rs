//! The parameters that several actions share: `DurationSeconds` and `Policy`.

use crate::form::Parameters;
use crate::minio_error::MinioError;
use crate::policy::Policy;
use jiff::{SignedDuration, Timestamp};

const DEFAULT_SECONDS: i64 = 3600;
const MIN_SECONDS: i64 = 900;
const MAX_SECONDS: i64 = 31_536_000;
/// The maximum size of a session policy, in bytes of MinIO's serialization.
const MAX_POLICY_BYTES: usize = 2048;

/// Returns the requested expiration, if a duration was requested.
///
/// # Errors
/// The duration is not a number or out of bounds.
pub(super) fn requested_expiration(form: &Parameters, now: Timestamp) -> Result<Option<Timestamp>, MinioError> {
    let Some(text) = form.get("DurationSeconds") else { return Ok(None) };
    let seconds = text.parse().ok().filter(|seconds| (MIN_SECONDS..=MAX_SECONDS).contains(seconds));
    seconds.map(|seconds| expiration_after(now, seconds)).ok_or_else(invalid_duration).map(Some)
}

/// Returns the default expiration.
pub(super) fn default_expiration(now: Timestamp) -> Timestamp {
    expiration_after(now, DEFAULT_SECONDS)
}

/// Adds seconds to `now`, truncated to whole seconds.
pub(super) fn expiration_after(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_second(now.as_second()).unwrap_or(now).saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
}

/// Returns the requested session policy.
///
/// # Errors
/// The policy is too long or not supported.
pub(super) fn session_policy(form: &Parameters) -> Result<Option<Policy>, MinioError> {
    let Some(text) = form.get("Policy") else { return Ok(None) };
    let policy = Policy::parse(text).map_err(MinioError::invalid)?;
    if policy.text().len() > MAX_POLICY_BYTES {
        return Err(MinioError::invalid("Session policy should not exceed 2048 characters"));
    }
    Ok(Some(policy))
}

fn invalid_duration() -> MinioError {
    MinioError::invalid("invalid token expiry")
}
