//! The one S3 call that this program makes: `ListBuckets`, path style, signed.

#[cfg(fuzzing)]
pub(crate) mod fuzz_entry;

use crate::credentials::Credentials;
use crate::request::Request;
use crate::sigv4::{self, SigningScope, encode};
use crate::sys::retry::{RetryDecision, is_connection_failure, is_server_failure, with_retries};
use crate::sys::{Deps, HttpError, TimedStep, request_to};
use crate::text::{RequestSecrets, printable, server_message};
use crate::xml::{Element, ErrorResponse, redirected_to};
use bytes::Bytes;
use http::header::InvalidHeaderValue;
use jiff::SignedDuration;
use std::time::Duration;

/// How long after a grant other nodes of the server may not know the keys yet.
const NEWLY_GRANTED: SignedDuration = SignedDuration::from_secs(60);
/// How long to wait for the keys to reach such a node.
const PROPAGATION: Duration = Duration::from_secs(1);
/// How often the request is repeated while the server is failing.
const MAX_RETRIES: usize = 2;
/// The most pages of a list that are read; AWS has up to 10,000 buckets on each.
const MAX_PAGES: usize = 20;
/// The longest token for the next page: "ListBuckets", Amazon S3 API Reference.
const MAX_CONTINUATION_BYTES: usize = 1024;

/// The buckets that credentials see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BucketList {
    /// Their names, in alphabetical order, each once.
    pub names: Vec<String>,
    /// Whether these are all: of a list in pages, only the first ones are read.
    pub is_complete: bool,
}

/// One page of a list.
struct Page {
    names: Vec<String>,
    /// The token for the next page; `None` on the last one. May be too long to be sent.
    continuation: Option<String>,
}

/// Why the buckets could not be listed. The credentials may still be valid.
#[derive(thiserror::Error)]
pub enum Error {
    /// The keys are valid, but may not list buckets.
    #[error("the credentials are valid, but may not list buckets")]
    ListDenied {
        /// The request ID of the refusal.
        request_id: Option<String>,
    },
    /// The server refused the keys or the request.
    #[error("the storage server refused {}: {refusal}", if refusal.is_about_credentials() { "the credentials" } else { "ListBuckets" })]
    Refused {
        /// The server's error.
        refusal: ErrorResponse,
        /// The address of the signed request.
        address: String,
    },
    /// The server does not support `ListBuckets`.
    #[error("the storage server does not support ListBuckets: {0}")]
    NotSupported(ErrorResponse),
    /// The server, or a gateway in front of it, is failing.
    #[error("could not list buckets: the storage server is unavailable: {reason}")]
    Unavailable {
        /// The server's error, or the HTTP status.
        reason: String,
        /// The request ID of the response.
        request_id: Option<String>,
    },
    /// The address redirects elsewhere; nothing was sent there.
    #[error("the storage server redirects ListBuckets to {location} (status {status}); nothing was sent there")]
    Redirected {
        /// The HTTP status.
        status: u16,
        /// The redirect target.
        location: String,
    },
    /// The response is not a bucket list.
    #[error("the response to ListBuckets is not a bucket list: status {status}{}", message.as_ref().map_or_else(String::new, |message| format!(", saying \"{message}\"")))]
    NotAList {
        /// The HTTP status.
        status: u16,
        /// The message in the response, safe to show.
        message: Option<String>,
    },
    /// The server did not respond.
    #[error("the storage server did not respond to ListBuckets")]
    NoResponse(#[from] HttpError),
    /// A key contains characters that are invalid in a header.
    #[error("could not sign with the credentials")]
    Unsignable(#[from] InvalidHeaderValue),
}
debug_as_display!(Error);

impl Error {
    /// Whether the server does not accept the keys, or does not let them list buckets; failures of its own, and a request that it does not
    /// take, are other matters.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::ListDenied { .. } => true,
            Self::Refused { refusal, .. } => refusal.is_about_credentials(),
            _ => false,
        }
    }

    /// Returns the request ID of the server's response.
    #[must_use]
    pub(crate) fn request_id(&self) -> Option<&str> {
        match self {
            Self::ListDenied { request_id } | Self::Unavailable { request_id, .. } => request_id.as_deref(),
            Self::Refused { refusal, .. } | Self::NotSupported(refusal) => refusal.request_id.as_deref(),
            _ => None,
        }
    }

    /// Whether a retry may succeed.
    fn is_transient(&self) -> bool {
        match self {
            Self::Unavailable { .. } => true,
            Self::NoResponse(error) => is_connection_failure(error),
            _ => false,
        }
    }

    /// Whether the server does not know the keys; shortly after a grant another node may.
    fn is_unknown_key(&self) -> bool {
        matches!(self, Self::Refused { refusal, .. } if refusal.is_of_unknown_keys())
    }
}

/// Lists the buckets that `credentials` can see. Reads up to 20 pages, and none twice.
///
/// Each is retried with a delay: connections that were refused or broken, and server errors. Retried once: unknown keys that were granted within
/// the last minute.
///
/// # Errors
/// See [`Error`]; a refusal does not mean that the credentials are invalid.
pub async fn list_buckets(credentials: &Credentials, request: &Request, deps: &Deps) -> Result<BucketList, Error> {
    let _step = TimedStep::begin("list of buckets");
    let mut list = BucketList::default();
    let mut continuation: Option<String> = None;
    for _ in 0..MAX_PAGES {
        let page = page(continuation.as_deref(), credentials, request, deps).await?;
        list.names.extend(page.names);
        list.is_complete = page.continuation.is_none();
        let is_too_long = page.continuation.as_ref().is_some_and(|token| token.len() > MAX_CONTINUATION_BYTES);
        if list.is_complete || is_too_long || page.continuation == continuation {
            break;
        }
        continuation = page.continuation;
    }
    list.names.sort();
    list.names.dedup();
    Ok(list)
}

/// Requests one page: the one of the token `continuation`, or the first.
async fn page(continuation: Option<&str>, credentials: &Credentials, request: &Request, deps: &Deps) -> Result<Page, Error> {
    let is_newly_granted = credentials.granted.duration_until(deps.clock.now()) < NEWLY_GRANTED;
    let retry_decision = |outcome: &Result<Page, Error>| match outcome {
        Err(error) if is_newly_granted && error.is_unknown_key() => RetryDecision::OnceAfter(PROPAGATION),
        Err(error) => RetryDecision::paused(error.is_transient()),
        Ok(_) => RetryDecision::Never,
    };
    with_retries(
        MAX_RETRIES,
        deps,
        || Ok(signed_request(continuation, credentials, request, deps)?),
        |response| parse_bucket_list(&response, request),
        retry_decision,
    )
    .await
}

fn signed_request(
    continuation: Option<&str>,
    credentials: &Credentials,
    request: &Request,
    deps: &Deps,
) -> Result<http::Request<Vec<u8>>, InvalidHeaderValue> {
    let address = match continuation {
        Some(token) => format!("{}/?continuation-token={}", request.s3_address(), encode(token)),
        None => request.s3_address(),
    };
    let mut get = request_to(http::Method::GET, &address, Vec::new());
    let scope = SigningScope { time: deps.clock.now(), region: &request.region, service: "s3" };
    sigv4::sign(&mut get, &credentials.keys(), &scope).map(|()| get)
}

/// Reads the page in a response.
fn parse_bucket_list(response: &http::Response<Bytes>, request: &Request) -> Result<Page, Error> {
    let body = String::from_utf8_lossy(response.body());
    let document = Element::parse(&body).ok();
    let status = response.status().as_u16();
    if let Some(location) = redirected_to(document.as_ref(), response) {
        return Err(Error::Redirected { status, location });
    }
    let refusal = match &document {
        Some(document) if document.name == "ListAllMyBucketsResult" => return Ok(page_in(document)),
        Some(document) => ErrorResponse::from_xml(document, response).filter(|refusal| !refusal.is_from_console()),
        None => ErrorResponse::from_json(&body, response),
    };
    Err(match refusal {
        Some(refusal) if refusal.is_transient() => Error::Unavailable { reason: refusal.to_string(), request_id: refusal.request_id },
        Some(refusal) if refusal.status == 501 || matches!(refusal.code.as_str(), "NotImplemented" | "MethodNotAllowed") => {
            Error::NotSupported(refusal)
        }
        Some(refusal) if refusal.code == "AccessDenied" => Error::ListDenied { request_id: refusal.request_id },
        Some(refusal) => Error::Refused { refusal, address: request.s3_address() },
        None if is_server_failure(status) => Error::Unavailable { reason: format!("status {status}"), request_id: None },
        None => Error::NotAList { status, message: redacted_message(&body, response) },
    })
}

/// Returns the message of an unsuccessful response, safe to show.
fn redacted_message(body: &str, response: &http::Response<Bytes>) -> Option<String> {
    let message = server_message::message_in(body).filter(|_| !response.status().is_success())?;
    Some(RequestSecrets::of_response(response).redact(&message))
}

fn page_in(list: &Element) -> Page {
    let buckets = list.child("Buckets").map_or(&[][..], |buckets| &buckets.children);
    let continuation = list.text_of("ContinuationToken");
    Page {
        names: buckets.iter().filter_map(|bucket| bucket.text_of("Name")).map(printable).collect(),
        continuation: continuation.map(str::to_owned),
    }
}
