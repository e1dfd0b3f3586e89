//! What `exec`, `serve` and `--watch` do alike: a profile's credentials are renewed for as long as they are needed.

use crate::credentials::{CacheState, Credentials};
use crate::deliver::CredentialSource;
use crate::identity;
use crate::request::Request;
use crate::session::Session;

/// A session that goes on, for a request.
pub(super) struct SessionSource<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) request: &'a Request,
}

impl CredentialSource for SessionSource<'_> {
    /// Where only a person could bring them, the reason says how.
    async fn renew(&self) -> Result<Credentials, String> {
        self.session.renew().await.map_err(|failure| match (failure.source.downcast_ref(), &self.request.profile) {
            (Some(identity::Error::MayNotAsk), Some(profile)) => format!("you must log in again, with `sts-cli login {profile}`"),
            _ => failure.to_string(),
        })
    }

    fn check_against_cache(&self, held: &Credentials) -> CacheState {
        self.session.check_against_cache(held)
    }
}

/// What `end` brings, once no refresh token is on its way: one that the provider has exchanged must not be lost.
pub(super) async fn end<T>(session: &Session<'_>, end: impl Future<Output = T>) -> T {
    let ended = end.await;
    session.settled().await;
    ended
}
