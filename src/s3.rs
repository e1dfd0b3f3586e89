//! The one S3 call that this program makes: `ListBuckets`, path style, signed.

use crate::credentials::Credentials;
use crate::request::Request;
use crate::sigv4::{self, Scope};
use crate::sys::retry::{Again, is_trouble, may_connect, repeatedly};
use crate::sys::{Deps, Echo, HttpError, printable, quote, request_to};
use crate::xml::{Element, Refusal, redirected_to};
use bytes::Bytes;
use http::header::InvalidHeaderValue;
use jiff::SignedDuration;
use std::time::Duration;

/// How long after a grant other nodes of the server may not know the keys yet.
const NEWLY_GRANTED: SignedDuration = SignedDuration::from_secs(60);
/// How long to wait for the keys to reach such a node.
const PROPAGATION: Duration = Duration::from_secs(1);
/// How often the request is repeated while the server is failing.
const MORE_TRIES: usize = 2;

/// Why the buckets could not be listed. The credentials may still be valid.
#[derive(thiserror::Error)]
pub enum Error {
    /// The keys are valid, but may not list buckets.
    #[error("the credentials are valid, but may not list buckets")]
    MayNotList,
    /// The server refused the keys or the request.
    #[error("the storage server refused {}: {refusal}", if refusal.is_of_credentials() { "the credentials" } else { "ListBuckets" })]
    Refused {
        /// The server's error.
        refusal: Refusal,
        /// The address of the signed request.
        address: String,
    },
    /// The server does not support `ListBuckets`.
    #[error("the storage server does not support ListBuckets: {0}")]
    NotSupported(Refusal),
    /// The server, or a gateway in front of it, is failing.
    #[error("could not list buckets: the storage server is unavailable: {0}")]
    InTrouble(String),
    /// The address redirects elsewhere; nothing was sent there.
    #[error("the storage server redirects ListBuckets to {to} (status {status}); nothing was sent there")]
    Redirected {
        /// The HTTP status.
        status: u16,
        /// The redirect target.
        to: String,
    },
    /// The response is not a bucket list.
    #[error("the response to ListBuckets is not a bucket list: status {status}{}", words.as_ref().map_or_else(String::new, |words| format!(", saying \"{words}\"")))]
    NotAList {
        /// The HTTP status.
        status: u16,
        /// The message in the response, safe to show.
        words: Option<String>,
    },
    /// The server did not respond.
    #[error("the storage server did not respond to ListBuckets")]
    NoAnswer(#[from] HttpError),
    /// A key contains characters that are invalid in a header.
    #[error("could not sign with the credentials")]
    Unsignable(#[from] InvalidHeaderValue),
}
debug_as_display!(Error);

impl Error {
    /// Whether the server does not accept the keys, or does not let them list buckets; trouble of its own, and a request that it does not
    /// take, are other matters.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::MayNotList => true,
            Self::Refused { refusal, .. } => refusal.is_of_credentials(),
            _ => false,
        }
    }

    /// Whether a retry may succeed.
    fn may_pass(&self) -> bool {
        match self {
            Self::InTrouble(_) => true,
            Self::NoAnswer(error) => may_connect(error),
            _ => false,
        }
    }

    /// Whether the server does not know the keys; shortly after a grant another node may.
    fn is_of_unknown_keys(&self) -> bool {
        matches!(self, Self::Refused { refusal, .. } if matches!(refusal.code.as_str(), "InvalidAccessKeyId" | "InvalidTokenId" | "InvalidClientTokenId"))
    }
}

/// Lists the buckets that `credentials` can see, in alphabetical order.
///
/// Retried with a delay: connections that were refused or broken, and server errors. Retried once: unknown keys that were granted within
/// the last minute.
///
/// # Errors
/// See [`Error`]; a refusal does not mean that the credentials are invalid.
pub async fn list_buckets(credentials: &Credentials, request: &Request, deps: &Deps) -> Result<Vec<String>, Error> {
    let may_be_unknown = credentials.granted.duration_until(deps.clock.now()) < NEWLY_GRANTED;
    let again = |outcome: &Result<Vec<String>, Error>| match outcome {
        Err(error) if may_be_unknown && error.is_of_unknown_keys() => Again::OnceAfter(PROPAGATION),
        Err(error) => Again::paused(error.may_pass()),
        Ok(_) => Again::Never,
    };
    repeatedly(MORE_TRIES, deps, || Ok(signed(credentials, request, deps)?), |answer| list_in(&answer, request), again).await
}

fn signed(credentials: &Credentials, request: &Request, deps: &Deps) -> Result<http::Request<Vec<u8>>, InvalidHeaderValue> {
    let mut get = request_to(http::Method::GET, &request.storage(), Vec::new());
    let scope = Scope { time: deps.clock.now(), region: &request.region, service: "s3" };
    sigv4::sign(&mut get, &credentials.keys(), &scope).map(|()| get)
}

/// Reads the bucket names in a response.
fn list_in(answer: &http::Response<Bytes>, request: &Request) -> Result<Vec<String>, Error> {
    let body = String::from_utf8_lossy(answer.body());
    let document = Element::parse(&body).ok();
    let status = answer.status().as_u16();
    if let Some(to) = redirected_to(document.as_ref(), answer) {
        return Err(Error::Redirected { status, to });
    }
    let refusal = match &document {
        Some(document) if document.name == "ListAllMyBucketsResult" => return Ok(bucket_names(document)),
        Some(document) => Refusal::in_document(document, answer).filter(|refusal| !refusal.is_from_console()),
        None => Refusal::in_json(&body, answer),
    };
    Err(match refusal {
        Some(refusal) if refusal.is_trouble() => Error::InTrouble(refusal.to_string()),
        Some(refusal) if refusal.status == 501 || matches!(refusal.code.as_str(), "NotImplemented" | "MethodNotAllowed") => {
            Error::NotSupported(refusal)
        }
        Some(refusal) if refusal.code == "AccessDenied" => Error::MayNotList,
        Some(refusal) => Error::Refused { refusal, address: request.storage() },
        None if is_trouble(status) => Error::InTrouble(format!("status {status}")),
        None => Error::NotAList { status, words: shown_words(&body, answer) },
    })
}

/// Returns the message of an unsuccessful response, safe to show.
fn shown_words(body: &str, answer: &http::Response<Bytes>) -> Option<String> {
    let words = quote::words(body).filter(|_| !answer.status().is_success())?;
    Some(Echo::of_answer(answer).without_secrets(&words))
}

fn bucket_names(list: &Element) -> Vec<String> {
    let buckets = list.child("Buckets").map_or(&[][..], |buckets| &buckets.children);
    let mut names: Vec<String> = buckets.iter().filter_map(|bucket| bucket.text_of("Name")).map(printable).collect();
    names.sort();
    names
}
