//! Maps the errors of commands (usage, profiles, deliveries) to kinds and hints.

use super::{Failure, FailureKind};
use crate::aws_files::AwsPathsError;
use crate::request::{ConfigError, ProfileChangeError, UsageError};
use crate::{advice, deliver, published};

impl From<deliver::Error> for Failure {
    fn from(error: deliver::Error) -> Self {
        let kind = match &error {
            deliver::Error::ClosedPipe => FailureKind::ClosedPipe,
            deliver::Error::NotWritten(_) => FailureKind::Internal,
            deliver::Error::AwsProfile(deliver::aws_profile::Error::Places(AwsPathsError::BadName(_)))
            | deliver::Error::NotInGithub
            | deliver::Error::NotLiteral(_) => FailureKind::Usage,
            deliver::Error::AwsProfile(_) | deliver::Error::Tool(_) | deliver::Error::NoGithubFile { .. } => FailureKind::Config,
        };
        let hints = advice::for_delivery(&error);
        Self::new(kind, error, hints)
    }
}

impl From<deliver::aws_profile::Error> for Failure {
    fn from(error: deliver::aws_profile::Error) -> Self {
        deliver::Error::from(error).into()
    }
}

impl From<deliver::configure::ConfigureError> for Failure {
    fn from(error: deliver::configure::ConfigureError) -> Self {
        deliver::Error::from(error).into()
    }
}

impl From<deliver::serve::Error> for Failure {
    fn from(error: deliver::serve::Error) -> Self {
        deliver::exec::Error::from(error).into()
    }
}

impl From<deliver::exec::Error> for Failure {
    fn from(error: deliver::exec::Error) -> Self {
        use deliver::{exec, serve};
        let kind = match &error {
            exec::Error::NotFound(_) => FailureKind::CommandNotFound,
            exec::Error::NotRun { .. } | exec::Error::NoInterpreter { .. } | exec::Error::NoLoader(_) | exec::Error::Foreign(_) => {
                FailureKind::CannotExecute
            }
            exec::Error::Endpoint(serve::Error::Port { .. }) => FailureKind::Network,
            exec::Error::Endpoint(
                serve::Error::Folder(_)
                | serve::Error::TokenFile(_)
                | serve::Error::NotATokenFile(_)
                | serve::Error::TokenFileInUse(_)
                | serve::Error::TokenFileLocked(_),
            )
            | exec::Error::Files(_) => FailureKind::Config,
            exec::Error::Endpoint(serve::Error::Signals(_) | serve::Error::NotInBackground(_)) => FailureKind::Internal,
        };
        let hints = advice::for_exec(&error);
        Self::new(kind, error, hints)
    }
}

impl From<UsageError> for Failure {
    fn from(error: UsageError) -> Self {
        use crate::request::Origin;
        let kind = match &error {
            UsageError::Config(problem) => match problem.as_ref() {
                ConfigError::InvalidName { origin: None | Some(Origin::Argument(_) | Origin::Flag(_) | Origin::Variable(_)), .. } => {
                    FailureKind::Usage
                }
                _ => FailureKind::Config,
            },
            UsageError::UnreadablePolicy { .. }
            | UsageError::BadValue { origin: Origin::File(_), .. }
            | UsageError::Conflict { first: Origin::File(_), .. }
            | UsageError::Policy { origin: Origin::File(_), .. } => FailureKind::Config,
            _ => FailureKind::Usage,
        };
        let hints = advice::for_usage(&error);
        Self::new(kind, error, hints)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        UsageError::from(error).into()
    }
}

impl From<ProfileChangeError> for Failure {
    fn from(error: ProfileChangeError) -> Self {
        let kind = if matches!(error, ProfileChangeError::NoEditor { .. }) { FailureKind::Usage } else { FailureKind::Config };
        let hints = advice::for_profile_change(&error);
        Self::new(kind, error, hints)
    }
}

impl From<published::Error> for Failure {
    fn from(error: published::Error) -> Self {
        use published::{Error, FetchError};
        let kind = match &error {
            Error::Metadata { .. } => FailureKind::Network,
            Error::Profile { source: FetchError::NotText | FetchError::TooLarge, .. } => FailureKind::Config,
            Error::Profile { .. } => FailureKind::Network,
            Error::Declined { .. } => FailureKind::Identity,
        };
        let hints = advice::for_published(&error);
        Self::new(kind, error, hints)
    }
}
