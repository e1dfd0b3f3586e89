//! [`Until`]: how long credentials must be available, `--until`.

use super::{RequestError, parse_seconds};
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _, Zoned};

const FORM: &str = "a duration such as 12h, or a time such as 18:30 or 2030-01-31T18:30";

/// A point in time: after a duration, or by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// This much later than now.
    After(SignedDuration),
    /// The next time that the clock of this machine's time zone shows this.
    Clock(Time),
    /// This date and time in this machine's time zone.
    Local(DateTime),
    /// This point in time.
    At(Timestamp),
}

impl Until {
    /// Returns the point in time, seen from `now`; `None` if the calendar does not have it.
    #[must_use]
    pub fn resolve(self, now: Timestamp) -> Option<Timestamp> {
        self.in_zone(&now.to_zoned(TimeZone::system()))
    }

    fn in_zone(self, now: &Zoned) -> Option<Timestamp> {
        match self {
            Self::After(duration) => now.timestamp().checked_add(duration).ok(),
            Self::At(time) => Some(time),
            Self::Local(time) => time.to_zoned(now.time_zone().clone()).ok().map(|time| time.timestamp()),
            Self::Clock(time) => {
                let on = |date: jiff::civil::Date| date.to_datetime(time).to_zoned(now.time_zone().clone()).ok();
                let today = on(now.date()).filter(|today| today > now);
                today.or_else(|| on(now.date().checked_add(1.day()).ok()?)).map(|time| time.timestamp())
            }
        }
    }
}

/// Parses `12h`, `1h30m`, `18:30`, `2030-01-31T18:30` or `2030-01-31T18:30:00Z`.
///
/// # Errors
/// [`RequestError::Malformed`].
pub(crate) fn parse_until(text: &str) -> Result<Until, RequestError> {
    let text = text.trim();
    let malformed = || RequestError::malformed(text, FORM);
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(malformed()); // ambiguous: seconds in other options, but `12` may mean 12:00
    }
    if !text.contains(':') // `18:30:15` is a time here, not a duration
        && let Ok(seconds) = parse_seconds(text)
    {
        let seconds = i64::try_from(seconds).ok().filter(|seconds| *seconds > 0).ok_or_else(malformed)?;
        return Ok(Until::After(SignedDuration::from_secs(seconds)));
    }
    // jiff ignores an offset or a zone of a local time: `18:30-05:00` would be 18:30 here
    let time = text.rsplit(['T', 't', ' ']).next().unwrap_or_default();
    let is_local = time.contains(':') && time.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    let date_time = || text.parse().ok().filter(|_| is_local).map(Until::Local);
    let clock = || text.parse().ok().filter(|_| is_local).map(Until::Clock);
    text.parse().ok().map(Until::At).or_else(date_time).or_else(clock).ok_or_else(malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_times_are_understood() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let now = "2030-01-01T10:00:00Z".parse::<Timestamp>().unwrap().to_zoned(zone); // 12:00
        for (text, expected) in [
            ("12h", "2030-01-01T22:00:00Z"),
            ("1h30m", "2030-01-01T11:30:00Z"),
            ("2d", "2030-01-03T10:00:00Z"),
            ("18:30", "2030-01-01T16:30:00Z"),
            (" 18:30 ", "2030-01-01T16:30:00Z"),
            ("18:30:15", "2030-01-01T16:30:15Z"),
            ("12:00", "2030-01-02T10:00:00Z"),
            ("07:15", "2030-01-02T05:15:00Z"),
            ("2030-01-31T18:30", "2030-01-31T16:30:00Z"),
            ("2030-01-31 18:30", "2030-01-31T16:30:00Z"),
            ("2030-01-31T18:30:00Z", "2030-01-31T18:30:00Z"),
            ("2030-01-31T18:30:00+02:00", "2030-01-31T16:30:00Z"),
        ] {
            let found = parse_until(text).unwrap().in_zone(&now);
            assert_eq!(found, Some(expected.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_neither_is_refused_with_the_form() {
        for text in [
            "",
            "12",
            "1830",
            "0s",
            "-1h",
            "soon",
            "25:00",
            "18:60",
            "6pm",
            "18h30",
            "2030-01-31",
            "2030-13-01T10:00",
            "12:00+02:00",
            "18:30-05:00",
            "18:30Z",
            "2030-01-31T08:00[America/New_York]",
        ] {
            let error = parse_until(text).unwrap_err();
            assert!(matches!(error, RequestError::Malformed { .. }), "{text}: {error}");
            assert!(error.to_string().contains("12h") && error.to_string().contains("18:30"), "{text}: {error}");
        }
    }
}
