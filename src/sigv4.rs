//! AWS Signature Version 4 for the requests of this program: in headers, with the body in memory, and the path unchanged.
//!
//! Follows "Create a signed AWS API request" in the AWS IAM User Guide. Paths are not encoded again, which is the rule for S3 and makes no
//! difference for `/`, the path of STS calls.

use hmac::{Hmac, Mac};
use http::header::{AUTHORIZATION, HOST, HeaderName, HeaderValue, InvalidHeaderValue};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const X_AMZ_DATE: HeaderName = HeaderName::from_static("x-amz-date");
const X_AMZ_SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
const X_AMZ_CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");

/// The keys that sign a request.
pub struct SigningKeys<'a> {
    /// The access key id: public.
    pub access_key: &'a str,
    /// The secret key; used only as an HMAC key.
    pub secret_key: &'a str,
    /// The session token of temporary credentials.
    pub session_token: Option<&'a str>,
}

/// The time, region and service of a signature.
#[derive(Clone, Copy)]
pub struct SigningScope<'a> {
    /// The time of signing; servers accept a clock skew of 15 minutes.
    pub time: Timestamp,
    /// The region, `us-east-1` for servers that have none.
    pub region: &'a str,
    /// `sts` or `s3`.
    pub service: &'a str,
}

impl SigningScope<'_> {
    /// The time in the format of `x-amz-date`: `20300102T030405Z`.
    #[must_use]
    pub(crate) fn amz_date(&self) -> String {
        let time = TimeZone::UTC.to_datetime(self.time);
        format!("{}T{:02}{:02}{:02}Z", self.date(), time.hour(), time.minute(), time.second())
    }

    fn credential_scope(&self) -> String {
        format!("{}/{}/{}/aws4_request", self.date(), self.region, self.service)
    }

    /// The day in UTC: `20300102`.
    fn date(&self) -> String {
        let day = TimeZone::UTC.to_datetime(self.time);
        format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
    }
}

/// Signs `request`: adds the date, for S3 the payload hash, the session token if there is one, and `Authorization`.
///
/// Signs all headers that the request has; adds `Host` if it is missing.
///
/// # Errors
/// A key contains control characters, which are invalid in a header.
pub fn sign<B: AsRef<[u8]>>(request: &mut http::Request<B>, keys: &SigningKeys, scope: &SigningScope) -> Result<(), InvalidHeaderValue> {
    if !request.headers().contains_key(HOST) {
        let host = request.uri().authority().map_or("", |authority| authority.as_str()).to_owned();
        request.headers_mut().insert(HOST, HeaderValue::from_str(&host)?);
    }
    request.headers_mut().insert(X_AMZ_DATE, HeaderValue::from_str(&scope.amz_date())?);
    if scope.service == "s3" {
        let hash = sha256_hex(request.body().as_ref());
        request.headers_mut().insert(X_AMZ_CONTENT_SHA256, HeaderValue::from_str(&hash)?);
    }
    if let Some(token) = keys.session_token {
        let mut value = HeaderValue::from_str(token)?;
        value.set_sensitive(true);
        request.headers_mut().insert(X_AMZ_SECURITY_TOKEN, value);
    }
    let mut signed: Vec<String> = request.headers().keys().map(|name| name.as_str().to_owned()).collect();
    signed.sort();
    let signature = signature(request, &signed, keys.secret_key, scope);
    let authorization = format!(
        "{ALGORITHM} Credential={}/{}, SignedHeaders={}, Signature={signature}",
        keys.access_key,
        scope.credential_scope(),
        signed.join(";"),
    );
    request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_str(&authorization)?);
    Ok(())
}

/// The signature, 64 hex digits, over `request` and those of its headers that `signed_headers` names (lower case, sorted).
#[must_use]
pub fn signature<B: AsRef<[u8]>>(request: &http::Request<B>, signed_headers: &[String], secret_key: &str, scope: &SigningScope) -> String {
    let canonical = canonical_request(request, signed_headers);
    let to_sign = format!("{ALGORITHM}\n{}\n{}\n{}", scope.amz_date(), scope.credential_scope(), sha256_hex(canonical.as_bytes()));
    let date = scope.date();
    let key = [date.as_str(), scope.region, scope.service, "aws4_request"]
        .iter()
        .fold(format!("AWS4{secret_key}").into_bytes(), |key, part| hmac(&key, part.as_bytes()));
    hex(&hmac(&key, to_sign.as_bytes()))
}

fn canonical_request<B: AsRef<[u8]>>(request: &http::Request<B>, signed_headers: &[String]) -> String {
    let mut canonical =
        format!("{}\n{}\n{}\n", request.method(), request.uri().path(), canonical_query(request.uri().query().unwrap_or_default()));
    for name in signed_headers {
        let values: Vec<String> = request.headers().get_all(name.as_str()).iter().map(trimmed).collect();
        let _ = writeln!(canonical, "{name}:{}", values.join(","));
    }
    let _ = write!(canonical, "\n{}\n{}", signed_headers.join(";"), sha256_hex(request.body().as_ref()));
    canonical
}

/// Trims a header's value, and replaces inner runs of spaces by one.
fn trimmed(value: &HeaderValue) -> String {
    let text = String::from_utf8_lossy(value.as_bytes());
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(query.replace('+', "%2B").as_bytes()).map(|(name, value)| (encode(&name), encode(&value))).collect();
    pairs.sort_unstable();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// Percent-encodes everything but RFC 3986 unreserved characters, a space as `%20`.
#[must_use]
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// SHA-256 as 64 lower-case hex digits.
#[must_use]
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length: RFC 2104")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}
