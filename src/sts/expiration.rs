//! Reads the expiration of granted credentials: RFC 3339, as servers send it, and the other common spellings of a time, which gateways and
//! homemade token services send in its place.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::tz::TimeZone;

/// 2000-01-01T00:00:00Z in seconds since 1970; an earlier time is a server's zero value.
const YEAR_2000: i64 = 946_684_800;
/// 9999-12-30T00:00:00Z in seconds since 1970.
const END_OF_9999: i64 = 253_402_128_000;
/// 10000-01-01T00:00:00Z in seconds since 1970.
const YEAR_10000: i64 = 253_402_300_800;

/// The earliest plausible expiration.
const MIN_TIME: Timestamp = Timestamp::constant(YEAR_2000, 0);
/// The latest expiration; later times are clamped. Servers that mean "never" send the last second of the year 9999, which overflows in time
/// zones and in the arithmetic of clients.
const MAX_TIME: Timestamp = Timestamp::constant(END_OF_9999, 0);

/// Reads a time with `Z` or an offset; one without either is UTC. Also reads seconds or milliseconds since 1970 if the number cannot mean
/// anything else, HTTP dates, and the format in which Go prints a time. Fractions of a second are dropped, and a time after the end of 9999
/// is clamped to it. `None` if `text` is not a time.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let time = text
        .parse::<Timestamp>()
        .ok()
        .or_else(|| parse_since_1970(text))
        .or_else(|| parse_http_or_go(text))
        .or_else(|| parse_far_or_local(text))?;
    Timestamp::from_second(time.min(MAX_TIME).as_second()).ok() // fractions are more than some clients read
}

/// Parses seconds (years 2000 to 2286, and the last days of 9999) or milliseconds (2001 to 2286) since 1970. Any other number may be a date
/// without its separators, such as `20300102030405`.
fn parse_since_1970(text: &str) -> Option<Timestamp> {
    let number: f64 = text.parse().ok()?;
    if (YEAR_2000 as f64..1e10).contains(&number) || (END_OF_9999 as f64..YEAR_10000 as f64).contains(&number) {
        Timestamp::from_second((number as i64).min(MAX_TIME.as_second())).ok()
    } else if (1e12..1e13).contains(&number) {
        Timestamp::from_millisecond(number as i64).ok()
    } else {
        None
    }
}

/// Parses an HTTP date or Go's format: `Mon, 30 Nov 2026 10:00:00 GMT`, or `2026-11-30 10:00:00.5 +0000 UTC m=+1.5`.
fn parse_http_or_go(text: &str) -> Option<Timestamp> {
    let parse_http_date = || DateTimeParser::new().parse_timestamp(text).ok();
    let mut parts = text.split(' ');
    let (date, time, offset) = (parts.next()?, parts.next()?, parts.next()?);
    format!("{date}T{time}{offset}").parse().ok().or_else(parse_http_date)
}

/// Parses a time beyond the year 9999, or without an offset.
fn parse_far_or_local(text: &str) -> Option<Timestamp> {
    match text.trim_end_matches(['Z', 'z']).parse::<DateTime>() {
        Ok(time) => Some(time.to_zoned(TimeZone::UTC).map_or(MAX_TIME, |time| time.timestamp())),
        Err(_) => has_far_year(text).then_some(MAX_TIME),
    }
}

/// Whether a date begins with a year of five to nine digits: ISO 8601.
fn has_far_year(text: &str) -> bool {
    let year = text.strip_prefix('+').and_then(|rest| rest.split_once('-')).map_or("", |(year, _)| year);
    (5..=9).contains(&year.len()) && year.bytes().all(|digit| digit.is_ascii_digit())
}

/// Returns why credentials that expire at `expiration` and were granted at `now` are unusable; `None` if they are usable.
pub(super) fn reason_unusable(expiration: Timestamp, now: Timestamp) -> Option<String> {
    if expiration < MIN_TIME {
        Some(format!("the credentials expire at {expiration}, which is not a plausible time"))
    } else if expiration <= now {
        Some(format!("the credentials expired at {expiration}; this machine's time is {now:.0}"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expirations_are_read_in_every_spelling_and_clamped() {
        let spellings = [
            "2030-01-02T03:04:05Z",
            "2030-01-02t03:04:05z",
            "2030-01-02 03:04:05Z",
            "2030-01-02T05:04:05+02:00",
            "2030-01-02T05:04:05+0200",
            "2030-01-02T05:04:05.000+0200",
            "2030-01-01T22:04:05-05",
            "2030-01-02T03:04:05",
            "20300102T030405Z",
            "1893553445",
            "1893553445.25",
            "1.893553445E9",
            "1893553445000",
            "1893553445999",
            "2030-01-02 03:04:05 +0000 UTC",
            "2030-01-02 03:04:05.123456789 +0000 UTC",
            "2030-01-02 05:04:05 +0200 CEST",
            "2030-01-02 03:04:05.5 +0000 UTC m=+3600.000000001",
            "Wed, 02 Jan 2030 03:04:05 GMT",
            "Wed, 2 Jan 2030 05:04:05 +0200",
        ];
        for text in spellings {
            assert_eq!(read(text).map(Timestamp::as_second), Some(1_893_553_445), "{text}");
        }
        assert_eq!(read("2030-01-02T03:04Z").map(Timestamp::as_second), Some(1_893_553_440));
        for text in [
            "9999-12-31T23:59:59Z",
            "9999-12-31T23:59:59+00:00",
            "9999-12-31T23:59:59.999999999Z",
            "9999-12-31T23:59:59",
            "+292278994-08-17T07:12:55Z",
            "+10000-01-01T00:00:00Z",
            "253402300799",
        ] {
            assert_eq!(read(text).map(|time| time.to_string()).as_deref(), Some("9999-12-30T00:00:00Z"), "{text}");
        }
        assert_eq!(read("2262-04-11T23:47:16Z").map(|time| time.to_string()).as_deref(), Some("2262-04-11T23:47:16Z"));
    }

    #[test]
    fn ambiguous_expirations_are_rejected() {
        for text in [
            "",
            "never",
            "tomorrow",
            "2030-13-01T00:00:00Z",
            "12:00",
            "+",
            "+x",
            "+3600",
            "+1-1",
            "+1234567890-01-01",
            "+12a45-01-01",
            "0",
            "3600",
            "-1893553445",
            "inf",
            "NaN",
            "18935534450000000",
            "203001020304",
            "20300102030405",
            "2030-01-02 03:04:05 UTC +0000",
            "2030-01-02 soon +0000 UTC",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
