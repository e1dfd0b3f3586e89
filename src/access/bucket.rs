//! `HeadBucket`, path style, signed: whether credentials may list the content of a bucket.

use crate::credentials::Credentials;
use crate::request::Request;
use crate::sigv4::{self, SigningScope, encode};
use crate::sys::{Deps, request_to};
use crate::text::printable;
use http::HeaderMap;

/// A bucket, and whether the credentials open it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckedBucket {
    /// The name.
    pub name: String,
    /// The answer to `HeadBucket`.
    pub access: BucketAccess,
}

/// The answer to `HeadBucket`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BucketAccess {
    /// The credentials may list its content.
    Open,
    /// They may not list its content; single objects may still be open.
    Denied,
    /// There is no such bucket.
    Missing,
    /// It is in another region, if the server names it.
    OtherRegion(Option<String>),
    /// No usable answer.
    Unknown(String),
}

impl BucketAccess {
    /// The word for `--json`.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Denied => "denied",
            Self::Missing => "missing",
            Self::OtherRegion(_) => "other-region",
            Self::Unknown(_) => "unknown",
        }
    }
}

impl std::fmt::Display for BucketAccess {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Open => formatter.write_str("open"),
            Self::Denied => formatter.write_str("access denied"),
            Self::Missing => formatter.write_str("does not exist"),
            Self::OtherRegion(Some(region)) => write!(formatter, "is in the region {region}"),
            Self::OtherRegion(None) => formatter.write_str("is at another address"),
            Self::Unknown(reason) => write!(formatter, "unknown: {reason}"),
        }
    }
}

/// Asks the server whether `credentials` may list the content of the bucket `name`.
pub(super) async fn head_bucket(name: &str, credentials: &Credentials, request: &Request, deps: &Deps) -> CheckedBucket {
    let address = format!("{}/{}", request.s3_address(), encode(name));
    let mut head = request_to(http::Method::HEAD, &address, Vec::new());
    let scope = SigningScope { time: deps.clock.now(), region: &request.region, service: "s3" };
    let access = match sigv4::sign(&mut head, &credentials.keys(), &scope) {
        Err(_) => BucketAccess::Unknown("the keys cannot sign a request".to_owned()),
        Ok(()) => match deps.http.send(head).await {
            Ok(response) => access_of(response.status().as_u16(), response.headers()),
            Err(error) => BucketAccess::Unknown(error.to_string()),
        },
    };
    CheckedBucket { name: name.to_owned(), access }
}

fn access_of(status: u16, headers: &HeaderMap) -> BucketAccess {
    let region = || headers.get("x-amz-bucket-region").and_then(|region| region.to_str().ok()).map(printable);
    match status {
        200..=299 => BucketAccess::Open,
        401 | 403 => BucketAccess::Denied,
        404 => BucketAccess::Missing,
        300..=399 => BucketAccess::OtherRegion(region()),
        400 if region().is_some() => BucketAccess::OtherRegion(region()),
        _ => BucketAccess::Unknown(format!("status {status}")),
    }
}
