//! Logout: revokes at the storage server and at the provider, and removes what is stored on this machine.

use super::shared_failure::FailureKeys;
use super::stored::{LoginContents, LoginKeys, StoredLogin, combine};
use super::{Error, Session};
use crate::cache::entry::{CredentialsEntry, LoginEntry};
use crate::cache::{EntryKind, Key};
use crate::claims::Claims;
use crate::credentials::Credentials;
use crate::identity::{self, LoginState, PendingPage, Proof, ProviderError};
use crate::sts::{self, RevokeError, RevokeScope};
use crate::sys::files::{FileError, LockError, LockFile};
use crate::sys::{TrustError, is_in_future, unless_stopped};

/// The outcome of a logout.
#[derive(Debug)]
pub(crate) struct LogoutOutcome {
    /// The revocation of the credentials at the storage server; `None` if there were none.
    pub credentials: Option<RevokeOutcome>,
    /// The revocation of the refresh token at the provider; `None` if there was none.
    pub refresh_token: Option<RevokeOutcome>,
    /// The removal of stored tokens and credentials on this machine.
    pub local: Result<LocalOutcome, FileError>,
    /// Whether some stored tokens or credentials could not be read, and so not revoked.
    pub has_unreadable_entries: bool,
    /// The last of the credentials that stay valid to expire, if any could not be revoked.
    pub last_to_expire: Option<Credentials>,
}

/// The outcome of a revocation.
#[derive(Debug)]
pub(crate) enum RevokeOutcome {
    /// Revoked.
    Revoked,
    /// The server does not support revocation, or no longer knows it; the text says which.
    NotRevocable(String),
    /// The revocation failed, and it stays valid.
    Failed(RevokeFailure),
}

/// Why something could not be revoked.
#[derive(thiserror::Error)]
pub(crate) enum RevokeFailure {
    /// The storage server refused, or could not be reached.
    #[error(transparent)]
    Storage(RevokeError),
    /// The provider refused, or could not be reached.
    #[error(transparent)]
    Provider(identity::Error),
    /// The CA or client certificate files cannot be used, so the storage server was not called.
    #[error(transparent)]
    Trust(TrustError),
}
debug_as_display!(RevokeFailure);

/// The local outcome of a logout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LocalOutcome {
    /// Nothing was stored.
    Nothing,
    /// The stored login and credentials are removed.
    Removed,
    /// Tokens or credentials are still stored, because the server that must revoke them did not respond.
    Retained,
    /// Sealed entries are still stored, because the keyring provided no key.
    Locked,
}

impl RevokeFailure {
    /// Whether a server was unreachable or temporarily failing.
    #[must_use]
    pub(crate) fn is_unreachable(&self) -> bool {
        match self {
            Self::Storage(error) => error.is_unreachable(),
            Self::Provider(error) => error.is_unreachable(),
            Self::Trust(_) => false,
        }
    }

    /// Whether something other than the provider answered, so that its address must be corrected first.
    #[must_use]
    pub(crate) fn is_bad_endpoint(&self) -> bool {
        matches!(self, Self::Provider(identity::Error::Provider(ProviderError::NotARevocationEndpoint { .. })))
    }

    /// Whether an unusable file prevented the request.
    #[must_use]
    pub(crate) fn is_file_error(&self) -> bool {
        match self {
            Self::Storage(_) => false,
            Self::Provider(error) => error.is_file_error(),
            Self::Trust(_) => true,
        }
    }
}

impl RevokeOutcome {
    /// Whether a later logout may succeed: the server was unreachable, or an unusable file prevented the request.
    fn can_be_retried(&self) -> bool {
        matches!(self, Self::Failed(failure) if failure.is_unreachable() || failure.is_file_error())
    }

    fn from_server(outcome: Result<(), RevokeError>) -> Self {
        match outcome {
            Ok(()) => Self::Revoked,
            Err(error @ RevokeError::NoRevokeType) => {
                Self::NotRevocable(format!("{error}; --everywhere revokes all credentials of this user"))
            }
            Err(error @ (RevokeError::NotSupported | RevokeError::UnknownCredentials)) => Self::NotRevocable(error.to_string()),
            Err(error) => Self::Failed(RevokeFailure::Storage(error)),
        }
    }

    fn from_provider(outcome: Result<(), identity::Error>) -> Self {
        match outcome {
            Ok(()) => Self::Revoked,
            Err(identity::Error::Provider(ProviderError::NoEndpoint(_))) => {
                let reason = "the provider does not support token revocation; the refresh token stays valid until it expires or your session there ends";
                Self::NotRevocable(reason.to_owned())
            }
            Err(error) => Self::Failed(RevokeFailure::Provider(error)),
        }
    }
}

impl Session {
    /// Whether `stored` is the login of this session's request.
    #[must_use]
    pub(crate) fn has_login(&self, stored: &StoredLogin) -> bool {
        stored.entries().is_of_same_login(&self.entries())
    }

    /// The entries of this request's login, as far as they are known without waiting for a supplied token.
    #[must_use]
    pub fn entries(&self) -> LoginKeys {
        self.entries_for(identity::supplied_token_claims(&self.request, &self.deps).as_ref())
    }

    /// Returns the entries of this request's login; `claims` are those of a supplied token.
    fn entries_for(&self, claims: Option<&Claims>) -> LoginKeys {
        let web_identity = self.request.identity.web_identity();
        let client = web_identity.map(|web_identity| (web_identity.issuer.name().to_owned(), web_identity.client_id.clone()));
        LoginKeys { tokens: self.cache.login_key(), owner: self.cache.owner_id(claims), credentials: self.cache.credentials_key(), client }
    }

    /// Writes the login record, by which a logout finds this request's login from its profile.
    pub(crate) fn record_login(&self) {
        let claims = identity::supplied_token_claims(&self.request, &self.deps);
        if let Some(owner) = self.cache.owner_id(claims.as_ref()) {
            self.cache.record_login(&owner);
        }
    }

    /// Removes the cached credentials of this session's request, and nothing else of its login. Returns them if they have not expired.
    ///
    /// # Errors
    /// Another process is logging in; Ctrl-C; the entry cannot be removed.
    pub(crate) async fn remove_own_credentials(&self) -> Result<Option<Credentials>, Error> {
        self.deps.wait_limit.set(self.request.timeout);
        let lock = self.acquire_login_lock(self.cache.login_lock(), FailureKeys::default(), None);
        let _lock = unless_stopped(self.request.run_timeout(), lock).await??;
        let credentials = self.cache.credentials();
        if let Some(key) = self.cache.credentials_key() {
            self.cache.remove_entry(EntryKind::Credentials, &key).map_err(LockError::File)?;
        }
        Ok(credentials)
    }

    /// Revokes a login's credentials and refresh token, as far as server and provider allow, and removes them from this machine: `stored`,
    /// or the login of this session's request. What got no response stays stored for the next logout and is not used again, and what is sealed
    /// stays if the keyring provides no key, unless `forget` is set. If the CA or client certificate files cannot be read, the server is not asked.
    ///
    /// # Errors
    /// Another process is logging in; Ctrl-C; the supplied token cannot be read ([`Error::TokenForLogout`]).
    pub(crate) async fn log_out(&self, stored: Option<&StoredLogin>, scope: RevokeScope, forget: bool) -> Result<LogoutOutcome, Error> {
        self.deps.wait_limit.set(self.request.timeout);
        let trusted = self.deps.trust(&self.request.trust, self.request.endpoint.url());
        let lock = self.acquire_login_lock(self.lock_for_logout(stored), FailureKeys::default(), None);
        let _lock = unless_stopped(self.request.run_timeout(), lock).await??;
        let entries = match stored {
            Some(stored) => stored.entries(),
            None => self.entries_of_request().await?,
        };
        let found = self.cache.find_entries(&entries, stored);
        let was_stored = found.is_worth_reporting();
        let LoginContents { credentials: grants, tokens, mut unusable, mut locked } = found;
        if forget {
            unusable.append(&mut locked);
        }
        let revoked = async { tokio::join!(self.revoke(self.newest(&grants), scope, trusted), self.revoke_refresh_tokens(&tokens)) };
        let (credentials, refresh_tokens) = unless_stopped(self.request.run_timeout(), revoked).await?;
        let is_retained = |outcome: &Option<RevokeOutcome>| !forget && outcome.as_ref().is_some_and(RevokeOutcome::can_be_retried);
        let retains: Vec<bool> = refresh_tokens.iter().map(is_retained).collect();
        let removed = self.cache.remove_credentials(&grants, entries.owner.as_deref(), is_retained(&credentials));
        let removals = unusable.iter().map(|(kind, key)| self.cache.remove_entry(*kind, key));
        let removed = (removed, combine(removals.chain([self.cache.remove_tokens(entries.tokens, &tokens, &retains, &locked)])));
        let local = match removed {
            (Ok(grants), Ok(tokens)) if grants | tokens => Ok(LocalOutcome::Retained),
            (Err(error), _) | (_, Err(error)) => Err(error),
            _ if !locked.is_empty() => Ok(LocalOutcome::Locked),
            _ => self.cache.remove_record(stored, entries.owner.as_deref()).map(|()| match was_stored {
                true => LocalOutcome::Removed,
                false => LocalOutcome::Nothing,
            }),
        };
        let failed = |outcome: &RevokeOutcome| matches!(outcome, RevokeOutcome::Failed(_));
        let refresh_token = refresh_tokens.into_iter().flatten().reduce(|first, next| if failed(&first) { first } else { next });
        let stays_valid = matches!(credentials, Some(RevokeOutcome::Failed(_)));
        let rest = grants.into_iter().map(|(_, entry)| entry.credentials().clone()).filter(|_| stays_valid);
        let last_to_expire = rest.max_by_key(|credentials| credentials.expiration);
        Ok(LogoutOutcome { credentials, refresh_token, local, has_unreadable_entries: !unusable.is_empty(), last_to_expire })
    }

    /// The location of the lock that protects the entries to be removed.
    fn lock_for_logout(&self, stored: Option<&StoredLogin>) -> Option<LockFile> {
        let Some(stored) = stored else { return self.cache.login_lock() };
        let entries = stored.entries();
        let credentials_key = || self.cache.find_entries(&entries, None).credentials.first().map(|(key, _)| *key);
        self.cache.lock_for_key(&entries.tokens.or_else(credentials_key)?)
    }

    /// Returns the entries of this request's login. Reads a supplied token, if there is one: its claims identify the credentials.
    async fn entries_of_request(&self) -> Result<LoginKeys, Error> {
        let proof = if self.request.has_supplied_token() { Some(self.supplied_token().await?) } else { None };
        Ok(self.entries_for(proof.as_ref().and_then(|proof| proof.claims.as_ref())))
    }

    async fn supplied_token(&self) -> Result<Proof, Error> {
        let (mut login_state, page) = (LoginState::default(), PendingPage::default());
        let reading = identity::prove(&self.request, &self.deps, &mut login_state, &page);
        unless_stopped(self.request.run_timeout(), reading).await?.map_err(Error::TokenForLogout)
    }

    /// Returns the newest credentials that the server may still accept, including those with a grant time in the future (the clock was set
    /// back).
    fn newest<'a>(&self, grants: &'a [(Key, CredentialsEntry)]) -> Option<&'a Credentials> {
        let now = self.deps.clock.now();
        let may_be_valid = |credentials: &&Credentials| credentials.expiration > now || is_in_future(credentials.granted, now);
        grants.iter().map(|(_, entry)| entry.credentials()).filter(may_be_valid).max_by_key(|credentials| credentials.granted)
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
        Some(RevokeOutcome::from_server(sts::revoke(credentials, scope, &server, &self.request, &self.deps).await))
    }

    /// Revokes the refresh token of each login in turn; `None` for a login without one.
    async fn revoke_refresh_tokens(&self, tokens: &[(Key, LoginEntry)]) -> Vec<Option<RevokeOutcome>> {
        let documents = self.cache.documents().unwrap_or_default();
        let mut outcomes = Vec::new();
        for (_, login) in tokens {
            outcomes.push(match (self.request.identity.web_identity(), &login.refresh_token) {
                (Some(web_identity), Some(token)) => {
                    Some(RevokeOutcome::from_provider(identity::revoke(web_identity, token, &documents, &self.deps).await))
                }
                _ => None,
            });
        }
        outcomes
    }
}
