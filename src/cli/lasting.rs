//! What `exec`, `serve` and `--watch` do alike: a profile's credentials are renewed for as long as they are needed.

use crate::credentials::{Credentials, Fate};
use crate::deliver::Renews;
use crate::identity;
use crate::request::Request;
use crate::session::Session;

/// A session that goes on, for a request.
pub(super) struct Lasting<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) request: &'a Request,
}

impl Renews for Lasting<'_> {
    /// Where only a person could bring them, the reason says how.
    async fn renew(&self) -> Result<Credentials, String> {
        self.session.renew().await.map_err(|failure| match (failure.source.downcast_ref(), &self.request.profile) {
            (Some(identity::Error::MayNotAsk), Some(profile)) => format!("you must log in again, with `sts-cli login {profile}`"),
            _ => failure.to_string(),
        })
    }

    fn fate_of(&self, held: &Credentials) -> Fate {
        self.session.fate_of(held)
    }
}

/// What `end` brings, once no refresh token is on its way: one that the provider has exchanged must not be lost.
pub(super) async fn end<T>(session: &Session<'_>, end: impl Future<Output = T>) -> T {
    let ended = end.await;
    session.settled().await;
    ended
}
