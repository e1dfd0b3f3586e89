//! The errors of a proof of identity, and what each means for the login.

use super::aws_profile::ProfileError;
use super::certificate::CertificateError;
use super::oidc::{BindError, CallbackProblem, IdTokenError, ProviderError};
use super::token_source::{CommandError, SourceError};
use crate::request::SecretError;
use crate::sys::{BrowserError, TrustError, format_duration, retry};

/// Why the identity could not be proved.
#[derive(thiserror::Error)]
pub enum Error {
    /// A secret could not be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The password command failed.
    #[error(transparent)]
    PasswordCommand(CommandError),
    /// The supplied token could not be read, or is not one token.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The provider refused, could not be reached, or sent an unusable response.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The provider's ID token failed verification.
    #[error("could not verify the ID token of {issuer}: {problem}")]
    Token {
        /// The provider.
        issuer: String,
        /// The reason.
        problem: IdTokenError,
    },
    /// The listener could not be bound to the callback port.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The access token is opaque, so no storage server can verify it.
    #[error("the provider's access token is opaque (not a JSON Web Token): no storage server can read it")]
    OpaqueToken,
    /// The client's assertion key cannot be used.
    #[error(transparent)]
    AssertionKey(TrustError),
    /// The AWS profile cannot be used.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The client certificate cannot be used.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// An interactive login is required, and prompting is disabled.
    #[error("interactive login required, but prompting is disabled")]
    PromptDisabled,
    /// A recent prompt was not answered, and there is no terminal to prompt on now; holds the seconds since then.
    #[error("the login prompt of {} min ago was not answered; not prompting again for ten minutes", .0 / 60)]
    UnansweredPrompt(i64),
    /// An interactive login is required, but there is neither a browser nor a terminal.
    #[error("interactive login required, but there is neither a browser nor a terminal")]
    NoWayToPrompt(#[source] Option<BrowserError>),
    /// The login was not completed in time.
    #[error("the login was not completed within {}", format_duration(*timeout))]
    TimedOut {
        /// The timeout.
        timeout: std::time::Duration,
        /// The redirect URI that must be registered at the provider; `None` if no browser was involved.
        redirect: Option<String>,
        /// The last callback that was rejected, or the fact that none came.
        #[source]
        rejected_callback: Option<CallbackProblem>,
    },
    /// The provider does not redirect to the redirect URI, but shows a page of its own: RFC 6749, section 4.1.2.1.
    #[error(
        "the provider does not accept the redirect URI {redirect} of the client {client_id}: status {status}{}",
        message.as_ref().map_or_else(String::new, |message| format!(", saying \"{message}\""))
    )]
    RedirectRejected {
        /// The redirect URI.
        redirect: String,
        /// The client ID.
        client_id: String,
        /// The HTTP status.
        status: u16,
        /// The message of the provider's page, safe to show.
        message: Option<String>,
    },
    /// Another user logged in than the settings require.
    #[error("could not log in as `{account}`: the provider signed in {user}")]
    OtherUser {
        /// The account in the settings.
        account: String,
        /// The user of the ID token.
        user: String,
    },
    /// The one-time start address was requested twice, by clients whose user the operating system does not report.
    #[error("the login was stopped: the one-time browser address was requested twice")]
    ContestedAddress,
}
debug_as_display!(Error);

impl Error {
    /// Whether a required login failed, because it was refused, timed out, or prompting is disabled; not because of an unreachable server,
    /// a file, the command line or Ctrl-C.
    #[must_use]
    pub(crate) fn is_failed_login(&self) -> bool {
        let is_invocation_error = match self {
            Self::Provider(ProviderError::BadRedirect(_)) | Self::Certificate(CertificateError::NoTls) | Self::Profile(_) => true,
            _ => self.is_interrupted(),
        };
        !(is_invocation_error || self.is_unreachable() || self.is_file_error())
    }

    /// Whether the provider or token service is unreachable or temporarily failing.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        match self {
            Self::Provider(error) => error.is_unreachable(),
            Self::Source(SourceError::NoResponse(_)) => true,
            Self::Source(SourceError::NoTokenReturned { status, .. }) => retry::is_undecided(*status),
            _ => false,
        }
    }

    /// Whether the provider evaluated a grant, such as the refresh token, and refused it.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Provider(error) if error.is_refusal())
    }

    /// Whether a new login may succeed after a refresh failed with this error: the provider refused the refresh token, returned no usable
    /// tokens, or does not accept its own access token. A token of another user or login must be reported instead.
    #[must_use]
    pub(crate) fn requires_new_login(&self) -> bool {
        match self {
            Self::Provider(
                ProviderError::NoTokens { .. }
                | ProviderError::BadToken(_)
                | ProviderError::NoAccessToken { .. }
                | ProviderError::UserinfoRefused { .. },
            ) => true,
            Self::Token { problem, .. } => !problem.may_be_clock_skew() && !matches!(problem, IdTokenError::Subject | IdTokenError::Nonce),
            _ => self.is_refusal(),
        }
    }

    /// Whether a file or its content is the cause.
    #[must_use]
    pub(crate) fn is_file_error(&self) -> bool {
        match self {
            Self::Secret(SecretError::Unreadable { .. })
            | Self::PasswordCommand(CommandError::Unreadable { .. })
            | Self::Source(SourceError::Unreadable { .. } | SourceError::Command(CommandError::Unreadable { .. })) => true,
            Self::Certificate(CertificateError::Files(_)) | Self::AssertionKey(_) => true,
            Self::Profile(error) => !matches!(error, ProfileError::Places(_)),
            _ => false,
        }
    }

    /// Whether the user ended the program at a prompt.
    #[must_use]
    pub(crate) fn is_interrupted(&self) -> bool {
        matches!(self, Self::Secret(SecretError::Prompt(error)) if error.is_end())
    }
}
