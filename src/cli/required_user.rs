//! The failure of reports about a profile whose user must log in, or supply a new token.

use crate::advice;
use crate::error::{Failure, FailureKind};
use crate::identity::TokenStatus;

/// A profile whose credentials require its user.
#[derive(Debug, thiserror::Error)]
#[error("could not get credentials of `{profile}` without you: {}", if *has_token { "a new token is required" } else { "login required" })]
struct UserRequired {
    profile: String,
    has_token: bool,
}

/// Returns the failure for `profile`, whose supplied token is `token`.
pub(super) fn failure(profile: &str, token: Option<&TokenStatus>) -> Failure {
    let error = UserRequired { profile: profile.to_owned(), has_token: token.is_some() };
    Failure::new(FailureKind::Identity, error, vec![advice::for_required_user(profile, token)])
}
