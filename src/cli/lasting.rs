//! What `exec`, `serve` and `--watch` do alike: a profile's credentials are renewed for as long as they are needed.

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

/// What `end` brings, once no refresh token is on its way: one that the provider has exchanged must not be lost.
pub(super) async fn end<T>(session: &Session<'_>, end: impl Future<Output = T>) -> T {
    let ended = end.await;
    session.settled().await;
    ended
}
