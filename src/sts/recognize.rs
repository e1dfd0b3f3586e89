//! Recognizes an STS before a login: by a request without a proof, which every STS refuses in its own words and no web server does.

use super::action::build_without_parameters;
use super::call::context_without_token;
use super::dialect::detect_dialect;
use super::{Error, LearnedServer, reply};
use crate::request::Request;
use crate::sys::Deps;

/// An action without parameters. MinIO does not have it, and shows that it is an STS by refusing it.
const ACTION: &str = "GetCallerIdentity";

/// Sends an unsigned request without a proof, and returns what its refusal reveals about the server.
///
/// # Errors
/// [`Error::NoResponse`], [`Error::Redirected`], [`Error::NotSts`].
pub(crate) async fn recognize(request: &Request, deps: &Deps) -> Result<LearnedServer, Error> {
    let response = deps.http.send(build_without_parameters(ACTION, request)).await?;
    let mut server = LearnedServer::default();
    server.record(detect_dialect(&response));
    match reply::read(ACTION, &response).into_result(context_without_token(ACTION, &server, request)) {
        Err(error @ (Error::Redirected { .. } | Error::NotSts { .. })) => Err(error),
        _ => Ok(server),
    }
}
