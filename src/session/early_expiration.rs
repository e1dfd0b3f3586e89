//! [`ExpiresTooEarly`]: credentials that cannot be renewed as long as they are needed, and why.

use crate::credentials::format_time;
use jiff::Timestamp;

/// The reason for the end of renewals without the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitReason {
    /// The login: its refresh token expires, and a refresh does not extend that.
    RefreshToken,
    /// The login: its refresh token expires before the next renewal, which would use it.
    UnusedRefreshToken {
        /// Whether a refresh is known to extend that.
        is_extended: bool,
    },
    /// The token that the STS gets: there is no refresh token.
    Token,
    /// The credentials: the next ones need a prompt.
    Prompt,
    /// The supplied token.
    SuppliedToken,
    /// The client certificate.
    Certificate,
}

/// Credentials that cannot be renewed as long as they are needed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("could not ensure credentials until {}: {}", format_time(*.needed, *.now), self.explanation())]
pub struct ExpiresTooEarly {
    /// Until when they are needed.
    pub needed: Timestamp,
    /// Until when they can be renewed.
    pub limit: Timestamp,
    /// When the current ones expire.
    pub expiration: Timestamp,
    /// The current time.
    pub now: Timestamp,
    /// The reason.
    pub reason: EarlyExpiration,
    /// The profile.
    pub profile: Option<String>,
}

/// The reason why credentials expire too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlyExpiration {
    /// The renewal.
    Limit(LimitReason),
    /// The credentials, which are not renewed.
    NotRenewed,
}

impl ExpiresTooEarly {
    fn explanation(&self) -> String {
        let format = |time| format_time(time, self.now);
        let limit = match self.reason {
            EarlyExpiration::NotRenewed => return format!("they expire at {} and are not renewed", format(self.expiration)),
            EarlyExpiration::Limit(reason) => reason.text(&format(self.limit)),
        };
        let is_longer = self.expiration > self.limit;
        if is_longer { format!("{limit}, and the current credentials expire at {}", format(self.expiration)) } else { limit }
    }
}

impl LimitReason {
    /// Says what ends at `time`.
    #[must_use]
    pub fn text(self, time: &str) -> String {
        match self {
            Self::RefreshToken | Self::UnusedRefreshToken { .. } => format!("the login can be renewed until {time}"),
            Self::Token => format!("the login has no refresh token, and its token expires at {time}"),
            Self::Prompt => format!("the credentials expire at {time}, and new ones need a prompt"),
            Self::SuppliedToken => format!("the supplied token expires at {time}"),
            Self::Certificate => format!("the client certificate expires at {time}"),
        }
    }
}
