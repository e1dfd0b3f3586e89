//! Times for people, in this machine's time zone, with the distance from now.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Formats a time: `2030-01-02 18:04 CET (in 7 h 59 min)`, or `(7 h 59 min ago)`.
#[must_use]
pub(crate) fn format_time(time: Timestamp, now: Timestamp) -> String {
    let distance = format_minutes((now.duration_until(time).as_secs().abs() + 30) / 60);
    let distance = if time < now { format!("{distance} ago") } else { format!("in {distance}") };
    format!("{} ({distance})", format_local(time))
}

/// Formats a time in this machine's time zone: `2030-01-02 18:04 CET`.
pub(super) fn format_local(time: Timestamp) -> String {
    let system = TimeZone::system();
    let offset_info = system.to_offset_info(time);
    let (local, zone) = (offset_info.offset().to_datetime(time), offset_info.abbreviation());
    format!("{}-{:02}-{:02} {:02}:{:02} {zone}", local.year(), local.month(), local.day(), local.hour(), local.minute())
}

/// Formats a number of minutes, in the two largest units.
pub(super) fn format_minutes(minutes: i64) -> String {
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, _) => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}
