//! Verifies SigV4 signatures of STS and admin calls. The received body is hashed.

use super::faults;
use super::identities::Identity;
use super::request_time::amz_date;
use super::world::World;
use crate::sigv4::{self, Scope};
use axum::body::Bytes;
use axum::http::Request;
use axum::http::header::AUTHORIZATION;
use std::sync::Arc;

/// The required region with the fault `other-region`.
const REGION: &str = "eu-central-1";

/// Why a signature is rejected, with MinIO's messages.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
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

/// A parsed SigV4 `Authorization` header.
struct Authorization<'a> {
    access_key: &'a str,
    date: &'a str,
    region: &'a str,
    service: &'a str,
    signed_headers: Vec<String>,
    signature: &'a str,
}

/// Verifies the signature for `service` and returns the identity of the keys. Does not check expiration.
pub(crate) fn signer(world: &World, request: &Request<Bytes>, service: &'static str) -> Result<Arc<Identity>, Fault> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let authorization = header(AUTHORIZATION.as_str()).and_then(parse).ok_or(Fault::Malformed)?;
    if authorization.service != service {
        return Err(Fault::Service(service));
    }
    if world.faults.has(faults::Fault::OtherRegion) && authorization.region != REGION {
        return Err(Fault::Region);
    }
    let time = header("x-amz-date").and_then(amz_date).ok_or(Fault::Date)?;
    let scope = Scope { time, region: authorization.region, service: authorization.service };
    if !scope.amz_date().starts_with(authorization.date) || authorization.date.len() != 8 {
        return Err(Fault::Date);
    }
    let identity = world.minted.owner(authorization.access_key).ok_or(Fault::UnknownKey)?;
    if !authorization.signed_headers.iter().any(|name| name == "host") {
        return Err(Fault::Mismatch);
    }
    let expected = sigv4::signature(request, &authorization.signed_headers, &identity.secret_key, &scope);
    if expected != authorization.signature {
        return Err(Fault::Mismatch);
    }
    Ok(identity)
}

fn parse(header: &str) -> Option<Authorization<'_>> {
    let fields: Vec<&str> = header.strip_prefix("AWS4-HMAC-SHA256")?.split(',').map(str::trim).collect();
    let [credential, signed_headers, signature] = fields[..] else { return None };
    let credential: Vec<&str> = credential.strip_prefix("Credential=")?.split('/').collect();
    let [access_key, date, region, service, "aws4_request"] = credential[..] else { return None };
    let signed_headers = signed_headers.strip_prefix("SignedHeaders=")?.split(';').map(ToOwned::to_owned).collect();
    Some(Authorization { access_key, date, region, service, signed_headers, signature: signature.strip_prefix("Signature=")? })
}
