//! A fetched public document and its cache lifetime.

use crate::sys::is_in_future;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A fetched document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedDocument {
    /// Its text.
    pub text: String,
    /// When it was fetched.
    pub fetched: Timestamp,
    /// For how many seconds it may be cached.
    pub max_age: u32,
}

impl FetchedDocument {
    /// Returns when its cache lifetime ends.
    #[must_use]
    pub fn expires(&self) -> Timestamp {
        self.fetched.saturating_add(SignedDuration::from_secs(self.max_age.into())).unwrap_or(Timestamp::MAX)
    }

    /// Whether it may still be used at `now`.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        !is_in_future(self.fetched, now) && now < self.expires()
    }
}
