//! What to do where the storage server does not take, list or revoke credentials, apart from the STS call itself.

use super::hint::hint;
use super::{Hint, for_no_answer};
use crate::request::OptionName;
use crate::{s3, sts};

/// What to do where credentials could not be revoked.
#[must_use]
pub fn for_revocation(error: &sts::RevokeError) -> Vec<Hint> {
    use sts::RevokeError;
    vec![match error {
        RevokeError::NoAnswer(error) => return for_no_answer(error, "storage server", OptionName::Endpoint),
        RevokeError::Refused { status, .. } if *status >= 500 => hint!("try again a little later"),
        RevokeError::NoType => hint!("end all of this person's with ", Everywhere),
        RevokeError::NotHere | RevokeError::Dead | RevokeError::Refused { .. } => hint!("they end by themselves"),
        RevokeError::Unsignable(_) => hint!("get new ones with ", Fresh),
    }]
}

/// What to do where the buckets could not be listed.
#[must_use]
pub fn for_buckets(error: &s3::Error) -> Vec<Hint> {
    vec![match error {
        s3::Error::NoAnswer(error) => return for_no_answer(error, "storage server", OptionName::Endpoint),
        s3::Error::Refused(refusal) if refusal.status < 500 => hint!("get new ones with ", Fresh, ", or log in again"),
        s3::Error::NotAList(_) | s3::Error::Refused(_) => {
            hint!("check ", Endpoint, " and the way there, or try again a little later")
        }
        s3::Error::MayNotList => hint!("ask for a policy that allows s3:ListAllMyBuckets"),
        s3::Error::Unsignable(_) => hint!("get new ones with ", Fresh),
    }]
}
