//! [`Clock`]: the time by which a sandbox issues, checks and expires.

use jiff::Timestamp;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

/// A source of the current time, which the servers query whenever they need it. The default is the system clock.
///
/// With a clock of its own a test can expire tokens and credentials without waiting.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    /// Creates a clock from a function that returns the current time.
    pub fn from_fn(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Returns the current time; the epoch if the source returns a time out of the range of calendars.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::try_from((self.0)()).unwrap_or_default()
    }
}

impl Default for Clock {
    #[expect(clippy::disallowed_methods, reason = "the only place of this crate that reads the system clock")]
    fn default() -> Self {
        Self::from_fn(SystemTime::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Clock").field(&self.now()).finish()
    }
}
