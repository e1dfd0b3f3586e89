//! What `exec` and `serve` do alike: a profile becomes a request, and its credentials are renewed for as long as they are needed.

use super::call::Resolved;
use super::shared;
use crate::credentials::Credentials;
use crate::error::Failure;
use crate::identity;
use crate::request::{Delivery, Request, UsageError};
use crate::session::Session;
use crate::sys::Deps;

/// What a profile and the options say. No form of the output: the keys go to a command or behind an endpoint.
pub(super) fn request(resolved: &Resolved, deps: &Deps) -> Result<Request, UsageError> {
    shared::request(&resolved.settings, resolved.identity, resolved.profile.as_deref(), Delivery::default(), deps)
}

/// The credentials to begin with.
pub(super) async fn first(session: &Session<'_>) -> Result<Credentials, Failure> {
    match session.cached() {
        Some(fresh) => Ok(fresh),
        None => session.credentials().await,
    }
}

/// The next ones. Where only a person could bring them, the reason says how.
pub(super) async fn next(session: &Session<'_>, request: &Request) -> Result<Credentials, String> {
    session.renew().await.map_err(|failure| match (failure.source.downcast_ref(), &request.profile) {
        (Some(identity::Error::MayNotAsk), Some(profile)) => format!("you must log in again, with `sts-cli login {profile}`"),
        _ => failure.to_string(),
    })
}
