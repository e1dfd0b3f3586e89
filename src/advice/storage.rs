//! What to do where the storage server does not take, list or revoke, apart from the STS call itself.

use super::for_no_answer;
use crate::{s3, sts};

/// What to do where credentials could not be revoked.
#[must_use]
pub fn for_revocation(error: &sts::RevokeError) -> Vec<String> {
    use sts::RevokeError;
    let hint = match error {
        RevokeError::NoAnswer(error) => return for_no_answer(error, "storage server", "--endpoint"),
        RevokeError::Refused { status, .. } if *status >= 500 => "try again a little later",
        RevokeError::NoType => "end all of this person's with --everywhere",
        RevokeError::NotHere | RevokeError::Dead | RevokeError::Refused { .. } => "they end by themselves",
        RevokeError::Unsignable(_) => "get new ones with --fresh",
    };
    vec![hint.to_owned()]
}

/// What to do where the buckets could not be listed.
#[must_use]
pub fn for_buckets(error: &s3::Error) -> Vec<String> {
    let hint = match error {
        s3::Error::NoAnswer(error) => return for_no_answer(error, "storage server", "--endpoint"),
        s3::Error::Refused(refusal) if refusal.status < 500 => "get new ones with --fresh, or log in again",
        s3::Error::NotAList(_) | s3::Error::Refused(_) => "check --endpoint and the way there, or try again a little later",
        s3::Error::MayNotList => "ask for a policy that allows s3:ListAllMyBuckets",
        s3::Error::Unsignable(_) => "get new ones with --fresh",
    };
    vec![hint.to_owned()]
}
