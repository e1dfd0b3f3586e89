//! [`TokenStatus`]: the facts that are known of a supplied token without waiting for it: its source, whether it is there, when it expires.

use super::{supplied_token, token_source};
use crate::request::{SuppliedToken, TokenSource};
use crate::sys::Deps;
use jiff::Timestamp;

/// The facts about a supplied token that are known without waiting for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenStatus {
    /// The source as users write it, such as `env:JOB_TOKEN`; of a command only the program.
    pub source: String,
    /// The variable in which the job's CI system passes the token; `None` for other sources.
    pub ci_variable: Option<String>,
    /// Whether the token is there; `None` if that shows only when it is read, as from a command.
    pub is_present: Option<bool>,
    /// The claim `exp`; `None` if it cannot be read now, or the token is opaque.
    pub expiration: Option<Timestamp>,
}

impl TokenStatus {
    /// Looks for the token.
    #[must_use]
    pub(crate) fn of(token: &SuppliedToken, deps: &Deps) -> Self {
        let claims = supplied_token::claims_without_waiting(token, deps);
        Self {
            source: token.source.label(),
            ci_variable: token_source::variable_of(&token.source, token.audience.as_deref(), deps)
                .filter(|name| token.source != TokenSource::Variable(name.clone())),
            is_present: token_source::is_present(&token.source, token.audience.as_deref(), deps),
            expiration: claims.and_then(|claims| claims.expiration()),
        }
    }

    /// The source and, if a CI system passes the token in a variable, that.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.ci_variable {
            Some(name) => format!("{} ({name})", self.source),
            None => self.source.clone(),
        }
    }

    /// Whether the token is known to be missing.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.is_present == Some(false)
    }

    /// Whether the token is known to have expired at `now`.
    #[must_use]
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expiration.is_some_and(|expiration| expiration <= now)
    }
}
