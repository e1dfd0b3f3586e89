//! The one S3 call a login needs: which buckets do these credentials open? Path style, signed, nothing more of S3.

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

/// The longest since a grant that another node of the server may not know its keys yet.
const NEWLY_GRANTED: SignedDuration = SignedDuration::from_secs(60);
/// How long such a node is given.
const PROPAGATION: Duration = Duration::from_secs(1);
/// How often a list is asked for again while the server is in trouble.
const MORE_TRIES: usize = 2;

/// Why the buckets are not known. The credentials may be good all the same.
#[derive(thiserror::Error)]
pub enum Error {
    /// The server knows the keys and does not let them list buckets.
    #[error("the credentials are valid but may not list buckets")]
    MayNotList,
    /// The server does not take the keys, or the request.
    #[error("the storage server refused {}: {refusal}", if refusal.is_of_credentials() { "the credentials" } else { "ListBuckets" })]
    Refused {
        /// What the server said.
        refusal: Refusal,
        /// The address that was asked and signed.
        address: String,
    },
    /// The server does not know the call.
    #[error("the storage server does not list buckets: {0}")]
    NotSupported(Refusal),
    /// The server, or a gateway before it, is in trouble.
    #[error("the storage server is in trouble and did not list buckets: {0}")]
    InTrouble(String),
    /// The address leads somewhere else, where nothing is sent.
    #[error("ListBuckets is redirected to {to} (status {status}), and nothing was sent there")]
    Redirected {
        /// The HTTP status.
        status: u16,
        /// Where it leads.
        to: String,
    },
    /// The answer is no bucket list.
    #[error("the answer to ListBuckets is not a list of buckets: status {status}{}", words.as_ref().map_or_else(String::new, |words| format!(", saying \"{words}\"")))]
    NotAList {
        /// The HTTP status.
        status: u16,
        /// What it says to a person, fit to be shown.
        words: Option<String>,
    },
    /// No answer.
    #[error("the storage server did not answer ListBuckets")]
    NoAnswer(#[from] HttpError),
    /// A key that no header can carry.
    #[error("the credentials cannot be used to sign")]
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

    /// Whether another try may bring a list.
    fn may_pass(&self) -> bool {
        match self {
            Self::InTrouble(_) => true,
            Self::NoAnswer(error) => may_connect(error),
            _ => false,
        }
    }

    /// Whether the server does not know the keys; a moment after they were granted, another of its nodes may.
    fn is_of_unknown_keys(&self) -> bool {
        matches!(self, Self::Refused { refusal, .. } if matches!(refusal.code.as_str(), "InvalidAccessKeyId" | "InvalidTokenId" | "InvalidClientTokenId"))
    }
}

/// Lists the buckets that `credentials` can see, in the alphabet's order.
///
/// Tried again, with a pause: a connection that was refused or broke, a server in trouble; once: keys that were granted a moment ago and
/// are not known.
///
/// # Errors
/// See [`Error`]; a refusal does not mean that the credentials are worth nothing.
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

/// Reads the names in an answer.
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

/// What an unsuccessful answer says to a person.
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
