//! Verifies SigV4 signatures with the code of s3s, which shares nothing with the clients under test.
//!
//! s3s verifies within an S3 service, so this is one without storage, whose only route answers every verified request with success.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Uri};
use s3s::auth::S3Auth;
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::route::S3Route;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::validation::NameValidation;
use s3s::{Body, S3, S3Request, S3Response, S3Result};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;

const CONTENT_HASH: &str = "x-amz-content-sha256";

/// A verifier of signed requests for the services `sts` and `s3`.
pub(crate) struct SignatureVerifier(S3Service);

impl SignatureVerifier {
    /// Creates a verifier for the keys of `keys`. The time of requests is not compared with any clock.
    pub(crate) fn new(keys: impl S3Auth) -> Self {
        let mut config = S3Config::default();
        config.presigned_url_max_skew_time_secs = u32::MAX; // checked by `request_time` with the clock of the sandbox
        let mut builder = S3ServiceBuilder::new(NoStorage);
        builder.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config))));
        builder.set_auth(keys);
        builder.set_validation(AnyName);
        builder.set_route(Verified);
        Self(builder.build())
    }

    /// Whether the signature in the `Authorization` header is right, over the body as it was received. `signed_headers` are the names in
    /// that header.
    pub(crate) async fn is_signed(&self, request: &Request<Bytes>, signed_headers: &[&str]) -> bool {
        if !is_complete(request, signed_headers) {
            return false;
        }
        let mut copy = Request::new(Body::from(request.body().clone()));
        *copy.method_mut() = request.method().clone();
        *copy.uri_mut() = request.uri().clone();
        *copy.headers_mut() = request.headers().clone();
        if let Ok(hash) = HeaderValue::try_from(sha256_hex(request.body())) {
            copy.headers_mut().insert(CONTENT_HASH, hash); // whatever the client says; without it, s3s hashes bodies of up to 8 KiB only
        }
        self.0.call(copy).await.is_ok_and(|response| response.status().is_success())
    }
}

/// Checks what s3s does not: the signed headers are sorted, contain `host`, and are all present, and there is no second signature in the
/// query.
fn is_complete(request: &Request<Bytes>, signed_headers: &[&str]) -> bool {
    let query = request.uri().query().unwrap_or_default();
    let has_query_signature =
        url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "X-Amz-Signature" || name == "Signature");
    signed_headers.is_sorted()
        && signed_headers.contains(&"host")
        && signed_headers.iter().all(|name| request.headers().contains_key(*name))
        && !has_query_signature
}

fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

struct NoStorage;

impl S3 for NoStorage {}

/// Accepts every path: the signature is the only question.
struct AnyName;

impl NameValidation for AnyName {
    fn validate_bucket_name(&self, _: &str) -> bool {
        true
    }
}

struct Verified;

#[async_trait::async_trait]
impl S3Route for Verified {
    fn is_match(&self, _: &Method, _: &Uri, _: &HeaderMap, _: &mut axum::http::Extensions) -> bool {
        true
    }

    async fn call(&self, _: S3Request<Body>) -> S3Result<S3Response<Body>> {
        Ok(S3Response::new(Body::empty()))
    }
}

#[cfg(test)]
mod tests;
