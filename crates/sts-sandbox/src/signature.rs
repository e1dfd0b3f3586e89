//! Authenticates signed calls of the STS and the admin API, with MinIO's messages and order of checks.

use super::faults::Fault;
use super::key_owners::KeyOwner;
use super::request_time::amz_date;
use super::state::SandboxState;
use axum::body::Bytes;
use axum::http::Request;
use axum::http::header::AUTHORIZATION;
use std::sync::Arc;

/// The required region with the fault `other-region`.
const REGION: &str = "eu-central-1";

/// Why a signature is rejected, with MinIO's messages.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignatureError {
    #[error("The authorization header is malformed; the authorization header requires three components.")]
    Malformed,
    #[error("Error parsing the Credential parameter; incorrect service. This endpoint belongs to \"{0}\".")]
    Service(&'static str),
    #[error(
        "Error parsing the Credential parameter; incorrect date format. This date in the credential must be in the format \"yyyyMMdd\"."
    )]
    Date,
    #[error("The authorization header is malformed; the region is wrong; expecting 'us-east-1'.")] // MinIO says so whatever its region
    Region,
    #[error("The Access Key Id you provided does not exist in our records.")]
    UnknownKey,
    #[error("The request signature we calculated does not match the signature you provided. Check your key and signing method.")]
    Mismatch,
}

/// The parts of a SigV4 `Authorization` header that are checked before the signature.
struct Authorization<'a> {
    access_key: &'a str,
    date: &'a str,
    region: &'a str,
    service: &'a str,
    signed_headers: Vec<&'a str>,
}

/// Verifies the signature for `service` and returns the owner of the keys. Does not check expiration.
///
/// # Errors
/// The first check that fails.
pub(crate) async fn signer(
    sandbox: &SandboxState,
    request: &Request<Bytes>,
    service: &'static str,
) -> Result<Arc<KeyOwner>, SignatureError> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let authorization = header(AUTHORIZATION.as_str()).and_then(parse).ok_or(SignatureError::Malformed)?;
    if authorization.service != service {
        return Err(SignatureError::Service(service));
    }
    if sandbox.faults.has(Fault::OtherRegion) && authorization.region != REGION {
        return Err(SignatureError::Region);
    }
    let time = header("x-amz-date").filter(|time| amz_date(time).is_some()).ok_or(SignatureError::Date)?;
    if !time.starts_with(authorization.date) || authorization.date.len() != 8 {
        return Err(SignatureError::Date);
    }
    let owner = sandbox.issued.owner(authorization.access_key).ok_or(SignatureError::UnknownKey)?;
    let is_signed = sandbox.verifier.is_signed(request, &authorization.signed_headers).await;
    is_signed.then_some(owner).ok_or(SignatureError::Mismatch)
}

fn parse(header: &str) -> Option<Authorization<'_>> {
    let fields: Vec<&str> = header.strip_prefix("AWS4-HMAC-SHA256")?.split(',').map(str::trim).collect();
    let [credential, signed_headers, signature] = fields[..] else { return None };
    let credential: Vec<&str> = credential.strip_prefix("Credential=")?.split('/').collect();
    let [access_key, date, region, service, "aws4_request"] = credential[..] else { return None };
    let signed_headers = signed_headers.strip_prefix("SignedHeaders=")?.split(';').collect();
    signature.strip_prefix("Signature=")?;
    Some(Authorization { access_key, date, region, service, signed_headers })
}
