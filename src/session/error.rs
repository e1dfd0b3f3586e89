//! Why a session brought no credentials: each cause as the part of the engine named it that met it.

use super::{SharedFailure, Side};
use crate::cache::SealError;
use crate::sys::files::LockError;
use crate::sys::{Stopped, TrustError};
use crate::{identity, s3, sts};

/// Why a session brought no credentials, or could not answer for them.
#[derive(thiserror::Error)]
pub enum Error {
    /// There is no proof of identity.
    #[error(transparent)]
    Identity(#[from] identity::Error),
    /// The STS brought no credentials.
    #[error(transparent)]
    Sts(#[from] sts::Error),
    /// The storage server did not answer for the credentials.
    #[error(transparent)]
    Storage(#[from] s3::Error),
    /// Another process holds the login lock.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// Another process holds the login lock no longer, and brought no credentials either.
    #[error(transparent)]
    Shared(Box<SharedFailure>),
    /// The cache is to be sealed, and there is no key for it.
    #[error(transparent)]
    Cache(#[from] SealError),
    /// The files that name whom to trust cannot be used.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// Ctrl-C, a signal, or the end of the time allowed.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// A logout needs the supplied token to know which credentials came of it, and cannot read it.
    #[error(transparent)]
    TokenOfLogout(identity::Error),
}
debug_as_display!(Error);

impl Error {
    /// Whether the identity provider, or its answer, was the cause: its documents are fetched anew the next time.
    pub(super) fn is_of_the_provider(&self) -> bool {
        matches!(self, Self::Identity(identity::Error::Provider(_)))
    }

    /// Whether somebody was prompted and did not finish the login, or was not prompted for that reason.
    pub(super) fn is_unanswered_prompt(&self) -> bool {
        matches!(self, Self::Identity(identity::Error::TimedOut { .. } | identity::Error::UnansweredPrompt(_)))
    }

    /// Whether nobody logged in where somebody would have had to: a server out of reach or a broken file is another matter.
    pub(super) fn is_failed_login(&self) -> bool {
        match self {
            Self::Identity(error) => error.is_failed_login(),
            Self::Shared(failure) => failure.side == Side::Identity,
            _ => false,
        }
    }

    /// Whether the storage server looked at the credentials, or at the proof of identity, and does not accept them.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Sts(error) => error.is_refusal(),
            Self::Storage(error) => error.is_refusal(),
            _ => false,
        }
    }

    /// Whether Ctrl-C or a signal ended it.
    pub(super) fn is_interrupted(&self) -> bool {
        match self {
            Self::Stopped(Stopped::AtLimit(_) | Stopped::NoEventQueue(_)) => false,
            Self::Stopped(_) => true,
            Self::Identity(error) => error.is_interrupted(),
            _ => false,
        }
    }
}
