//! Two things that MinIO makes good in a request, and s3s does not.

use super::SESSION_TOKEN;
use crate::sandbox::form::Parameters;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::AUTHORIZATION;

const CONTENT_HASH: &str = "x-amz-content-sha256";
/// The SHA-256 of nothing.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Adds the headers that s3s needs. Neither weakens a check: both are compared with what was signed.
pub(crate) fn complete(request: &mut Request) {
    name_token_of_old_url(request);
    assume_empty_payload(request);
}

/// The signature of a SigV2 presigned URL counts the session token as a header; s3s looks for it there only.
fn name_token_of_old_url(request: &mut Request) {
    let query = Parameters::parse(request.uri().query().unwrap_or_default().as_bytes());
    if query.get("Signature").is_none() || request.headers().contains_key(SESSION_TOKEN) {
        return;
    }
    if let Some(token) = query.all(SESSION_TOKEN).next().and_then(|token| HeaderValue::from_bytes(token).ok()) {
        request.headers_mut().insert(SESSION_TOKEN, token);
    }
}

/// A signed request without a payload hash is taken as one without a payload: curl before 8.0 sends none.
fn assume_empty_payload(request: &mut Request) {
    let signed = request.headers().get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"AWS4-HMAC-SHA256"));
    if signed && !request.headers().contains_key(CONTENT_HASH) {
        request.headers_mut().insert(CONTENT_HASH, HeaderValue::from_static(EMPTY));
    }
}
