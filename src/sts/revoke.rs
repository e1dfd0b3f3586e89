//! Revokes credentials: MinIO's `revoke-tokens` (since March 2025), signed with those credentials.
//!
//! It revokes everything granted to the same user with the same `TokenRevokeType`, or everything of that user: `RevokeTokens` in MinIO's
//! `cmd/admin-handlers-users.go` and its madmin-go.

use super::LearnedServer;
use super::dialect::dialect_of;
use crate::credentials::Credentials;
use crate::request::{Dialect, Request};
use crate::sigv4::{self, SigningScope};
use crate::sys::retry::is_server_failure;
use crate::sys::{Deps, HttpError, request_to};
use crate::xml::{Element, ErrorResponse};
use http::header::InvalidHeaderValue;

/// The extent of a revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevokeScope {
    /// Everything granted to this user with the same revoke type: on this machine, unless the cache was disabled, so that each run had its
    /// own.
    ThisMachine,
    /// All temporary credentials of the user, on all machines.
    Everywhere,
}

/// Why credentials were not revoked.
#[derive(thiserror::Error)]
pub enum RevokeError {
    /// The server does not support revocation.
    #[error("the storage server does not support revocation; the credentials stay valid until they expire")]
    NotSupported,
    /// The credentials have no revoke type: granted by another program, or before the dialect was known.
    #[error("the credentials have no revoke type, so they stay valid until they expire")]
    NoRevokeType,
    /// The credentials have expired or been revoked already.
    #[error("the storage server no longer knows these credentials")]
    UnknownCredentials,
    /// The server refused.
    #[error("the storage server did not revoke the credentials: {code} (status {status}): {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The error code.
        code: String,
        /// The error message.
        message: String,
    },
    /// The server did not respond.
    #[error("the storage server did not respond")]
    NoResponse(#[from] HttpError),
    /// A key contains characters that are invalid in a header.
    #[error("could not sign with the credentials")]
    Unsignable(#[from] InvalidHeaderValue),
}
debug_as_display!(RevokeError);

impl RevokeError {
    /// Whether the storage server is unreachable or failing temporarily, or something else responded in its place.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        match self {
            Self::NoResponse(_) => true,
            Self::Refused { status, .. } => is_server_failure(*status) || *status < 400, // a page or a redirect is no decision
            Self::NotSupported | Self::NoRevokeType | Self::UnknownCredentials | Self::Unsignable(_) => false,
        }
    }
}

/// The service of the signature: MinIO's admin API expects that of S3 (`validateAdminSignature` in MinIO's `cmd/auth-handler.go`).
const SIGNED_SERVICE: &str = "s3";

/// Revokes `credentials` and everything else in `scope`.
///
/// # Errors
/// See [`RevokeError`]. Sends nothing to a server whose dialect has no revocation.
pub async fn revoke(
    credentials: &Credentials,
    scope: RevokeScope,
    server: &LearnedServer,
    request: &Request,
    deps: &Deps,
) -> Result<(), RevokeError> {
    let dialect = dialect_of(request, server);
    if dialect != Dialect::Generic && !dialect.traits().supports_revoke_type {
        return Err(RevokeError::NotSupported);
    }
    let mut post = request_to(http::Method::POST, &revocation_url(scope, request), Vec::new());
    let signing = SigningScope { time: deps.clock.now(), region: &request.region, service: SIGNED_SERVICE };
    sigv4::sign(&mut post, &credentials.keys(), &signing)?;
    let response = deps.http.send(post).await?;
    if response.status() == http::StatusCode::NO_CONTENT { Ok(()) } else { Err(refusal(&response)) }
}

/// Returns the URL of the revocation: at the storage server, not at a separate STS.
fn revocation_url(scope: RevokeScope, request: &Request) -> String {
    let mut url = request.s3_endpoint.as_ref().unwrap_or(&request.endpoint).url().clone();
    url.set_path(&format!("/minio/admin/v3/revoke-tokens/{}", request.identity.data().spec().user_type.minio_name()));
    url.set_query((scope == RevokeScope::Everywhere).then_some("fullRevoke=true"));
    url.into()
}

/// Returns the reason in a response that is not a success. MinIO's admin API sends JSON; other S3 servers take the path for that of an
/// object, and send XML or nothing: with 400, 403, 404, 405 or 501.
fn refusal(response: &http::Response<bytes::Bytes>) -> RevokeError {
    let (status, body) = (response.status().as_u16(), String::from_utf8_lossy(response.body()));
    let from_admin_api = ErrorResponse::from_json(&body, response);
    let is_without_admin_api = matches!(status, 404 | 405 | 501) || status == 400 && from_admin_api.is_none();
    let Some(refusal) = from_admin_api.or_else(|| ErrorResponse::from_xml(&Element::parse(&body).ok()?, response)) else {
        return match is_without_admin_api {
            true => RevokeError::NotSupported,
            false => RevokeError::Refused { status, code: "no code".to_owned(), message: "no reason given".to_owned() },
        };
    };
    let (are_keys_gone, is_of_unknown_action) = (refusal.is_of_expired_or_unknown_keys(), refusal.is_of_unknown_action());
    let ErrorResponse { code, message, .. } = refusal;
    match (status, code.as_str()) {
        (403, _) if are_keys_gone => RevokeError::UnknownCredentials,
        (400, "InvalidArgument") if message.to_lowercase().contains("revoke type") => RevokeError::NoRevokeType,
        _ if is_without_admin_api || is_of_unknown_action => RevokeError::NotSupported,
        _ => RevokeError::Refused { status, code, message },
    }
}
