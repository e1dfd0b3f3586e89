//! The end of a login: at the storage server, at the provider, on this machine; each as far as it goes.

use super::Session;
use crate::credentials::Credentials;
use crate::error::{Failure, Stopped};
use crate::identity::{self, Documents, Proof, Waiting};
use crate::request::Identity;
use crate::secret::RefreshToken;
use crate::sts::{self, Reach, RevokeError};
use crate::sys::files::FileError;

/// What came of it.
#[derive(Debug)]
pub struct LoggedOut {
    /// The credentials at the storage server; `None` where there were none.
    pub credentials: Option<Result<(), RevokeError>>,
    /// The refresh token at the provider; `None` where there was none.
    pub refresh_token: Option<Result<(), identity::Error>>,
    /// What stood on this machine; `false` where nothing did.
    pub forgotten: Result<bool, FileError>,
}

impl Session<'_> {
    /// Revokes what this request's login brought, as far as server and provider let it, and forgets it here.
    ///
    /// # Errors
    /// Another process is logging in; Ctrl-C; files that name whom to trust cannot be read.
    pub async fn log_out(&self, reach: Reach) -> Result<LoggedOut, Failure> {
        self.deps.http.trust(&self.request.trust, self.request.endpoint.url())?;
        let _lock = self.shelf.lock().await?;
        let given = if self.request.brings_a_token() { Some(self.token_in_hand().await?) } else { None };
        let grants = self.shelf.grants(given.as_ref().and_then(Proof::claims));
        let newest = grants.iter().map(|(_, credentials)| credentials).max_by_key(|credentials| credentials.granted);
        let login = self.shelf.login().unwrap_or_default();
        let was_there = newest.is_some() || login.tokens.is_some();
        let refresh_token = login.tokens.and_then(|tokens| tokens.refresh_token);
        let revoked = async { tokio::join!(self.revoke(newest, reach), self.hand_back(refresh_token, &login.provider)) };
        let (credentials, refresh_token) = Stopped::or(self.request.limit(), revoked).await?;
        let forgotten = self.shelf.forget(&grants).map(|()| was_there);
        Ok(LoggedOut { credentials, refresh_token, forgotten })
    }

    /// The token that was brought along: what it says tells which credentials came of it.
    async fn token_in_hand(&self) -> Result<Proof, Failure> {
        let (mut nothing, nobody) = (identity::Kept::default(), Waiting::default());
        let read = identity::prove(self.request, self.deps, &mut nothing, &nobody);
        Ok(Stopped::or(self.request.limit(), read).await??)
    }

    async fn revoke(&self, credentials: Option<&Credentials>, reach: Reach) -> Option<Result<(), RevokeError>> {
        let credentials = credentials?;
        let memory = self.shelf.server().unwrap_or_default();
        Some(sts::revoke(credentials, reach, &memory, self.request, self.deps).await)
    }

    async fn hand_back(&self, refresh_token: Option<RefreshToken>, known: &Documents) -> Option<Result<(), identity::Error>> {
        let Identity::WebIdentity(person) = &self.request.identity else { return None };
        Some(identity::revoke(person, &refresh_token?, known, self.deps).await)
    }
}
