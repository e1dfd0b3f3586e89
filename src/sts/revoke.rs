//! Ending credentials before their time: MinIO's `revoke-tokens`, signed with those very credentials.
//!
//! It ends what was granted to the same person with the same `TokenRevokeType`, or everything of that person. Since March 2025.

use super::LearnedServer;
use super::dialect::{kind, traits};
use crate::credentials::Credentials;
use crate::request::{Dialect, Identity, Request};
use crate::sigv4::{self, Scope};
use crate::sys::retry::is_trouble;
use crate::sys::{Deps, HttpError, request_to};
use crate::xml::Refusal;
use http::header::InvalidHeaderValue;

/// What of a person is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevokeScope {
    /// What this user of this machine was granted.
    Here,
    /// All temporary credentials of the person, wherever they were granted.
    Everywhere,
}

/// Why credentials live on, or seem to.
#[derive(thiserror::Error)]
pub enum RevokeError {
    /// Another kind of server, or an older one.
    #[error("this storage server cannot revoke credentials: they end by themselves")]
    NotSupported,
    /// Granted without a type, by another program or before the kind of server was known.
    #[error("these credentials were granted without a name to revoke them by: only all of this person's can be ended")]
    NoType,
    /// Ended or revoked before.
    #[error("the storage server does not know these credentials any more")]
    UnknownCredentials,
    /// The server's own reasons.
    #[error("the storage server did not revoke the credentials: {code} (status {status}): {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its code.
        code: String,
        /// Its words.
        message: String,
    },
    /// No answer.
    #[error("the storage server did not answer")]
    NoAnswer(#[from] HttpError),
    /// A key that no header can carry.
    #[error("the credentials cannot be used to sign")]
    Unsignable(#[from] InvalidHeaderValue),
}
debug_as_display!(RevokeError);

impl RevokeError {
    /// Whether the storage server could not be reached, is in trouble, or something else answers in its place.
    #[must_use]
    pub fn is_out_of_reach(&self) -> bool {
        match self {
            Self::NoAnswer(_) => true,
            Self::Refused { status, .. } => is_trouble(*status) || *status < 400, // a page or a redirect is no decision
            Self::NotSupported | Self::NoType | Self::UnknownCredentials | Self::Unsignable(_) => false,
        }
    }
}

/// Revokes `credentials`, and with them all that `scope` says.
///
/// # Errors
/// See [`RevokeError`]. Nothing is sent to a server of a kind that has no such call.
pub async fn revoke(
    credentials: &Credentials,
    scope: RevokeScope,
    server: &LearnedServer,
    request: &Request,
    deps: &Deps,
) -> Result<(), RevokeError> {
    let dialect = kind(request, server);
    if dialect != Dialect::Generic && !traits(dialect).takes_revoke_type {
        return Err(RevokeError::NotSupported);
    }
    let mut post = request_to(http::Method::POST, &address(scope, request), Vec::new());
    let signing = Scope { time: deps.clock.now(), region: &request.region, service: "s3" };
    sigv4::sign(&mut post, &credentials.keys(), &signing)?;
    let answer = deps.http.send(post).await?;
    if answer.status() == http::StatusCode::NO_CONTENT { Ok(()) } else { Err(refusal(&answer)) }
}

fn address(scope: RevokeScope, request: &Request) -> String {
    let mut url = request.s3_endpoint.as_ref().unwrap_or(&request.endpoint).url().clone(); // the server itself, and no STS beside it
    url.set_path(&format!("/minio/admin/v3/revoke-tokens/{}", provider(&request.identity)));
    url.set_query((scope == RevokeScope::Everywhere).then_some("fullRevoke=true"));
    url.into()
}

/// The server's word for where its users come from; for one's own credentials it looks at these alone.
fn provider(identity: &Identity) -> &'static str {
    match identity {
        Identity::WebIdentity(_) | Identity::SuppliedToken(_) | Identity::ClientGrants(_) => "openid",
        Identity::Ldap(_) => "ldap",
        Identity::AccessKeys(_) | Identity::Certificate(_) | Identity::CustomToken(_) => "builtin",
    }
}

fn refusal(answer: &http::Response<bytes::Bytes>) -> RevokeError {
    let status = answer.status().as_u16();
    let Some(Refusal { code, message, .. }) = Refusal::in_json(&String::from_utf8_lossy(answer.body()), answer) else {
        return match status {
            400 | 404 | 405 | 501 => RevokeError::NotSupported,
            _ => RevokeError::Refused { status, code: "no code".to_owned(), message: "no reason given".to_owned() },
        };
    };
    match (status, code.as_str()) {
        (403, "InvalidAccessKeyId" | "InvalidTokenId" | "ExpiredToken") => RevokeError::UnknownCredentials,
        (400, "InvalidArgument") if message.to_lowercase().contains("revoke type") => RevokeError::NoType,
        (400 | 404 | 405 | 501, _) => RevokeError::NotSupported,
        _ => RevokeError::Refused { status, code, message },
    }
}
