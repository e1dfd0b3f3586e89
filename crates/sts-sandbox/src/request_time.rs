//! Checks the time of signed requests by the sandbox's clock.
//!
//! s3s uses the system clock, not the test clock, so it is configured to accept any skew, and the check is done here. Like MinIO: 15
//! minutes, before the signature check, errors in S3 format.

use super::form::Parameters;
use super::minio_error::MinioError;
use axum::http::header::{AUTHORIZATION, DATE};
use axum::http::request::Parts;
use jiff::{SignedDuration, Timestamp, civil, fmt::rfc2822, tz::TimeZone};

const SKEW: SignedDuration = SignedDuration::from_mins(15);

/// Rejects a signed or presigned request with a skewed or expired time.
pub(crate) fn check(parts: &Parts, now: Timestamp) -> Result<(), MinioError> {
    let query = Parameters::parse(parts.uri.query().unwrap_or_default().as_bytes());
    if query.get("X-Amz-Signature").is_some() {
        return presigned(&query, now);
    }
    if query.get("Signature").is_some() {
        let expires =
            query.get("Expires").and_then(|expires| expires.parse().ok()).and_then(|expires| Timestamp::from_second(expires).ok());
        return expires.filter(|expires| now <= *expires).map(|_| ()).ok_or_else(expired);
    }
    if !parts.headers.get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"AWS")) {
        return Ok(());
    }
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let time = header("x-amz-date").and_then(amz_date).or_else(|| header(DATE.as_str()).and_then(http_date));
    let time = time.ok_or_else(|| MinioError::s3(400, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header"))?;
    if now.duration_since(time).abs() > SKEW {
        return Err(skewed());
    }
    Ok(())
}

/// Parses `20300102T030405Z`.
pub(crate) fn amz_date(text: &str) -> Option<Timestamp> {
    let date_time = civil::DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    Some(date_time.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

fn http_date(text: &str) -> Option<Timestamp> {
    amz_date(text).or_else(|| rfc2822::DateTimeParser::new().parse_timestamp(text).ok())
}

fn presigned(query: &Parameters, now: Timestamp) -> Result<(), MinioError> {
    let seconds = query.get("X-Amz-Expires").and_then(|seconds| seconds.parse().ok()).filter(|seconds| (1..=604_800).contains(seconds));
    let (Some(signed_at), Some(seconds)) = (query.get("X-Amz-Date").and_then(amz_date), seconds) else {
        return Err(MinioError::s3(400, "AuthorizationQueryParametersError", "X-Amz-Date and X-Amz-Expires must be a date and seconds"));
    };
    if signed_at.duration_since(now) > SKEW {
        return Err(skewed());
    }
    if now.duration_since(signed_at) > SignedDuration::from_secs(seconds) {
        return Err(expired());
    }
    Ok(())
}

fn skewed() -> MinioError {
    MinioError::s3(403, "RequestTimeTooSkewed", "The difference between the request time and the server's time is too large.")
}

fn expired() -> MinioError {
    MinioError::s3(403, "AccessDenied", "Request has expired")
}
