//! Records requests and responses in full, for tests that prove that no secret in them is shown elsewhere.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use serde_json::{Value, json};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

/// The maximum size of a body that is recorded.
const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

/// Passes a request on, and appends it with its response to `file`, as one line of JSON.
pub(crate) async fn record(file: &Path, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let (method, address, headers) = (parts.method.to_string(), parts.uri.to_string(), headers_of(&parts.headers));
    let body = to_bytes(body, MAX_BODY_BYTES).await.unwrap_or_default();
    let sent = json!({"method": method, "address": address, "headers": headers, "body": String::from_utf8_lossy(&body)});
    let (parts, response_body) = next.run(Request::from_parts(parts, Body::from(body))).await.into_parts();
    let response_body = to_bytes(response_body, MAX_BODY_BYTES).await.unwrap_or_default();
    let response = json!({
        "status": parts.status.as_u16(),
        "headers": headers_of(&parts.headers),
        "body": String::from_utf8_lossy(&response_body),
    });
    let line = json!({"request": sent, "response": response}).to_string() + "\n";
    let opened = OpenOptions::new().append(true).create(true).open(file);
    let _ = opened.and_then(|mut file| file.write_all(line.as_bytes()));
    Response::from_parts(parts, Body::from(response_body))
}

fn headers_of(headers: &HeaderMap) -> Vec<Value> {
    headers.iter().map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())])).collect()
}
