//! The log of HTTP requests: `-vv` shows each with its outcome, `-vvv` also the headers, without secrets.

use super::HttpError;
use crate::text::{RequestSecrets, redact_url};
use bytes::Bytes;
use http::HeaderMap;
use http::header::LOCATION;
use std::time::Duration;
use tracing::Level;
use url::Url;

/// The headers whose values are shown. Others may contain secrets, such as `Authorization`, `X-Amz-Security-Token` and `Set-Cookie`.
const SHOWN_HEADERS: [&str; 24] = [
    "accept",
    "allow",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "expires",
    "host",
    "location",
    "pragma",
    "retry-after",
    "server",
    "transfer-encoding",
    "vary",
    "via",
    "x-amz-bucket-region",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-id-2",
    "x-amz-request-id",
    "x-amzn-requestid",
    "x-request-id",
];

/// Logs the headers of a request.
pub(super) fn log_request(request: &http::Request<Vec<u8>>, secrets: &RequestSecrets) {
    if tracing::enabled!(Level::TRACE) {
        tracing::trace!("request headers: {}", shown_headers(request.headers(), secrets));
    }
}

/// Logs a request to `url` with its outcome, and the headers of the response.
pub(super) fn log_outcome(
    (method, url): (&str, &str),
    outcome: &Result<http::Response<Bytes>, HttpError>,
    duration: Duration,
    secrets: &RequestSecrets,
) {
    if !tracing::enabled!(Level::DEBUG) {
        return;
    }
    let url = Url::parse(url).ok();
    let host = url.as_ref().map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    let path = url.as_ref().map(|url| secrets.redact(url.path())).unwrap_or_default();
    let result = outcome.as_ref().map_or_else(|error| error.kind.to_string(), |response| response.status().to_string());
    tracing::debug!(%method, %host, %path, %result, milliseconds = duration.as_millis(), "http");
    if let Ok(response) = outcome
        && tracing::enabled!(Level::TRACE)
    {
        tracing::trace!("response headers: {}", shown_headers(response.headers(), secrets));
    }
}

/// Formats headers on one line; values that may be secrets, or contain one of the request, are shown as `…`.
fn shown_headers(headers: &HeaderMap, secrets: &RequestSecrets) -> String {
    let shown = headers.iter().map(|(name, value)| {
        let text = String::from_utf8_lossy(value.as_bytes());
        let text = match name {
            name if !SHOWN_HEADERS.contains(&name.as_str()) => "…".to_owned(),
            name if *name == LOCATION && text.contains("://") => secrets.redact(&redact_url(&text)),
            name if *name == LOCATION => secrets.redact(text.split(['?', '#']).next().unwrap_or_default()),
            _ => secrets.redact(&text),
        };
        format!("{name}: {text}")
    });
    shown.collect::<Vec<_>>().join("; ")
}
