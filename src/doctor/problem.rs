//! [`Problem`]: a problem that no error of the engine describes, because no server has refused anything yet.

use crate::advice::Hint;
use crate::error::{Failure, FailureKind};

/// A problem that only a diagnosis looks for.
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    /// The clocks differ.
    #[error("{0}")]
    Clock(String),
    /// The storage server cannot read a key of the provider.
    #[error("MinIO cannot read the provider's key set: {0}")]
    UnreadableKey(String),
    /// The provider signs ID tokens in a way that the storage server does not verify.
    #[error("MinIO does not accept the provider's ID tokens: {0}")]
    Signature(String),
    /// A claim differs from what the storage server requires.
    #[error("{0}")]
    Claim(String),
    /// The session policy does not allow what was tried.
    #[error("the session policy does not allow to list buckets (s3:ListAllMyBuckets)")]
    SessionPolicy,
    /// A step failed; the text is that of its finding.
    #[error("{0}")]
    Finding(String),
    /// Nothing can be cached.
    #[error("{0}")]
    Cache(String),
}

impl Problem {
    /// Creates the failure, with its exit code.
    pub(super) fn with_hints(self, hints: Vec<Hint>) -> Failure {
        let kind = match self {
            Self::Clock(_) | Self::UnreadableKey(_) | Self::Signature(_) | Self::Claim(_) | Self::Finding(_) => FailureKind::Identity,
            Self::SessionPolicy => FailureKind::Sts,
            Self::Cache(_) => FailureKind::Config,
        };
        Failure::new(kind, self, hints)
    }
}
