//! The one S3 call a login needs: which buckets do these credentials open? Path style, signed, nothing more of S3.

use crate::credentials::Credentials;
use crate::request::Request;
use crate::sigv4::{self, Scope};
use crate::sts::{Refusal, Reply, read};
use crate::sys::{Deps, HttpError, printable};
use crate::xml::Element;
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

/// Lists the buckets that `credentials` can see, in the alphabet's order.
///
/// # Errors
/// See [`Error`]; a refusal does not mean that the credentials are worth nothing.
pub async fn list_buckets(credentials: &Credentials, request: &Request, deps: &Deps) -> Result<Vec<String>, Error> {
    let mut get = http::Request::new(Vec::new());
    *get.uri_mut() = request.endpoint.storage(&request.region).parse().unwrap_or_default();
    let scope = Scope { time: deps.clock.now(), region: &request.region, service: "s3" };
    sigv4::sign(&mut get, &credentials.keys(), &scope)?;
    let answer = deps.http.send(get).await?;
    let status = answer.status().as_u16();
    let list = Element::parse(&String::from_utf8_lossy(answer.body())).ok().filter(|root| root.name == "ListAllMyBucketsResult");
    match (list, read("ListBuckets", &answer)) {
        (Some(list), _) => Ok(bucket_names(&list)),
        (None, Reply::Refused(refusal)) if refusal.code == "AccessDenied" => Err(Error::MayNotList),
        (None, Reply::Refused(refusal)) => Err(Error::Refused(refusal)),
        (None, _) => Err(Error::NotAList(status)),
    }
}

fn bucket_names(list: &Element) -> Vec<String> {
    let buckets = list.child("Buckets").map_or(&[][..], |buckets| &buckets.children);
    let mut names: Vec<String> = buckets.iter().filter_map(|bucket| bucket.text_of("Name")).map(printable).collect();
    names.sort_unstable();
    names
}
