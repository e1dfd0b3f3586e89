//! Validated values: durations, role ARNs, session names, regions, authorization parameters, ports.

use super::RequestError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{Span, SpanRelativeTo, Unit};
use std::str::FromStr;
use std::time::Duration;

const ROLE_ARN: &str = "a role ARN: it must start with `arn:` and have 20 to 2048 characters without whitespace";
const SESSION_NAME: &str = "a valid session name: use 2 to 64 letters, digits or _+=,.@-";
const REGION: &str = "a valid region: use 1 to 64 letters, digits or ._-";
const AUTH_PARAM: &str = "an authorization parameter: use KEY=VALUE, with a key that sts-cli does not set itself";

/// A session duration (`DurationSeconds`): 15 minutes to 365 days, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionDuration(u32);

impl SessionDuration {
    /// Eight hours, a working day: the default for users on MinIO.
    pub(crate) const WORKING_DAY: Self = Self(8 * 3600);
    /// Twelve hours, AWS's own default for GetSessionToken: `DurationSeconds`, AWS STS API Reference.
    pub(crate) const HALF_DAY: Self = Self(12 * 3600);
    /// One hour, which every server grants: the default elsewhere.
    pub const HOUR: Self = Self(3600);

    /// Returns the duration in seconds.
    #[must_use]
    pub fn seconds(self) -> u32 {
        self.0
    }
}

impl FromStr for SessionDuration {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, RequestError> {
        let seconds = parse_seconds(text)?;
        let out_of_bounds = || RequestError::DurationOutOfBounds(text.to_owned());
        u32::try_from(seconds).ok().filter(|seconds| (900..=31_536_000).contains(seconds)).map(Self).ok_or_else(out_of_bounds)
    }
}

/// Parses `8h`, `1h30m`, `365d` or a number of seconds; rejects negative durations.
///
/// # Errors
/// [`RequestError::NotADuration`].
pub(crate) fn parse_seconds(text: &str) -> Result<u64, RequestError> {
    let invalid = || RequestError::NotADuration(text.to_owned());
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let span: Span = text.parse().map_err(|_| invalid())?;
    let seconds = span.total((Unit::Second, SpanRelativeTo::days_are_24_hours())).map_err(|_| invalid())?;
    if seconds < 0.0 || seconds.fract() != 0.0 {
        return Err(invalid());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is whole and not negative")]
    Ok(seconds as u64)
}

/// Parses a timeout of at least one second.
///
/// # Errors
/// [`RequestError::InvalidTimeout`], [`RequestError::NotADuration`].
pub fn parse_timeout(text: &str) -> Result<Duration, RequestError> {
    match parse_seconds(text)? {
        0 => Err(RequestError::InvalidTimeout(text.to_owned())),
        seconds => Ok(Duration::from_secs(seconds)),
    }
}

/// A role ARN, of 20 to 2048 characters (AWS STS, `RoleArn`). Ceph's `urn:` is accepted too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleArn(String);

impl RoleArn {
    /// Returns the ARN that MinIO computes for the role of a provider, without the server's region: `initializeProvider` in MinIO's
    /// `internal/config/identity/openid`.
    #[must_use]
    pub(crate) fn of_minio(client_id: &str) -> String {
        let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, client_id.as_bytes());
        format!("arn:minio:iam:::role/{}", URL_SAFE_NO_PAD.encode(digest))
    }

    /// Whether the role is one of MinIO, by its partition.
    #[must_use]
    pub(crate) fn is_of_minio(&self) -> bool {
        self.0.starts_with("arn:minio:")
    }

    /// Returns the ARN.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RoleArn {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, RequestError> {
        let has_arn_prefix = text.starts_with("arn:") || text.starts_with("urn:");
        let is_well_formed = (20..=2048).contains(&text.len()) && text.chars().all(|c| !c.is_whitespace() && !c.is_control());
        if has_arn_prefix && is_well_formed { Ok(Self(text.to_owned())) } else { Err(RequestError::malformed(text, ROLE_ARN)) }
    }
}

/// A session name: 2 to 64 characters of `[A-Za-z0-9_+=,.@-]` (AWS STS, `RoleSessionName`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionName(String);

impl SessionName {
    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Derives a session name from a claim: replaces invalid characters (and `+`, which Ceph refuses) with `-`, truncates to 64 characters,
    /// falls back to `sts-cli` if it is too short.
    #[must_use]
    pub fn from_claim(text: &str) -> Self {
        let name: String = text.chars().take(64).map(|c| if Self::is_valid_char(c) && c != '+' { c } else { '-' }).collect();
        Self(if name.len() < 2 { "sts-cli".to_owned() } else { name })
    }

    fn is_valid_char(c: char) -> bool {
        c.is_ascii_alphanumeric() || "_+=,.@-".contains(c)
    }
}

impl FromStr for SessionName {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, RequestError> {
        let is_well_formed = (2..=64).contains(&text.len()) && text.chars().all(Self::is_valid_char);
        if is_well_formed { Ok(Self(text.to_owned())) } else { Err(RequestError::malformed(text, SESSION_NAME)) }
    }
}

/// Parses a region. The character set is restricted because regions end up in host names, files and commands of other programs.
///
/// # Errors
/// [`RequestError::Malformed`].
pub(crate) fn parse_region(text: &str) -> Result<String, RequestError> {
    let is_well_formed = (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if is_well_formed { Ok(text.to_owned()) } else { Err(RequestError::malformed(text, REGION)) }
}

/// Parses a `KEY=VALUE` parameter of the authorization request; rejects parameters that the flow sets itself.
///
/// # Errors
/// [`RequestError::Malformed`].
pub fn parse_auth_param(text: &str) -> Result<(String, String), RequestError> {
    const RESERVED: [&str; 11] = [
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "response_mode",
        "request",
        "request_uri",
        "response_type",
        "scope",
        "state",
    ];
    let pair = text.split_once('=').filter(|(key, _)| !key.is_empty() && !RESERVED.contains(key));
    pair.map(|(key, value)| (key.to_owned(), value.to_owned())).ok_or_else(|| RequestError::malformed(text, AUTH_PARAM))
}

/// Parses a port from 1 to 65535.
///
/// # Errors
/// [`RequestError::Malformed`].
pub(crate) fn parse_port(text: &str) -> Result<u16, RequestError> {
    text.trim().parse().ok().filter(|port| *port > 0).ok_or_else(|| RequestError::malformed(text, "a port from 1 to 65535"))
}
