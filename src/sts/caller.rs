//! `GetCallerIdentity`: the owner of credentials, according to the server. Supported by AWS, SeaweedFS and recent Ceph.

use super::dialect::dialect_of;
use super::reply::{self, Reply};
use super::{Error, ErrorResponse, LearnedServer, RequestContext};
use crate::credentials::Credentials;
use crate::request::Request;
use crate::sigv4::{self, SigningScope};
use crate::sys::{Deps, request_to};
use crate::text::printable;
use crate::xml::Element;
use http::header::{CONTENT_TYPE, HeaderValue};

const ACTION: &str = "GetCallerIdentity";
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");

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
/// ([`Credentials::token_facts`]).
///
/// # Errors
/// The server rejects the credentials, or its response is not an STS response.
pub async fn caller(credentials: &Credentials, server: &LearnedServer, request: &Request, deps: &Deps) -> Result<Option<Caller>, Error> {
    if !dialect_of(request, server).traits().has_caller_identity {
        return Ok(None);
    }
    let body = format!("Action={ACTION}&Version=2011-06-15").into_bytes();
    let mut post = request_to(http::Method::POST, request.endpoint.url().as_str(), body);
    post.headers_mut().insert(CONTENT_TYPE, FORM);
    let scope = SigningScope { time: deps.clock.now(), region: &request.region, service: "sts" };
    sigv4::sign(&mut post, &credentials.keys(), &scope)?;
    let response = deps.http.send(post).await?;
    if response.status().is_success()
        && let Some(caller) = parse_caller(&String::from_utf8_lossy(response.body()))
    {
        return Ok(Some(caller));
    }
    match reply::read(ACTION, &response) {
        Reply::Refused(refusal) if is_unsupported_action(&refusal) => Ok(None),
        Reply::Refused(refusal) => Err(Error::Refused { refusal, request_context: Box::new(request_context(request)) }),
        Reply::Granted(_) | Reply::UnsafeKeys(_) => {
            Err(Error::InvalidResponse { action: ACTION, problem: "it names no caller".to_owned() })
        }
        Reply::Incomplete(problem) => Err(Error::InvalidResponse { action: ACTION, problem }),
        Reply::Redirected { status, location: to } => {
            Err(Error::Redirected { host: request_context(request).host, status, location: to, is_identity_provider: false })
        }
        Reply::NotSts { status, content_type, message: words } => {
            Err(Error::NotSts { host: request_context(request).host, status, content_type, is_identity_provider: false, message: words })
        }
    }
}

fn parse_caller(document: &str) -> Option<Caller> {
    let root = Element::parse(document).ok()?;
    let result = root.child("GetCallerIdentityResult")?;
    let text = |name| result.text_of(name).map(printable);
    Some(Caller { arn: text("Arn")?, account: text("Account"), user_id: text("UserId") })
}

fn is_unsupported_action(refusal: &ErrorResponse) -> bool {
    let message = refusal.message.to_lowercase();
    let is_unsupported = message.contains("unsupported action") || message.contains("unsupported api call");
    is_unsupported || refusal.status == 501 || ["InvalidAction", "NotImplemented", "MethodNotAllowed"].contains(&refusal.code.as_str())
}

fn request_context(request: &Request) -> RequestContext {
    RequestContext { action: ACTION, host: request.endpoint.address().to_owned(), ..RequestContext::default() }
}
