//! The end of a login: at the storage server, at the provider, on this machine; each as far as it goes.

use super::Session;
use crate::credentials::Credentials;
use crate::error::{Failure, Kind};
use crate::identity::{self, Documents, Proof, ProviderError, Waiting};
use crate::request::Identity;
use crate::secret::RefreshToken;
use crate::sts::{self, RevokeError, RevokeScope};
use crate::sys::files::FileError;
use crate::sys::{Stopped, TrustError};

/// What came of it.
#[derive(Debug)]
pub struct LoggedOut {
    /// The credentials at the storage server; `None` where there were none.
    pub credentials: Option<Ended>,
    /// The refresh token at the provider; `None` where there was none.
    pub refresh_token: Option<Ended>,
    /// What stood on this machine.
    pub here: Result<Here, FileError>,
    /// Those of the credentials that end last, where any stay alive.
    pub last: Option<Credentials>,
}

/// How something ended that was granted.
#[derive(Debug)]
pub enum Ended {
    /// It was revoked.
    Revoked,
    /// It cannot be revoked there, or not any more: why.
    ByItself(String),
    /// It lives on.
    Not(Failure),
}

/// What became of what stood on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Here {
    /// There was nothing.
    Nothing,
    /// It is forgotten.
    Forgotten,
    /// What got no answer is still there, so that it can be revoked another time.
    Kept,
}

impl Ended {
    /// Whether nobody answered, or nobody could be asked because of a file, so that it can be tried again.
    fn is_open(&self) -> bool {
        matches!(self, Self::Not(failure) if matches!(failure.kind, Kind::Network | Kind::Config))
    }

    fn at_server(outcome: Result<(), RevokeError>) -> Self {
        match outcome {
            Ok(()) => Self::Revoked,
            Err(error @ (RevokeError::NotHere | RevokeError::Dead)) => Self::ByItself(error.to_string()),
            Err(error) => Self::Not(error.into()),
        }
    }

    fn at_provider(outcome: Result<(), identity::Error>) -> Self {
        match outcome {
            Ok(()) => Self::Revoked,
            Err(identity::Error::Provider(ProviderError::NoEndpoint(_))) => {
                Self::ByItself("the provider revokes no tokens: the refresh token ends by itself, or with your session there".to_owned())
            }
            Err(error) => Self::Not(error.into()),
        }
    }
}

impl Session<'_> {
    /// Revokes what this request's login brought, as far as server and provider let it, and forgets it here, except for what got no
    /// answer; with `forget`, that too. Where the files that name whom to trust cannot be read, the server is not asked.
    ///
    /// # Errors
    /// Another process is logging in; Ctrl-C; a token that was brought along cannot be read.
    pub async fn log_out(&self, reach: RevokeScope, forget: bool) -> Result<LoggedOut, Failure> {
        let trusted = self.deps.http.trust(&self.request.trust, self.request.endpoint.url());
        let _turn = self.turn(self.shelf.lock(), None).await?;
        let given = if self.request.brings_a_token() { Some(self.token_in_hand().await?) } else { None };
        let grants = self.shelf.grants(given.as_ref().and_then(Proof::claims));
        let newest = grants.iter().map(|(_, credentials)| credentials).max_by_key(|credentials| credentials.granted);
        let login = self.shelf.login().unwrap_or_default();
        let was_there = newest.is_some() || login.tokens.is_some();
        let refresh_token = login.tokens.and_then(|tokens| tokens.refresh_token);
        let revoked = async { tokio::join!(self.revoke(newest, reach, trusted), self.hand_back(refresh_token, &login.provider)) };
        let (credentials, refresh_token) = Stopped::or(self.request.limit(), revoked).await?;
        let [keeps_grants, keeps_login] = [&credentials, &refresh_token].map(|ended| !forget && ended.as_ref().is_some_and(Ended::is_open));
        let grants_gone = if keeps_grants { Ok(()) } else { self.shelf.forget_grants(&grants) };
        let login_gone = if keeps_login { Ok(()) } else { self.shelf.forget_login() };
        let here = match was_there {
            _ if keeps_grants || keeps_login => Here::Kept,
            true => Here::Forgotten,
            false => Here::Nothing,
        };
        let lives = matches!(credentials, Some(Ended::Not(_)));
        let last =
            grants.into_iter().map(|(_, credentials)| credentials).filter(|_| lives).max_by_key(|credentials| credentials.expiration);
        Ok(LoggedOut { credentials, refresh_token, here: grants_gone.and(login_gone).map(|()| here), last })
    }

    /// The token that was brought along: what it says tells which credentials came of it.
    async fn token_in_hand(&self) -> Result<Proof, Failure> {
        let (mut nothing, nobody) = (identity::Kept::default(), Waiting::default());
        let read = identity::prove(self.request, self.deps, &mut nothing, &nobody);
        let read = Stopped::or(self.request.limit(), read).await?;
        read.map_err(|error| {
            let mut failure = Failure::from(error);
            failure.hints.push(
                "log out where the token can be read: only it tells which credentials came of it; they also end by themselves".into(),
            );
            failure
        })
    }

    async fn revoke(&self, credentials: Option<&Credentials>, reach: RevokeScope, trusted: Result<(), TrustError>) -> Option<Ended> {
        let credentials = credentials?;
        if let Err(error) = trusted {
            return Some(Ended::Not(error.into()));
        }
        let memory = self.shelf.server().unwrap_or_default();
        Some(Ended::at_server(sts::revoke(credentials, reach, &memory, self.request, self.deps).await))
    }

    async fn hand_back(&self, refresh_token: Option<RefreshToken>, known: &Documents) -> Option<Ended> {
        let Identity::WebIdentity(person) = &self.request.identity else { return None };
        Some(Ended::at_provider(identity::revoke(person, &refresh_token?, known, self.deps).await))
    }
}
