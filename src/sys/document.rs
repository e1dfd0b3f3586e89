//! A public document that was fetched, and for how long it holds.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Clocks are set by so little, all the time.
const SMALL_CORRECTION: SignedDuration = SignedDuration::from_mins(1);

/// Whether `moment`, which was now when it was written down, lies ahead: the clock was set back, and nothing that is
/// counted from that moment holds.
#[must_use]
pub fn is_ahead(moment: Timestamp, now: Timestamp) -> bool {
    now.duration_until(moment) > SMALL_CORRECTION
}

/// A document as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its text.
    pub text: String,
    /// When it came.
    pub fetched: Timestamp,
    /// For how many seconds it holds.
    pub max_age: u32,
}

impl Document {
    /// Until when it holds.
    #[must_use]
    pub fn expires(&self) -> Timestamp {
        self.fetched.saturating_add(SignedDuration::from_secs(self.max_age.into())).unwrap_or(Timestamp::MAX)
    }

    /// Whether it holds `now`.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        !is_ahead(self.fetched, now) && now < self.expires()
    }
}
