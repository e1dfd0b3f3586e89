//! A session as the source of renewed credentials for `exec --renew`, `serve` and `--watch`.

use crate::credentials::{CacheState, Credentials};
use crate::deliver::CredentialSource;
use crate::identity;
use crate::request::Request;
use crate::session::{self, Session};

/// A session that renews the credentials of a request.
pub(super) struct SessionSource<'a> {
    pub(super) session: &'a Session,
    pub(super) request: &'a Request,
}

impl CredentialSource for SessionSource<'_> {
    /// Renews without a prompt. If only an interactive login can help, the error says how to log in.
    async fn renew(&self) -> Result<Credentials, String> {
        self.session.renew().await.map_err(|error| match (&error, &self.request.profile) {
            (session::Error::Identity(identity::Error::PromptDisabled), Some(profile)) => {
                format!("login required: run `sts-cli login {profile}`")
            }
            _ => error.to_string(),
        })
    }

    fn check_against_cache(&self, credentials: &Credentials) -> CacheState {
        self.session.check_against_cache(credentials)
    }
}
