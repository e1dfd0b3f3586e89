//! Adds missing headers that MinIO tolerates and s3s does not.

use crate::form::Parameters;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::AUTHORIZATION;

/// The header of the session token.
pub(super) const SESSION_TOKEN: &str = "x-amz-security-token";

const CONTENT_HASH: &str = "x-amz-content-sha256";
/// The SHA-256 of nothing.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Adds headers that s3s requires. Checks are not weakened: both are part of the signature.
pub(crate) fn add_missing_headers(request: &mut Request) {
    name_token_of_old_url(request);
    assume_empty_payload(request);
}

/// Copies the session token of a SigV2 presigned URL to the header, where s3s expects it.
fn name_token_of_old_url(request: &mut Request) {
    let query = Parameters::parse(request.uri().query().unwrap_or_default().as_bytes());
    if query.get("Signature").is_none() || request.headers().contains_key(SESSION_TOKEN) {
        return;
    }
    if let Some(token) = query.all(SESSION_TOKEN).next().and_then(|token| HeaderValue::from_bytes(token).ok()) {
        request.headers_mut().insert(SESSION_TOKEN, token);
    }
}

/// Adds the hash of an empty payload to signed requests without one, as sent by curl before 8.0.
fn assume_empty_payload(request: &mut Request) {
    let signed = request.headers().get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"AWS4-HMAC-SHA256"));
    if signed && !request.headers().contains_key(CONTENT_HASH) {
        request.headers_mut().insert(CONTENT_HASH, HeaderValue::from_static(EMPTY));
    }
}
