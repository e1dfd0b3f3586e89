//! Maps the errors of reading what `inspect` decodes.

use super::{Failure, FailureKind};
use crate::advice;
use crate::inspect::InspectError;

impl From<InspectError> for Failure {
    fn from(error: InspectError) -> Self {
        let kind = match &error {
            InspectError::Unset(_) | InspectError::NoSource { .. } | InspectError::NotASource { .. } => FailureKind::Usage,
            InspectError::NotDecoded(_) => FailureKind::Identity,
            InspectError::Unreadable { .. } | InspectError::TimedOut { .. } => FailureKind::Config,
        };
        let hints = advice::for_inspect(&error);
        Self::new(kind, error, hints)
    }
}
