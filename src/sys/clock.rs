//! The clock, and whether it was set back.

use super::Environment;
use http::header::{DATE, HeaderMap};
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

/// The system clock or, in builds with the sandbox, the time in the file that `STS_CLI_TEST_CLOCK` names.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    #[cfg(feature = "sandbox")]
    file: Option<std::path::PathBuf>,
    #[cfg(test)]
    simulated: Option<SimulatedTime>,
}

/// The time of a simulation, in the tests of this library.
#[cfg(test)]
pub(crate) type SimulatedTime = std::sync::Arc<std::sync::Mutex<Timestamp>>;

impl Clock {
    /// Creates a clock that shows `time`.
    #[cfg(test)]
    pub(crate) fn simulated(time: &SimulatedTime) -> Self {
        Self {
            #[cfg(feature = "sandbox")]
            file: None,
            simulated: Some(time.clone()),
        }
    }

    /// Selects the clock by the environment.
    #[must_use]
    #[cfg_attr(not(feature = "sandbox"), expect(unused_variables, reason = "only builds with a sandbox have a second clock"))]
    pub fn from_environment(environment: &Environment) -> Self {
        Self {
            #[cfg(feature = "sandbox")]
            file: environment.get("STS_CLI_TEST_CLOCK").map(Into::into),
            #[cfg(test)]
            simulated: None,
        }
    }

    /// Returns the current time. The file of a test clock is read at every call; if it contains no RFC 3339 time, the system clock is used.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else reads")]
    pub fn now(&self) -> Timestamp {
        #[cfg(test)]
        if let Some(time) = &self.simulated {
            return *time.lock().unwrap();
        }
        #[cfg(feature = "sandbox")]
        if let Some(time) = self.file.as_ref().and_then(|file| std::fs::read_to_string(file).ok()) {
            return time.trim().parse().unwrap_or_else(|_| Timestamp::now());
        }
        Timestamp::now()
    }

    /// Returns this clock's time minus that of the server that sent `headers`; `None` if [`server_time`] is unknown.
    pub(crate) fn skew(&self, headers: &HeaderMap) -> Option<SignedDuration> {
        Some(server_time(headers)?.duration_until(self.now()))
    }
}

/// Returns the time of the server that sent `headers`; `None` without a valid `Date` (RFC 9110, section 6.6.1).
pub(crate) fn server_time(headers: &HeaderMap) -> Option<Timestamp> {
    DateTimeParser::new().parse_timestamp(headers.get(DATE)?.to_str().ok()?).ok()
}

/// Time synchronization sets clocks back by this much.
const SMALL_CORRECTION: SignedDuration = SignedDuration::from_mins(1);

/// Whether `moment`, a past time, lies in the future: then the clock was set back, and nothing that is computed from it is reliable.
#[must_use]
pub(crate) fn is_in_future(moment: Timestamp, now: Timestamp) -> bool {
    now.duration_until(moment) > SMALL_CORRECTION
}
