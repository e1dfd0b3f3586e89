//! The parameters that several actions share: `DurationSeconds` and `Policy`.

use crate::sandbox::form::Parameters;
use crate::sandbox::policy::Policy;
use crate::sandbox::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};

const USUAL: i64 = 3600;
const SHORTEST: i64 = 900;
const LONGEST: i64 = 31_536_000;
/// The maximum size of a session policy, in bytes of MinIO's serialization.
const LONGEST_POLICY: usize = 2048;

/// Returns the requested expiration, if a duration was requested.
///
/// # Errors
/// The duration is not a number or out of bounds.
pub(super) fn end(form: &Parameters, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = form.get("DurationSeconds") else { return Ok(None) };
    let seconds = text.parse().ok().filter(|seconds| (SHORTEST..=LONGEST).contains(seconds));
    seconds.map(|seconds| after(now, seconds)).ok_or_else(invalid).map(Some)
}

/// Returns the default expiration.
pub(super) fn usual_end(now: Timestamp) -> Timestamp {
    after(now, USUAL)
}

/// Adds seconds to `now`, truncated to whole seconds.
pub(super) fn after(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_second(now.as_second()).unwrap_or(now).saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
}

/// Returns the requested session policy.
///
/// # Errors
/// The policy is too long or not supported.
pub(super) fn session_policy(form: &Parameters) -> Result<Option<Policy>, Refusal> {
    let Some(text) = form.get("Policy") else { return Ok(None) };
    let policy = Policy::parse(text).map_err(Refusal::invalid)?;
    if policy.text().len() > LONGEST_POLICY {
        return Err(Refusal::invalid("Session policy should not exceed 2048 characters"));
    }
    Ok(Some(policy))
}

fn invalid() -> Refusal {
    Refusal::invalid("invalid token expiry")
}
