//! Maps the errors of the engine (login, STS, network, cache, prompts, signals) to kinds and hints.

use super::{Failure, FailureKind};
use crate::advice::{Hint, HintText};
use crate::aws_files::AwsPathsError;
use crate::cache::SealError;
use crate::request::SecretError;
#[cfg(unix)]
use crate::sys::Termination;
use crate::sys::files::LockError;
use crate::sys::{HttpError, PromptError, Stopped, TrustError};
use crate::{advice, identity, s3, session, sts};

/// Classifies an HTTP error: a network failure, unless a local setting (a malformed proxy variable) prevented the request.
fn kind_of_http_error(error: &HttpError) -> FailureKind {
    if error.kind.is_configuration_error() { FailureKind::Config } else { FailureKind::Network }
}

impl From<identity::Error> for Failure {
    fn from(error: identity::Error) -> Self {
        use identity::{CertificateError, CommandError, Error, ProfileError, ProviderError, SourceError};
        let kind = match &error {
            Error::Provider(ProviderError::NoResponse { source, .. } | ProviderError::TokenEndpointUnreachable(source))
            | Error::Source(SourceError::NoResponse(source)) => kind_of_http_error(source),
            Error::Provider(_) | Error::Source(_) if error.is_unreachable() => FailureKind::Network,
            Error::Secret(SecretError::Prompt(error)) if error.is_end() => FailureKind::Interrupted,
            Error::Certificate(CertificateError::NoTls) | Error::Profile(ProfileError::Places(AwsPathsError::BadName(_))) => {
                FailureKind::Usage
            }
            Error::Profile(_)
            | Error::Certificate(CertificateError::Files(_))
            | Error::AssertionKey(_)
            | Error::Secret(SecretError::Unreadable { .. })
            | Error::PasswordCommand(CommandError::Unreadable { .. })
            | Error::Source(SourceError::Unreadable { .. } | SourceError::Command(CommandError::Unreadable { .. })) => FailureKind::Config,
            Error::Certificate(_)
            | Error::OpaqueToken
            | Error::Secret(_)
            | Error::PasswordCommand(_)
            | Error::Source(_)
            | Error::Token { .. }
            | Error::Bind(_)
            | Error::PromptDisabled
            | Error::UnansweredPrompt(_)
            | Error::NoWayToPrompt(_)
            | Error::TimedOut { .. }
            | Error::RedirectRejected { .. }
            | Error::OtherUser { .. }
            | Error::ContestedAddress => FailureKind::Identity,
            Error::Provider(ProviderError::BadRedirect(_)) => FailureKind::Usage,
            Error::Provider(_) => FailureKind::Identity,
        };
        let hints = advice::for_identity(&error);
        Self::new(kind, error, hints)
    }
}

impl From<session::Error> for Failure {
    fn from(error: session::Error) -> Self {
        use session::Error;
        let hints = hints_for_session(&error);
        let failure: Self = match error {
            Error::Identity(error) | Error::TokenForLogout(error) => error.into(),
            Error::Sts(error) => error.into(),
            Error::Storage(error) => error.into(),
            Error::Lock(error) => error.into(),
            Error::Shared(error) => (*error).into(),
            Error::Cache(error) => error.into(),
            Error::Trust(error) => error.into(),
            Error::Stopped(error) => error.into(),
            Error::ExpiresTooEarly(error) => Self::new(FailureKind::Identity, error, Vec::new()),
        };
        Self { hints, ..failure }
    }
}

/// Returns the facts to show as causes of a session error, which the error does not contain.
#[must_use]
pub(crate) fn facts_for_session(error: &session::Error) -> Vec<String> {
    match error {
        session::Error::Sts(error) => advice::facts_for_sts(error),
        _ => Vec::new(),
    }
}

/// Returns the hints for a session error.
#[must_use]
pub(crate) fn hints_for_session(error: &session::Error) -> Vec<Hint> {
    use session::Error;
    match error {
        Error::Identity(error) => advice::for_identity(error),
        Error::TokenForLogout(error) => [advice::for_identity(error), vec![advice::for_unreadable_logout_token()]].concat(),
        Error::Sts(error) => advice::for_sts(error),
        Error::Storage(error) => advice::for_buckets(error),
        Error::Lock(error) => advice::for_lock(error),
        Error::Shared(error) => error.hints.iter().map(|hint| Hint::from(HintText::Stored(hint.clone())).by(error.responsible)).collect(),
        Error::Cache(error) => advice::for_seal(error),
        Error::Trust(error) => advice::for_trust(error),
        Error::Stopped(error) => advice::for_stopped(error),
        Error::ExpiresTooEarly(error) => hints_for_early_expiration(error),
    }
}

/// Returns the hints for credentials that cannot be renewed long enough: what expires later, and who can allow that.
fn hints_for_early_expiration(error: &session::ExpiresTooEarly) -> Vec<Hint> {
    use session::{EarlyExpiration, LimitReason};
    match error.reason {
        EarlyExpiration::NotRenewed => advice::for_credentials_without_renewal(),
        EarlyExpiration::Limit(LimitReason::RefreshToken | LimitReason::Token) => advice::for_short_login(error.profile.as_deref()),
        EarlyExpiration::Limit(LimitReason::UnusedRefreshToken { is_extended }) => {
            advice::for_unused_login(error.profile.as_deref(), is_extended)
        }
        EarlyExpiration::Limit(LimitReason::Prompt) => advice::for_prompted_renewal(),
        EarlyExpiration::Limit(LimitReason::SuppliedToken) => advice::for_short_token(),
        EarlyExpiration::Limit(LimitReason::Certificate) => advice::for_short_certificate(),
    }
}

impl From<session::SharedFailure> for Failure {
    fn from(error: session::SharedFailure) -> Self {
        let kind = match error.origin {
            session::FailureOrigin::Identity => FailureKind::Identity,
            session::FailureOrigin::Sts => FailureKind::Sts,
            session::FailureOrigin::Network => FailureKind::Network,
        };
        Self::new(kind, error, Vec::new())
    }
}

impl From<session::RevokeFailure> for Failure {
    fn from(error: session::RevokeFailure) -> Self {
        use session::RevokeFailure;
        match error {
            RevokeFailure::Storage(error) => error.into(),
            RevokeFailure::Provider(error) => error.into(),
            RevokeFailure::Trust(error) => error.into(),
        }
    }
}

impl From<sts::Error> for Failure {
    fn from(error: sts::Error) -> Self {
        let kind = match &error {
            error if error.is_refusal() => FailureKind::Sts,
            sts::Error::Refused { .. } => FailureKind::Network,
            sts::Error::NoResponse(error) => kind_of_http_error(error),
            sts::Error::Redirected { .. }
            | sts::Error::NotSts { .. }
            | sts::Error::InvalidResponse { .. }
            | sts::Error::UnsafeKeys { .. }
            | sts::Error::Expired { .. } => FailureKind::Network,
            sts::Error::UnsignableKey(_) | sts::Error::TemporaryKeysRefused { .. } => FailureKind::Identity,
            sts::Error::DurationTooLong { .. }
            | sts::Error::PolicyTooLong(_)
            | sts::Error::RoleRequired { .. }
            | sts::Error::RoleNotSupported { .. }
            | sts::Error::PolicyNotSupported { .. } => FailureKind::Usage,
        };
        let (facts, hints) = (advice::facts_for_sts(&error), advice::for_sts(&error));
        let request_id = match &error {
            sts::Error::Refused { refusal, .. } => refusal.request_id.clone(),
            _ => None,
        };
        Self { facts, request_id, ..Self::new(kind, error, hints) }
    }
}

impl From<sts::RevokeError> for Failure {
    fn from(error: sts::RevokeError) -> Self {
        use sts::RevokeError;
        let kind = match &error {
            RevokeError::NoResponse(error) => kind_of_http_error(error),
            error if error.is_unreachable() => FailureKind::Network,
            RevokeError::NoRevokeType | RevokeError::NotSupported | RevokeError::UnknownCredentials | RevokeError::Refused { .. } => {
                FailureKind::Sts
            }
            RevokeError::Unsignable(_) => FailureKind::Identity,
        };
        let hints = advice::for_revocation(&error);
        Self::new(kind, error, hints)
    }
}

impl From<s3::Error> for Failure {
    fn from(error: s3::Error) -> Self {
        let kind = match &error {
            s3::Error::NoResponse(error) => kind_of_http_error(error),
            s3::Error::NotAList { .. } | s3::Error::NotSupported(_) | s3::Error::Unavailable { .. } | s3::Error::Redirected { .. } => {
                FailureKind::Network
            }
            s3::Error::ListDenied { .. } | s3::Error::Refused { .. } => FailureKind::Sts,
            s3::Error::Unsignable(_) => FailureKind::Identity,
        };
        let (hints, request_id) = (advice::for_buckets(&error), error.request_id().map(str::to_owned));
        Self { request_id, ..Self::new(kind, error, hints) }
    }
}

impl From<Stopped> for Failure {
    fn from(stopped: Stopped) -> Self {
        let kind = match stopped {
            Stopped::Interrupted => FailureKind::Interrupted,
            Stopped::TimeLimit(_) => FailureKind::Identity,
            #[cfg(unix)]
            Stopped::Terminated(Termination::HungUp) => FailureKind::HungUp,
            #[cfg(unix)]
            Stopped::Terminated(Termination::Terminated) => FailureKind::Terminated,
            #[cfg(unix)]
            Stopped::Terminated(Termination::Quit) => FailureKind::Quit,
            Stopped::RuntimeUnavailable(_) => FailureKind::Internal,
        };
        let hints = advice::for_stopped(&stopped);
        Self::new(kind, stopped, hints)
    }
}

impl From<TrustError> for Failure {
    fn from(error: TrustError) -> Self {
        let hints = advice::for_trust(&error);
        Self::new(FailureKind::Config, error, hints)
    }
}

impl From<PromptError> for Failure {
    fn from(error: PromptError) -> Self {
        identity::Error::from(SecretError::from(error)).into()
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Self {
        let hints = advice::for_seal(&error);
        Self::new(FailureKind::Config, error, hints)
    }
}

impl From<LockError> for Failure {
    fn from(error: LockError) -> Self {
        let kind = match &error {
            LockError::Held(_) | LockError::StillHeld(_) => FailureKind::Identity,
            LockError::File(_) => FailureKind::Config,
        };
        let hints = advice::for_lock(&error);
        Self::new(kind, error, hints)
    }
}
