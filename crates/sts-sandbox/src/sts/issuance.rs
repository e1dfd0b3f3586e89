//! What the actions share: whether one is enabled, and how its credentials are issued.

use super::parameters;
use crate::faults::Fault;
use crate::key_owners::{CredentialsSpec, KeyOwner};
use crate::minio_error::MinioError;
use crate::state::SandboxState;
use jiff::Timestamp;
use std::sync::Arc;

/// Rejects an action that is disabled.
pub(super) fn enabled(sandbox: &SandboxState, action: &str) -> Result<(), MinioError> {
    match sandbox.faults.has(Fault::Disabled) {
        true => Err(MinioError::sts(503, "STSNotInitialized", format!("STS API '{action}' is disabled"))),
        false => Ok(()),
    }
}

/// Issues the credentials of an action, with a lifetime that faults may shorten.
pub(super) fn issue(sandbox: &SandboxState, mut spec: CredentialsSpec, now: Timestamp) -> Arc<KeyOwner> {
    let max_lifetime = [Fault::ShortLife, Fault::DurationCut].into_iter().filter_map(|fault| sandbox.faults.duration(fault)).min();
    if let Some(max_lifetime) = max_lifetime {
        spec.expires = spec.expires.min(parameters::expiration_after(now, max_lifetime.as_secs()));
    }
    sandbox.issued.issue(spec, &sandbox.keys.root_secret, now)
}
