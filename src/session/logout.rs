//! The end of a login: at the storage server, at the provider, on this machine; each as far as it goes.

use super::{Error, Session};
use crate::credentials::Credentials;
use crate::identity::{self, Documents, LoginState, PendingPage, Proof, ProviderError};
use crate::request::Identity;
use crate::secret::RefreshToken;
use crate::sts::{self, RevokeError, RevokeScope};
use crate::sys::files::FileError;
use crate::sys::{TrustError, unless_stopped};

/// What a logout achieved.
#[derive(Debug)]
pub struct LoggedOut {
    /// The credentials at the storage server; `None` where there were none.
    pub credentials: Option<RevokeOutcome>,
    /// The refresh token at the provider; `None` where there was none.
    pub refresh_token: Option<RevokeOutcome>,
    /// What was stored on this machine.
    pub local: Result<LocalOutcome, FileError>,
    /// Of the credentials that stay valid, those that expire last.
    pub last: Option<Credentials>,
}

/// What became of something that a server had granted.
#[derive(Debug)]
pub enum RevokeOutcome {
    /// It is revoked.
    Revoked,
    /// It cannot be revoked there, or not any more: why.
    NotRevocable(String),
    /// It stays valid.
    Failed(RevokeFailure),
}

/// Why something could not be revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeFailure {
    /// The storage server's reasons, or the way to it.
    #[error(transparent)]
    Storage(RevokeError),
    /// The provider's reasons, or the way to it.
    #[error(transparent)]
    Provider(identity::Error),
    /// The files that name whom to trust cannot be used, so the storage server was not asked.
    #[error(transparent)]
    Trust(TrustError),
}

/// What became of what was stored on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalOutcome {
    /// Nothing was stored.
    Nothing,
    /// The stored login and credentials are removed.
    Removed,
    /// Tokens or credentials whose revocation got no response are still stored, to be revoked later.
    Retained,
}

impl RevokeFailure {
    /// Whether a server was out of reach or in trouble.
    #[must_use]
    pub fn is_out_of_reach(&self) -> bool {
        match self {
            Self::Storage(error) => error.is_out_of_reach(),
            Self::Provider(error) => error.is_out_of_reach(),
            Self::Trust(_) => false,
        }
    }

    /// Whether a file kept the server from being asked.
    #[must_use]
    pub fn is_of_a_file(&self) -> bool {
        match self {
            Self::Storage(_) => false,
            Self::Provider(error) => error.is_of_a_file(),
            Self::Trust(_) => true,
        }
    }
}

impl RevokeOutcome {
    /// Whether it can be tried again: a server did not answer, or could not be asked because of a file.
    fn can_be_retried(&self) -> bool {
        matches!(self, Self::Failed(failure) if failure.is_out_of_reach() || failure.is_of_a_file())
    }

    fn at_server(outcome: Result<(), RevokeError>) -> Self {
        match outcome {
            Ok(()) => Self::Revoked,
            Err(error @ (RevokeError::NotHere | RevokeError::Dead)) => Self::NotRevocable(error.to_string()),
            Err(error) => Self::Failed(RevokeFailure::Storage(error)),
        }
    }

    fn at_provider(outcome: Result<(), identity::Error>) -> Self {
        match outcome {
            Ok(()) => Self::Revoked,
            Err(identity::Error::Provider(ProviderError::NoEndpoint(_))) => {
                let why = "the provider revokes no tokens: the refresh token ends by itself, or with your session there";
                Self::NotRevocable(why.to_owned())
            }
            Err(error) => Self::Failed(RevokeFailure::Provider(error)),
        }
    }
}

impl Session {
    /// Revokes this login's credentials and refresh token, as far as server and provider allow, and removes them from this machine. What
    /// got no response stays stored, unless `forget` is set. If the CA or client certificate files cannot be read, the server is not asked.
    ///
    /// # Errors
    /// Another process is logging in; Ctrl-C; a supplied token cannot be read ([`Error::TokenOfLogout`]).
    pub async fn log_out(&self, scope: RevokeScope, forget: bool) -> Result<LoggedOut, Error> {
        let trusted = self.deps.http.trust(&self.request.trust, self.request.endpoint.url());
        let _lock = self.acquire_login_lock(self.cache.lock(), None).await?;
        let supplied = if self.request.supplies_a_token() { Some(self.supplied_token().await?) } else { None };
        let grants = self.cache.grants(supplied.as_ref().and_then(Proof::claims));
        let newest = grants.iter().map(|(_, credentials)| credentials).max_by_key(|credentials| credentials.granted);
        let login = self.cache.login().unwrap_or_default();
        let was_stored = newest.is_some() || login.tokens.is_some();
        let refresh_token = login.tokens.and_then(|tokens| tokens.refresh_token);
        let revoked =
            async { tokio::join!(self.revoke(newest, scope, trusted), self.revoke_refresh_token(refresh_token, &login.provider)) };
        let (credentials, refresh_token) = unless_stopped(self.request.limit(), revoked).await?;
        let is_retained = |outcome: &Option<RevokeOutcome>| !forget && outcome.as_ref().is_some_and(RevokeOutcome::can_be_retried);
        let [retains_grants, retains_login] = [&credentials, &refresh_token].map(is_retained);
        let grants_removed = if retains_grants { Ok(()) } else { self.cache.remove_grants(&grants) };
        let login_removed = if retains_login { Ok(()) } else { self.cache.remove_login() };
        let local = match was_stored {
            _ if retains_grants || retains_login => LocalOutcome::Retained,
            true => LocalOutcome::Removed,
            false => LocalOutcome::Nothing,
        };
        let stays_valid = matches!(credentials, Some(RevokeOutcome::Failed(_)));
        let rest = grants.into_iter().map(|(_, credentials)| credentials).filter(|_| stays_valid);
        let last = rest.max_by_key(|credentials| credentials.expiration);
        Ok(LoggedOut { credentials, refresh_token, local: grants_removed.and(login_removed).map(|()| local), last })
    }

    /// The supplied token, whose claims tell which credentials came of it.
    async fn supplied_token(&self) -> Result<Proof, Error> {
        let (mut nothing, no_page) = (LoginState::default(), PendingPage::default());
        let read = identity::prove(&self.request, &self.deps, &mut nothing, &no_page);
        unless_stopped(self.request.limit(), read).await?.map_err(Error::TokenOfLogout)
    }

    async fn revoke(
        &self,
        credentials: Option<&Credentials>,
        scope: RevokeScope,
        trusted: Result<(), TrustError>,
    ) -> Option<RevokeOutcome> {
        let credentials = credentials?;
        if let Err(error) = trusted {
            return Some(RevokeOutcome::Failed(RevokeFailure::Trust(error)));
        }
        let server = self.cache.server().unwrap_or_default();
        Some(RevokeOutcome::at_server(sts::revoke(credentials, scope, &server, &self.request, &self.deps).await))
    }

    async fn revoke_refresh_token(&self, refresh_token: Option<RefreshToken>, known: &Documents) -> Option<RevokeOutcome> {
        let Identity::WebIdentity(person) = &self.request.identity else { return None };
        Some(RevokeOutcome::at_provider(identity::revoke(person, &refresh_token?, known, &self.deps).await))
    }
}
