//! The one S3 call a login needs: which buckets do these credentials open? Path style, signed, nothing more of S3.

use crate::credentials::Credentials;
use crate::request::Request;
use crate::sigv4::{self, Scope};
use crate::sys::{Deps, HttpError, printable};
use crate::xml::{Element, Refusal};
use http::header::InvalidHeaderValue;

/// Why the buckets are not known. The credentials may be good all the same.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server knows the keys and does not let them list buckets.
    #[error("the credentials are valid but may not list buckets")]
    MayNotList,
    /// The server does not take the keys.
    #[error("the storage server refused the credentials: {0}")]
    Refused(Refusal),
    /// The answer is no bucket list.
    #[error("the answer to ListBuckets is not a list of buckets: status {0}")]
    NotAList(u16),
    /// No answer.
    #[error("the storage server did not answer ListBuckets")]
    NoAnswer(#[from] HttpError),
    /// A key that no header can carry.
    #[error("the credentials cannot be used to sign")]
    Unsignable(#[from] InvalidHeaderValue),
}

impl Error {
    /// Whether the server does not accept the keys, or does not let them list buckets; 5xx is trouble of its own.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::MayNotList => true,
            Self::Refused(refusal) => refusal.status < 500,
            Self::NotAList(_) | Self::NoAnswer(_) | Self::Unsignable(_) => false,
        }
    }
}

/// Lists the buckets that `credentials` can see, in the alphabet's order.
///
/// # Errors
/// See [`Error`]; a refusal does not mean that the credentials are worth nothing.
pub async fn list_buckets(credentials: &Credentials, request: &Request, deps: &Deps) -> Result<Vec<String>, Error> {
    let mut get = http::Request::new(Vec::new());
    *get.uri_mut() = request.storage().parse().unwrap_or_default();
    let scope = Scope { time: deps.clock.now(), region: &request.region, service: "s3" };
    sigv4::sign(&mut get, &credentials.keys(), &scope)?;
    let answer = deps.http.send(get).await?;
    let document = Element::parse(&String::from_utf8_lossy(answer.body())).map_err(|_| Error::NotAList(answer.status().as_u16()))?;
    if document.name == "ListAllMyBucketsResult" { Ok(bucket_names(&document)) } else { Err(refused(&document, &answer)) }
}

/// Why there is no list in the document of `answer`.
fn refused<B>(document: &Element, answer: &http::Response<B>) -> Error {
    let is_refused = |refusal: &Refusal| !answer.status().is_success() && !refusal.is_from_console();
    match Refusal::in_document(document, answer).filter(is_refused) {
        Some(refusal) if refusal.code == "AccessDenied" => Error::MayNotList,
        Some(refusal) => Error::Refused(refusal),
        None => Error::NotAList(answer.status().as_u16()),
    }
}

fn bucket_names(list: &Element) -> Vec<String> {
    let buckets = list.child("Buckets").map_or(&[][..], |buckets| &buckets.children);
    let mut names: Vec<String> = buckets.iter().filter_map(|bucket| bucket.text_of("Name")).map(printable).collect();
    names.sort_unstable();
    names
}
