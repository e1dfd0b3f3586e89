//! The parameters that several actions share: `DurationSeconds` and `Policy`.

use crate::sandbox::form::Parameters;
use crate::sandbox::policy::Policy;
use crate::sandbox::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};

const USUAL: i64 = 3600;
const SHORTEST: i64 = 900;
const LONGEST: i64 = 31_536_000;
/// The longest session policy, in bytes as MinIO writes it again.
const LONGEST_POLICY: usize = 2048;

/// When credentials end that begin now, if a duration was asked for.
///
/// # Errors
/// When it is no number, or out of bounds.
pub(super) fn end(form: &Parameters, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = form.get("DurationSeconds") else { return Ok(None) };
    let seconds = text.parse().ok().filter(|seconds| (SHORTEST..=LONGEST).contains(seconds));
    seconds.map(|seconds| after(now, seconds)).ok_or_else(invalid).map(Some)
}

/// When credentials end that begin now, if no duration was asked for.
pub(super) fn usual_end(now: Timestamp) -> Timestamp {
    after(now, USUAL)
}

/// The whole second that lies so many seconds after `now`.
pub(super) fn after(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_second(now.as_second()).unwrap_or(now).saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
}

/// The session policy that was asked for.
///
/// # Errors
/// When it is too long, or not understood in full.
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
