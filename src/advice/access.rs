//! Hints for what credentials see, or do not see, at a storage server, and for keys in the environment.

use super::for_http_error;
use super::http::STORAGE_SERVER;
use super::storage::{fewer_claims, for_buckets};
use super::topics;
use crate::access::{Access, Sight};
use crate::credentials::TokenDefect;
use crate::identity::TokenStatus;
use crate::request::hint::{Command, Hint, Part, hint};
use crate::request::{RequestError, guess_url, options};
use crate::s3;
use crate::whoami::EnvironmentError;

/// Returns the hints for what credentials see; `is_restricted`: a session policy applies.
#[must_use]
pub(crate) fn for_sight(access: &Access, is_restricted: bool) -> Vec<Hint> {
    let administrator = hint!(
        { StorageAdministrator },
        " for a policy that grants access to buckets, or to correct the one that applies; a policy with a variable, such as ${jwt:preferred_username}, needs that claim in the token"
    )
    .about(topics::NOTHING_GRANTED);
    let without_policy = hint!(
        "get credentials without ",
        POLICY,
        " and ",
        ALLOW,
        ": with a session policy, only what it and the policies of the user both allow is granted"
    );
    match access.sight() {
        Sight::Nothing if is_restricted => vec![without_policy.about(topics::NOTHING_GRANTED), administrator],
        Sight::Nothing => vec![administrator],
        Sight::NotListable => vec![hint!("name a bucket with ", BUCKET, ": the credentials may open it without listing all")],
        Sight::Buckets | Sight::Failed => Vec::new(),
    }
}

/// Returns the hint for a profile whose user must act: log in, or supply a new token.
#[must_use]
pub(crate) fn for_required_user(profile: &str, token: Option<&TokenStatus>) -> Hint {
    match token {
        Some(token) => hint!("put a new token into ", (token.source.clone())),
        None => hint!("run `", (Command::LogIn(profile.to_owned())), "`"),
    }
}

/// Returns the hint for a defect of credentials.
#[must_use]
pub(crate) fn for_token_defect(defect: &TokenDefect) -> Hint {
    match defect {
        TokenDefect::TooLong(_) => fewer_claims(),
        TokenDefect::Missing(_) | TokenDefect::Truncated | TokenDefect::Signature(_) | TokenDefect::OfOtherKey(_) => set_together(),
    }
}

/// Returns the hints for keys of the environment that the server refuses, or that could not be sent. `address`: the variable of AWS that
/// names the server.
#[must_use]
pub(crate) fn for_refused_environment(error: &s3::Error, address: Option<&'static str>) -> Vec<Hint> {
    match error {
        s3::Error::NoResponse(error) => {
            let address = address.map_or_else(|| Part::from(&options::ENDPOINT.spec), Part::from);
            for_http_error(error, STORAGE_SERVER, address)
        }
        s3::Error::Unsignable(_) => vec![set_together()],
        s3::Error::Refused { refusal, .. } if refusal.plain_code() == "SignatureDoesNotMatch" => {
            let secret = hint!(
                "check AWS_SECRET_ACCESS_KEY: it is not the secret key of AWS_ACCESS_KEY_ID; set all of them together, as `",
                (Command::SetVariables),
                "` does"
            )
            .about(topics::SIGNATURE_DIFFERS);
            [vec![secret], for_buckets(error)].concat()
        }
        s3::Error::Refused { refusal, .. } if refusal.plain_code() == "InvalidTokenId" => vec![set_together()],
        s3::Error::Refused { refusal, .. } if refusal.is_of_unknown_keys() || refusal.plain_code() == "ExpiredToken" => vec![
            hint!("get new credentials with `", (Command::SetVariables), "`: these have expired, were revoked, or are of another server")
                .about(topics::CREDENTIALS_NOT_ACCEPTED),
            hint!({ StorageAdministrator }, " whether all nodes share their IAM data, if the credentials have not expired"),
        ],
        s3::Error::Refused { refusal, .. } if is_clock_or_size(refusal.plain_code()) => for_buckets(error),
        s3::Error::Refused { refusal, .. } if refusal.is_about_credentials() => {
            vec![hint!("get new credentials with `", (Command::SetVariables), "`").about(topics::CREDENTIALS_NOT_ACCEPTED)]
        }
        s3::Error::NotAList { .. } | s3::Error::Redirected { .. } => {
            vec![hint!("set AWS_ENDPOINT_URL_S3 to the address of the storage server, whose credentials these are")]
        }
        error => for_buckets(error),
    }
}

/// Whether a code about credentials has another cause than the credentials.
fn is_clock_or_size(code: &str) -> bool {
    matches!(code, "RequestTimeTooSkewed" | "RequestExpired" | "MetadataTooLarge")
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
    hint!("set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN together, as `", (Command::SetVariables), "` does")
        .about(topics::KEYS_OF_DIFFERENT_CREDENTIALS)
}
