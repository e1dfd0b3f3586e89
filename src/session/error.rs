//! The errors of a session: each is the error of the part of the engine that failed.

use super::{ExpiresTooEarly, FailureOrigin, SharedFailure};
use crate::cache::SealError;
use crate::sys::files::LockError;
use crate::sys::{Stopped, TrustError};
use crate::{identity, s3, sts};

/// Why a session could not obtain or verify credentials.
#[derive(thiserror::Error)]
pub enum Error {
    /// The identity could not be proved.
    #[error(transparent)]
    Identity(#[from] identity::Error),
    /// The STS granted no credentials.
    #[error(transparent)]
    Sts(#[from] sts::Error),
    /// The storage server could not verify the credentials.
    #[error(transparent)]
    Storage(#[from] s3::Error),
    /// Another process holds the login lock.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// Another process released the login lock after a failure of its own.
    #[error(transparent)]
    Shared(Box<SharedFailure>),
    /// The cache must be sealed, and there is no key.
    #[error(transparent)]
    Cache(#[from] SealError),
    /// The CA or client certificate files cannot be used.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// Interrupted by Ctrl-C or a signal, or the time limit was reached.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// The credentials cannot be renewed as long as they are needed.
    #[error(transparent)]
    ExpiresTooEarly(#[from] ExpiresTooEarly),
    /// A logout could not read the supplied token, which identifies the credentials to revoke.
    #[error(transparent)]
    TokenForLogout(identity::Error),
}
debug_as_display!(Error);

impl Error {
    /// Whether the identity provider or its response caused this: its documents are then fetched again by the next run.
    pub(super) fn is_provider_error(&self) -> bool {
        matches!(self, Self::Identity(identity::Error::Provider(_)))
    }

    /// Whether a prompt was not answered, or was skipped because an earlier one was not.
    pub(super) fn is_unanswered_prompt(&self) -> bool {
        matches!(self, Self::Identity(identity::Error::TimedOut { .. } | identity::Error::UnansweredPrompt(_)))
    }

    /// Whether a required login failed or was not completed. Unreachable servers and unreadable files do not count.
    pub(super) fn is_failed_login(&self) -> bool {
        match self {
            Self::Identity(error) => error.is_failed_login(),
            Self::Shared(failure) => failure.origin == FailureOrigin::Identity,
            _ => false,
        }
    }

    /// Whether the storage server rejected the credentials or the proof of identity.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Sts(error) => error.is_refusal(),
            Self::Storage(error) => error.is_refusal(),
            _ => false,
        }
    }

    /// Whether the storage server took the token for valid, but grants its user nothing: another user may be accepted.
    pub(super) fn is_refusal_of_user(&self) -> bool {
        matches!(self, Self::Sts(error) if error.refused_user().is_some())
    }

    /// Whether Ctrl-C or a signal interrupted it.
    pub(super) fn is_interrupted(&self) -> bool {
        match self {
            Self::Stopped(Stopped::TimeLimit(_) | Stopped::RuntimeUnavailable(_)) => false,
            Self::Stopped(_) => true,
            Self::Identity(error) => error.is_interrupted(),
            _ => false,
        }
    }
}
