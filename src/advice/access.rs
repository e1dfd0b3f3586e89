//! Hints for what credentials see, or do not see, at a storage server, and for keys in the environment.

use super::storage::{fewer_claims, for_buckets};
use crate::access::{Access, Sight};
use crate::credentials::TokenDefect;
use crate::request::hint::{Command, Hint, hint};
use crate::request::{RequestError, guess_url};
use crate::s3;
use crate::whoami::EnvironmentError;

/// Returns the hints for what credentials see; `is_restricted`: a session policy applies.
#[must_use]
pub(crate) fn for_sight(access: &Access, is_restricted: bool) -> Vec<Hint> {
    let administrator = hint!(
        { StorageAdministrator },
        " for a policy that grants access to buckets, or to correct the one that applies; a policy with a variable, such as ${jwt:preferred_username}, needs that claim in the token"
    );
    let without_policy = hint!(
        "get credentials without ",
        POLICY,
        " and ",
        ALLOW,
        ": with a session policy, only what it and the policies of the user both allow is granted"
    );
    match access.sight() {
        Sight::Nothing if is_restricted => vec![without_policy, administrator],
        Sight::Nothing => vec![administrator],
        Sight::NotListable => vec![hint!("name a bucket with ", BUCKET, ": the credentials may open it without listing all")],
        Sight::Buckets | Sight::Failed => Vec::new(),
    }
}

/// Returns the hint for a profile that requires a login.
#[must_use]
pub(crate) fn for_required_login(profile: &str) -> Hint {
    hint!("run `", (Command::LogIn(profile.to_owned())), "`")
}

/// Returns the hint for a defect of credentials.
#[must_use]
pub(crate) fn for_token_defect(defect: &TokenDefect) -> Hint {
    match defect {
        TokenDefect::TooLong(_) => fewer_claims(),
        TokenDefect::Missing | TokenDefect::Truncated | TokenDefect::OfOtherKey(_) => set_together(),
    }
}

/// Returns the hints for keys of the environment that the server refuses.
#[must_use]
pub(crate) fn for_refused_environment(error: &s3::Error) -> Vec<Hint> {
    match error {
        s3::Error::Refused { refusal, .. } if refusal.plain_code() == "InvalidTokenId" => vec![set_together()],
        s3::Error::Refused { refusal, .. } if refusal.is_of_unknown_keys() || refusal.plain_code() == "ExpiredToken" => vec![
            hint!("get new credentials with `", (Command::SetVariables), "`: these have expired, were revoked, or are of another server"),
            hint!({ StorageAdministrator }, " whether all nodes share their IAM data, if the credentials have not expired"),
        ],
        s3::Error::NotAList { .. } | s3::Error::Redirected { .. } => {
            vec![hint!("set AWS_ENDPOINT_URL_S3 to the address of the storage server, whose credentials these are")]
        }
        error => for_buckets(error),
    }
}

/// Returns the hints for variables that cannot be used.
#[must_use]
pub(crate) fn for_environment(error: &EnvironmentError) -> Vec<Hint> {
    vec![match error {
        EnvironmentError::NoSecretKey | EnvironmentError::SecretAsAccessKey => set_together(),
        EnvironmentError::Address { source: RequestError::PlainHttp { .. }, .. } => {
            hint!("use https://, or on a trusted network set AWS_ALLOW_HTTP=true")
        }
        EnvironmentError::Address { variable, source: RequestError::NotAnAddress(text) | RequestError::NotHttp(text) } => {
            let guess = guess_url(text).unwrap_or_else(|| "https://minio.example:9000".to_owned());
            hint!("write ", (format!("{variable}={guess}")))
        }
        EnvironmentError::Address { .. } => hint!("correct it there"),
    }]
}

fn set_together() -> Hint {
    hint!("set access key, secret key and session token together, as `", (Command::SetVariables), "` does")
}
