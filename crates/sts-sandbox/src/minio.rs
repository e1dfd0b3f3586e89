//! The storage server, which emulates MinIO: STS, S3 and credential revocation on one address, routed like MinIO.
//!
//! Sends `Server: MinIO`, by which clients detect the dialect. Formats, messages and headers are those of real responses.

use super::faults::Fault;
use super::minio_error::{HOST_ID, MinioError};
use super::resource_metadata;
use super::revocation;
use super::s3;
use super::state::SandboxState;
use super::sts;
use super::{random, request_time};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_RANGES, AUTHORIZATION, CONTENT_TYPE, HeaderName, SERVER, VARY, X_CONTENT_TYPE_OPTIONS};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::{IntoResponse as _, Response};
use s3s::service::S3Service;
use std::path::Path;
use std::sync::Arc;

/// The maximum size of the body of an STS call.
const MAX_STS_BODY_BYTES: usize = 10 * 1024 * 1024;
/// The maximum total size of headers.
const MAX_HEADER_BYTES: usize = 8192;
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-request-id");
const HOST_ID_HEADER: HeaderName = HeaderName::from_static("x-amz-id-2");

struct Storage {
    sandbox: Arc<SandboxState>,
    s3: S3Service,
}

/// Creates the storage server for the folder with the buckets.
///
/// # Errors
/// The folder cannot be opened.
pub(crate) fn router(sandbox: &Arc<SandboxState>, buckets: &Path) -> Result<Router, super::Error> {
    let storage = Storage { sandbox: Arc::clone(sandbox), s3: s3::service(sandbox, buckets)? };
    Ok(Router::new().fallback(handle).with_state(Arc::new(storage)))
}

async fn handle(State(storage): State<Arc<Storage>>, request: Request) -> Response {
    if let Some(document) = resource_metadata::response(&storage.sandbox, &request) {
        return document;
    }
    let id = random::request_id();
    let mut response = storage.route(request, &id).await.unwrap_or_else(|error| error.into_response(&id));
    let headers = response.headers_mut();
    headers.insert(SERVER, HeaderValue::from_static("MinIO"));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HOST_ID_HEADER, HeaderValue::from_static(HOST_ID));
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    response
}

impl Storage {
    async fn route(&self, request: Request, id: &str) -> Result<Response, MinioError> {
        let (parts, body) = request.into_parts();
        if parts.headers.get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"Basic ")) {
            return Err(MinioError::s3(
                400,
                "InvalidRequest",
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
            ));
        }
        if header_size(&parts.headers) > MAX_HEADER_BYTES {
            return Err(MinioError::s3(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size."));
        }
        request_time::check(&parts, self.sandbox.storage_clock.now())?;
        let is_revocation = revocation::is_revocation(&parts.method, parts.uri.path());
        if !is_revocation && !is_sts(&parts) {
            return self.s3(Request::from_parts(parts, body), id).await;
        }
        let body = axum::body::to_bytes(body, MAX_STS_BODY_BYTES)
            .await
            .map_err(|_| MinioError::s3(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size."))?;
        let request = axum::http::Request::from_parts(parts, body);
        if is_revocation {
            return Ok(revocation::handle(&self.sandbox, &request, id).await);
        }
        self.sandbox.delay(Fault::SlowSts).await;
        sts::handle(&self.sandbox, &request, id).await
    }

    async fn s3(&self, mut request: Request, id: &str) -> Result<Response, MinioError> {
        s3::add_missing_headers(&mut request);
        let path = request.uri().path().to_owned();
        match self.s3.call(request.map(s3s::Body::http_body_unsync)).await {
            Ok(response) if response.status().is_success() => Ok(response.map(Body::new).into_response()),
            Ok(response) => Ok(s3::as_minio(response.map(Body::new).into_response(), &path, id).await),
            Err(_) => Err(MinioError::s3(500, "InternalError", "We encountered an internal error, please try again.")),
        }
    }
}

/// Returns the header size as MinIO counts it: names and first values. A session token with many groups exceeds the limit.
fn header_size(headers: &HeaderMap) -> usize {
    headers.keys().map(|name| name.as_str().len() + headers.get(name).map_or(0, |value| value.len())).sum()
}

/// Whether MinIO routes the request to the STS: a form without a query, or a query with an action and its required parameters. All others
/// are S3.
fn is_sts(parts: &Parts) -> bool {
    let form = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let query = parts.uri.query().unwrap_or_default();
    parts.method == Method::POST && parts.uri.path() == "/" && ((form && query.is_empty()) || sts::is_query_call(query))
}
