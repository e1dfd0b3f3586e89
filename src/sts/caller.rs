//! `GetCallerIdentity`: the owner of credentials, according to the server. Supported by AWS, SeaweedFS and recent Ceph.

use super::action::{API_VERSION, FORM};
use super::dialect::dialect_of;
use super::reply::{self, Reply};
use super::{Error, ErrorResponse, LearnedServer, RequestContext};
use crate::credentials::Credentials;
use crate::request::Request;
use crate::sigv4::{self, SigningScope};
use crate::sys::{Deps, request_to, strip_bom_from_text};
use crate::text::printable;
use crate::xml::Element;
use bytes::Bytes;
use http::header::CONTENT_TYPE;

const ACTION: &str = "GetCallerIdentity";

/// The owner of credentials, according to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The ARN of the user or of the role session.
    pub arn: String,
    /// The account, if the server has accounts.
    pub account: Option<String>,
    /// The id of the user or session.
    pub user_id: Option<String>,
}

/// Asks the server for the owner of `credentials`; `None` if it does not support the action. The session token may then name the owner
/// (`Credentials::token_facts`).
///
/// # Errors
/// The server rejects the credentials, or its response is not an STS response.
pub async fn get_caller_identity(
    credentials: &Credentials,
    server: &LearnedServer,
    request: &Request,
    deps: &Deps,
) -> Result<Option<Caller>, Error> {
    if !dialect_of(request, server).traits().has_caller_identity {
        return Ok(None);
    }
    let body = format!("Action={ACTION}&Version={API_VERSION}").into_bytes();
    let mut post = request_to(http::Method::POST, request.endpoint.url().as_str(), body);
    post.headers_mut().insert(CONTENT_TYPE, FORM);
    let scope = SigningScope { time: deps.clock.now(), region: &request.region, service: "sts" };
    sigv4::sign(&mut post, &credentials.keys(), &scope)?;
    let response = deps.http.send(post).await?;
    if let Some(caller) = parse_caller(&response) {
        return caller.map(Some);
    }
    match reply::read(ACTION, &response) {
        Reply::Refused(refusal) if is_unsupported_action(&refusal) => Ok(None),
        Reply::Refused(refusal) => Err(Error::Refused { refusal, request_context: Box::new(request_context(request)) }),
        Reply::Granted(_) | Reply::UnsafeKeys(_) => Err(names_no_caller()),
        Reply::Incomplete(problem) => Err(Error::InvalidResponse { action: ACTION, problem }),
        Reply::Redirected { status, location } => {
            Err(Error::Redirected { host: request_context(request).host, status, location, is_identity_provider: false })
        }
        Reply::NotSts { status, content_type, message } => {
            Err(Error::NotSts { host: request_context(request).host, status, content_type, is_identity_provider: false, message })
        }
    }
}

/// Reads the owner in a successful response; `None` if it is not a response to this action.
///
/// # Errors
/// The response lacks the ARN.
fn parse_caller(response: &http::Response<Bytes>) -> Option<Result<Caller, Error>> {
    let body = String::from_utf8_lossy(response.body());
    let root = Element::parse(strip_bom_from_text(&body)).ok()?;
    if !response.status().is_success() || root.name != "GetCallerIdentityResponse" {
        return None;
    }
    let text = |name| root.child("GetCallerIdentityResult")?.text_of(name).map(printable);
    let caller = text("Arn").map(|arn| Caller { arn, account: text("Account"), user_id: text("UserId") });
    Some(caller.ok_or_else(names_no_caller))
}

fn names_no_caller() -> Error {
    Error::InvalidResponse { action: ACTION, problem: "it names no caller".to_owned() }
}

/// Whether the server does not know the action. `NotImplemented` and `MethodNotAllowed` come from servers that pass unknown actions to S3.
fn is_unsupported_action(refusal: &ErrorResponse) -> bool {
    let message = refusal.message.to_lowercase();
    let is_unsupported = message.contains("unsupported action") || message.contains("unsupported api call");
    is_unsupported || refusal.status == 501 || ["InvalidAction", "NotImplemented", "MethodNotAllowed"].contains(&refusal.code.as_str())
}

fn request_context(request: &Request) -> RequestContext {
    RequestContext { action: ACTION, host: request.endpoint.address().to_owned(), ..RequestContext::default() }
}
