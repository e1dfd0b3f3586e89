//! Maps the errors of asking a storage server what credentials open, and of keys in the environment.

use super::{Failure, FailureKind};
use crate::access::AccessError;
use crate::advice;
use crate::whoami::EnvironmentError;

impl From<AccessError> for Failure {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Trust(error) => error.into(),
            AccessError::Stopped(error) => error.into(),
            AccessError::Buckets(error) => error.into(),
        }
    }
}

impl From<EnvironmentError> for Failure {
    fn from(error: EnvironmentError) -> Self {
        let hints = advice::for_environment(&error);
        Self::new(FailureKind::Usage, error, hints)
    }
}
