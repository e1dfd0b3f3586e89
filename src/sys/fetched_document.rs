//! A fetched public document and its cache lifetime.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Time synchronization sets clocks back by this much.
const SMALL_CORRECTION: SignedDuration = SignedDuration::from_mins(1);

/// Whether `moment`, a past time, lies in the future: then the clock was set back, and nothing that is computed from it is reliable.
#[must_use]
pub fn is_in_future(moment: Timestamp, now: Timestamp) -> bool {
    now.duration_until(moment) > SMALL_CORRECTION
}

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
