//! `GetCallerIdentity`: the owner of credentials, according to the server. Supported by AWS ("GetCallerIdentity", AWS STS API Reference),
//! SeaweedFS and recent Ceph.

use super::action::build_without_parameters;
use super::call::context_without_token;
use super::dialect::dialect_of;
use super::reply::{self, Reply};
use super::{Error, LearnedServer};
use crate::credentials::Credentials;
use crate::request::Request;
use crate::sigv4::{self, SigningScope};
use crate::sys::{Deps, strip_bom_from_text};
use crate::text::printable;
use crate::xml::Element;
use bytes::Bytes;

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
/// [`Error::NoResponse`], or what the server returned instead of the owner, such as [`Error::Refused`].
pub async fn get_caller_identity(
    credentials: &Credentials,
    server: &LearnedServer,
    request: &Request,
    deps: &Deps,
) -> Result<Option<Caller>, Error> {
    if !dialect_of(request, server).traits().has_caller_identity {
        return Ok(None);
    }
    let mut post = build_without_parameters(ACTION, request);
    let scope = SigningScope { time: deps.clock.now(), region: &request.region, service: "sts" };
    sigv4::sign(&mut post, &credentials.keys(), &scope)?;
    let response = deps.http.send(post).await?;
    if let Some(caller) = parse_caller(&response) {
        return caller.map(Some);
    }
    match reply::read(ACTION, &response) {
        Reply::Refused(refusal) if refusal.is_of_unknown_action() => Ok(None),
        other => {
            let request_context = context_without_token(ACTION, server, request);
            Err(other.into_result(request_context).err().unwrap_or_else(names_no_caller))
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
