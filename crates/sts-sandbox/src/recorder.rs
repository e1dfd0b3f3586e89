//! Records requests and responses in full, for tests that prove that no secret in them is shown elsewhere. What cannot be recorded is
//! answered with status 500, so that such a test fails.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

/// The maximum size of a body that is recorded.
const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

/// Passes a request on, and appends it with its response to `file`, as one line of JSON.
pub(crate) async fn record(file: &Path, request: Request, next: Next) -> Response {
    try_record(file, request, next)
        .await
        .unwrap_or_else(|problem| (StatusCode::INTERNAL_SERVER_ERROR, format!("could not record a request: {problem}")).into_response())
}

async fn try_record(file: &Path, request: Request, next: Next) -> Result<Response, Box<dyn Error + Send + Sync>> {
    let (parts, body) = request.into_parts();
    let (method, address, headers) = (parts.method.to_string(), parts.uri.to_string(), headers_of(&parts.headers));
    let body = to_bytes(body, MAX_BODY_BYTES).await?;
    let sent = json!({"method": method, "address": address, "headers": headers, "body": String::from_utf8_lossy(&body)});
    let (parts, response_body) = next.run(Request::from_parts(parts, Body::from(body))).await.into_parts();
    let response_body = to_bytes(response_body, MAX_BODY_BYTES).await?;
    let response = json!({
        "status": parts.status.as_u16(),
        "headers": headers_of(&parts.headers),
        "body": String::from_utf8_lossy(&response_body),
    });
    let line = json!({"request": sent, "response": response}).to_string() + "\n";
    open_privately(file)?.write_all(line.as_bytes())?;
    Ok(Response::from_parts(parts, Body::from(response_body)))
}

/// Opens the record for appending; only its owner may read it.
fn open_privately(file: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

fn headers_of(headers: &HeaderMap) -> Vec<Value> {
    headers.iter().map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())])).collect()
}
