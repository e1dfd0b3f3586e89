//! What `exec` and `serve` do alike: a profile's credentials are renewed for as long as they are needed.

use crate::credentials::Credentials;
use crate::identity;
use crate::request::Request;
use crate::session::Session;

/// The credentials after those at hand. Where only a person could bring them, the reason says how.
pub(super) async fn next(session: &Session<'_>, request: &Request) -> Result<Credentials, String> {
    session.renew().await.map_err(|failure| match (failure.source.downcast_ref(), &request.profile) {
        (Some(identity::Error::MayNotAsk), Some(profile)) => format!("you must log in again, with `sts-cli login {profile}`"),
        _ => failure.to_string(),
    })
}
