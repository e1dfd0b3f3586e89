//! Reads STS responses: a grant, a refusal, a redirect, or a response that is not from an STS.
//!
//! Proxies, consoles and identity providers respond with HTML, JSON or nothing.

use super::{Error, RequestContext, expiration};
use crate::credentials::unsafe_character;
use crate::secret::{SecretKey, SessionToken};
use crate::sys::strip_bom_from_text;
use crate::text::{RequestSecrets, printable, server_message};
use crate::xml::{Element, ErrorResponse, redirected_to};
use http::header::{CONTENT_TYPE, HeaderMap};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;

/// The elements that name the identity of a grant; a response has one of them at most: "AssumeRoleWithWebIdentity", AWS STS API Reference
/// (the first); MinIO's `cmd/sts-datatypes.go`.
const IDENTITIES: [&str; 4] = ["SubjectFromWebIdentityToken", "SubjectFromToken", "SubjectFromClientGrantsToken", "AssumedUser"];

/// Granted credentials, as the response states them.
#[derive(Clone, Debug)]
pub struct IssuedCredentials {
    /// The access key id.
    pub access_key: String,
    /// The secret key.
    pub secret_key: SecretKey,
    /// The session token; empty if the server sent none.
    pub session_token: SessionToken,
    /// When the credentials expire.
    pub expiration: Timestamp,
    /// The identity according to the server: the token's subject, the plugin's user, or the assumed role's ARN.
    pub identity: Option<String>,
    /// This machine's time minus the server's, when the response arrived; `None` if that is unknown.
    pub clock_skew: Option<SignedDuration>,
}

/// A parsed STS response.
#[derive(Debug)]
pub enum Reply {
    /// Credentials were granted.
    Granted(IssuedCredentials),
    /// The server refused.
    Refused(ErrorResponse),
    /// A successful response without a valid grant: it is not well-formed, of another action, or a required value is missing or invalid. The
    /// text says which.
    Invalid(String),
    /// A successful response whose keys some tools would misread; the text says why.
    UnsafeKeys(String),
    /// A redirect.
    Redirected {
        /// The HTTP status.
        status: u16,
        /// The redirect target, safe to show.
        location: String,
    },
    /// The response is not from an STS.
    NotSts {
        /// The HTTP status.
        status: u16,
        /// The content type, or `no content type`.
        content_type: String,
        /// The message in the response, safe to show.
        message: Option<String>,
    },
}

impl Reply {
    /// Returns the granted credentials.
    ///
    /// # Errors
    /// The error for a reply other than a grant, with the facts of `request_context`.
    pub(super) fn into_result(self, request_context: RequestContext) -> Result<IssuedCredentials, Error> {
        let RequestContext { action, shares_origin_with_provider, .. } = request_context;
        Err(match self {
            Self::Granted(granted) => return Ok(granted),
            Self::Refused(refusal) => Error::Refused { refusal, request_context: Box::new(request_context) },
            Self::Invalid(problem) => Error::InvalidResponse { action, problem },
            Self::UnsafeKeys(problem) => Error::UnsafeKeys { action, problem },
            Self::Redirected { status, location } => {
                Error::Redirected { address: request_context.address, status, location, shares_origin_with_provider }
            }
            Self::NotSts { status, content_type, message } => {
                Error::NotSts { address: request_context.address, status, content_type, shares_origin_with_provider, message }
            }
        })
    }
}

/// Reads the response to `action`. The body may have any content; `sys::http` limits its size.
#[must_use]
pub fn read(action: &str, response: &http::Response<impl AsRef<[u8]>>) -> Reply {
    let status = response.status();
    let body = String::from_utf8_lossy(response.body().as_ref());
    let body = strip_bom_from_text(&body);
    let root = Element::parse(body);
    if let Some(location) = redirected_to(root.as_ref().ok(), response) {
        return Reply::Redirected { status: status.as_u16(), location };
    }
    match &root {
        Ok(root) if root.name.eq_ignore_ascii_case("html") => {}
        Ok(root) => match ErrorResponse::from_xml(root, response) {
            Some(refusal) if refusal.is_from_console() => return not_sts(response, Some(refusal.message)),
            Some(refusal) => return Reply::Refused(refusal),
            None if status.is_success() => return success(action, root),
            None => {}
        },
        Err(problem) if status.is_success() && body.starts_with("<?xml") => return Reply::Invalid((*problem).to_owned()),
        Err(_) => {
            if let Some(refusal) = ErrorResponse::from_json(body, response) {
                return Reply::Refused(refusal);
            }
        }
    }
    // the JSON or text of a success may be a grant of another service, with tokens in it
    let may_be_shown = !status.is_success() || body.trim_start().starts_with('<');
    let message =
        server_message::message_in(body).filter(|_| may_be_shown).map(|message| RequestSecrets::of_response(response).redact(&message));
    not_sts(response, message)
}

fn not_sts<B>(response: &http::Response<B>, message: Option<String>) -> Reply {
    Reply::NotSts { status: response.status().as_u16(), content_type: content_type(response.headers()), message }
}

/// Reads the document of a successful response.
fn success(action: &str, root: &Element) -> Reply {
    match read_credentials(action, root) {
        Ok(credentials) => describe_unsafe_key(&credentials).map_or(Reply::Granted(credentials), Reply::UnsafeKeys),
        Err(problem) => Reply::Invalid(problem),
    }
}

fn content_type(headers: &HeaderMap) -> String {
    let header = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    header.map_or_else(|| "no content type".to_owned(), printable)
}

fn read_credentials(action: &str, root: &Element) -> Result<IssuedCredentials, String> {
    if root.name != format!("{action}Response") {
        return Err(format!("its root element is `{}`", printable(&root.name)));
    }
    let result = root.child(&format!("{action}Result")).ok_or("it contains no result")?;
    let credentials = result.child("Credentials").ok_or("it contains no credentials")?;
    let missing = |name: &str| format!("it contains no {name}");
    let required = |name: &str| credentials.text_of(name).ok_or_else(|| missing(name));
    let expiration = expiration::read(required("Expiration")?).ok_or("its Expiration is not a valid time")?;
    let role = result.child("AssumedRoleUser").and_then(|role| role.text_of("Arn"));
    Ok(IssuedCredentials {
        access_key: required("AccessKeyId")?.to_owned(),
        secret_key: SecretKey::new(required("SecretAccessKey")?.to_owned()),
        session_token: SessionToken::new(credentials.text_of("SessionToken").unwrap_or_default().to_owned()),
        expiration,
        identity: IDENTITIES.iter().find_map(|name| result.text_of(name)).or(role).map(printable),
        clock_skew: None,
    })
}

/// Returns why a tool would misread the granted keys. The text contains only the character, not the value.
#[expect(clippy::disallowed_methods, reason = "the values are checked for characters that no key has")]
fn describe_unsafe_key(credentials: &IssuedCredentials) -> Option<String> {
    let values = [
        ("AccessKeyId", credentials.access_key.as_str()),
        ("SecretAccessKey", credentials.secret_key.expose_secret()),
        ("SessionToken", credentials.session_token.expose_secret()),
    ];
    values.into_iter().find_map(|(name, value)| describe_unsafe_character(name, value))
}

fn describe_unsafe_character(name: &str, value: &str) -> Option<String> {
    let character_description = match unsafe_character(value)? {
        blank if blank.is_whitespace() => "a space or a line break".to_owned(),
        visible if visible.is_ascii_graphic() => format!("`{visible}`"),
        _ => "a character other than visible ASCII".to_owned(),
    };
    Some(format!("its {name} contains {character_description}, which shells and other tools would misread"))
}
