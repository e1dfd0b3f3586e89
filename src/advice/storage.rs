//! Hints for failed requests to the storage server other than the STS call: listing buckets and revoking credentials.

use super::gateway;
use super::http::STORAGE_SERVER;
use super::sts::{for_path, for_redirect};
use super::{Hint, for_http_error, topics};
use crate::request::hint::hint;
use crate::request::{Responsible, options};
use crate::s3;
use crate::sts::{self, ErrorResponse};

/// Returns the hints for a failed revocation of credentials.
#[must_use]
pub(crate) fn for_revocation(error: &sts::RevokeError) -> Vec<Hint> {
    use sts::RevokeError;
    vec![match error {
        RevokeError::NoResponse(error) => return for_http_error(error, STORAGE_SERVER, &options::ENDPOINT.spec),
        error if error.is_unreachable() => hint!("try again later").by(Responsible::StorageAdministrator),
        RevokeError::NoRevokeType => hint!("revoke all credentials of this user with ", EVERYWHERE),
        RevokeError::NotSupported | RevokeError::UnknownCredentials | RevokeError::Refused { .. } => hint!("wait until they expire"),
        RevokeError::Unsignable(_) => hint!("get new credentials with ", FRESH),
    }]
}

/// Returns the hints for a failed bucket listing.
#[must_use]
pub(crate) fn for_buckets(error: &s3::Error) -> Vec<Hint> {
    use s3::Error;
    vec![match error {
        Error::NoResponse(error) => return for_http_error(error, STORAGE_SERVER, &options::ENDPOINT.spec),
        Error::Refused { refusal, address } => return for_refused_list(refusal, address),
        Error::Unavailable { .. } => hint!("try again later").by(Responsible::StorageAdministrator).about(topics::SERVER_FAILING),
        Error::Redirected { location, .. } => for_redirect("", location, &options::S3_ENDPOINT.spec),
        Error::NotSupported(_) => hint!("set ", S3_ENDPOINT, " if S3 has another address; otherwise access buckets by name"),
        Error::NotAList { status, message } => gateway::hint_for(*status, message.as_deref()).unwrap_or_else(check_endpoints),
        Error::ListDenied { .. } => {
            hint!({ StorageAdministrator }, " for a policy that allows s3:ListAllMyBuckets").about(topics::NOTHING_GRANTED)
        }
        Error::Unsignable(_) => hint!("get new credentials with ", FRESH),
    }]
}

/// Returns the hints for a server that rejects the keys it granted, or the ListBuckets request.
fn for_refused_list(refusal: &ErrorResponse, address: &str) -> Vec<Hint> {
    let hint = match refusal.plain_code() {
        "SignatureDoesNotMatch" => {
            hint!("ask the proxy's administrator to forward the Host header and the path unchanged: signatures cover both")
                .by(Responsible::NetworkAdministrator)
                .about(topics::SIGNATURE_DIFFERS)
        }
        "RequestTimeTooSkewed" | "RequestExpired" => hint!("correct this machine's clock").about(topics::CLOCK_DIFFERS),
        "MetadataTooLarge" => fewer_claims(),
        "AuthorizationHeaderMalformed" | "IllegalLocationConstraint" | "InvalidLocationConstraint" | "InvalidRegion" => {
            hint!("set the region of the buckets with ", REGION).about(topics::REGION_OR_SERVICE)
        }
        _ if refusal.is_about_credentials() => {
            hint!("get new credentials with ", FRESH, ", or log in again").about(topics::CREDENTIALS_NOT_ACCEPTED)
        }
        _ => check_endpoints(),
    };
    [hint].into_iter().chain(for_path(address)).collect()
}

/// Returns the hint for a session token that is too long for the headers of a request.
pub(super) fn fewer_claims() -> Hint {
    hint!({ ProviderAdministrator }, " to put fewer groups and claims into the token: the server rejects headers of this size")
        .about(topics::HEADERS_TOO_LARGE)
}

fn check_endpoints() -> Hint {
    hint!("check ", ENDPOINT, ", or set the S3 address with ", S3_ENDPOINT)
}
