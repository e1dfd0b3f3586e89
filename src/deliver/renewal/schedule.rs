//! When to renew, and when to try again: random times, so that the processes of a fleet neither renew together nor return together after an
//! outage of their server.
//!
//! ```text
//! granted            2/5 of the lifetime          stale             3/4 of the margin left      expired
//!    ├───────────────────┼──────────────────────────┼──────────────────────────┼───────────────────┤
//!                        │◄── renewed without the user, at a random time ─────►│
//!                                                   │◄─ others, which warn ───►│
//! ```

use crate::credentials::Credentials;
use jiff::Timestamp;
use std::ops::Range;
use std::time::Duration;

/// The pause after the first failed renewal; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause after failed renewals without unexpired credentials.
pub(super) const MAX_PAUSE: Duration = Duration::from_secs(60);

/// The time of the next renewal.
pub(super) enum NextRenewal {
    /// At a point in time.
    At(Timestamp),
    /// After a pause.
    After(Duration),
}

/// When `credentials` may be renewed: from two fifths of their lifetime, or, if the renewal may need the user, from when they are stale; until
/// a quarter of the freshness margin has passed. Clients that themselves renew in time (boto3: 15 minutes before expiration, and 10 minutes
/// before at the latest) get credentials that last longer.
fn window(credentials: &Credentials, may_be_early: bool) -> Range<Timestamp> {
    let (stale_from, expiration) = (credentials.stale_from(), credentials.expiration);
    let early = credentials.granted.saturating_add(credentials.granted.duration_until(expiration) / 5 * 2).unwrap_or(stale_from);
    let end = stale_from.saturating_add(stale_from.duration_until(expiration) / 4).unwrap_or(expiration);
    if may_be_early { early.min(stale_from)..end } else { stale_from..end }
}

/// Returns a random time at which to renew `credentials`; `None` if such a time has passed.
pub(super) fn renewal_time(credentials: &Credentials, may_be_early: bool, now: Timestamp) -> Option<Timestamp> {
    let window = window(credentials, may_be_early);
    random_time(window.start.max(now)..window.end)
}

/// Returns a random time; `None` if the range is empty.
fn random_time(range: Range<Timestamp>) -> Option<Timestamp> {
    let length = range.start.duration_until(range.end);
    length.is_positive().then(|| range.start.saturating_add(length / 1024 * i32::from(random_1024th())).unwrap_or(range.end))
}

/// Returns when to renew after `failures` failed renewals, while `held` are the current credentials: fresh ones at a random time before half of
/// the freshness margin has passed; stale ones after a second, then after a random pause of a sixth to a third of their remaining lifetime.
/// Without unexpired ones, see [`retry_soon`].
pub(super) fn retry(failures: u32, held: Option<&Credentials>, now: Timestamp) -> NextRenewal {
    match held.filter(|held| held.expiration > now) {
        Some(held) if held.are_fresh(now) => {
            let stale_from = held.stale_from();
            let end = stale_from.saturating_add(stale_from.duration_until(held.expiration) / 2).unwrap_or(stale_from);
            let soonest = now.saturating_add(FIRST_PAUSE).unwrap_or(now);
            NextRenewal::At(random_time(soonest..end).unwrap_or(soonest))
        }
        Some(held) if failures > 0 => NextRenewal::After(shortened(part(held, 3, now))),
        held => retry_soon(failures, held, now),
    }
}

/// Returns when to try again after `failures` failures while a client or a delivery waits for that: after pauses that double, with jitter, and are at most a
/// quarter of the remaining lifetime of `held`.
pub(super) fn retry_soon(failures: u32, held: Option<&Credentials>, now: Timestamp) -> NextRenewal {
    let backoff = FIRST_PAUSE.saturating_mul(1 << failures.min(6)).min(MAX_PAUSE);
    let alive = held.filter(|held| held.expiration > now);
    NextRenewal::After(shortened(alive.map_or(backoff, |held| backoff.min(quarter(held, now)))))
}

/// Returns a random duration between half of `pause` and `pause`.
fn shortened(pause: Duration) -> Duration {
    pause.mul_f64(1.0 - f64::from(random_1024th()) / 2048.0)
}

/// Returns a quarter of the remaining lifetime, at least one second.
pub(super) fn quarter(credentials: &Credentials, now: Timestamp) -> Duration {
    part(credentials, 4, now)
}

/// Returns a `divisor`-th of the remaining lifetime, at least one second.
fn part(credentials: &Credentials, divisor: u32, now: Timestamp) -> Duration {
    (now.duration_until(credentials.expiration).unsigned_abs() / divisor).max(FIRST_PAUSE)
}

/// Returns a random number below 1024.
fn random_1024th() -> u16 {
    rand::random::<u16>() % 1024
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::expiring_after;
    use jiff::SignedDuration;

    /// The remaining seconds of credentials when they are renewed, at `count` random times.
    fn remaining(credentials: &Credentials, may_be_early: bool, count: usize) -> Vec<i64> {
        let time = || renewal_time(credentials, may_be_early, credentials.granted).unwrap();
        std::iter::repeat_with(|| time().duration_until(credentials.expiration).as_secs()).take(count).collect()
    }

    #[test]
    fn renewals_are_spread_from_two_fifths_of_the_lifetime_to_three_quarters_of_the_margin() {
        for (life, margin) in [(8 * 3600, 900), (3600, 900), (1800, 600), (20, 6)] {
            let all = remaining(&expiring_after(life), true, 1000);
            assert!(all.iter().all(|left| (margin * 3 / 4..=life * 3 / 5).contains(left)), "{life} s: {all:?}");
            let width = all.iter().max().unwrap() - all.iter().min().unwrap();
            assert!(width >= (life * 3 / 5 - margin) * 9 / 10, "{life} s: within {width} s");
        }
    }

    #[test]
    fn a_renewal_that_may_need_the_user_is_not_early() {
        for (life, margin) in [(8 * 3600, 900), (3600, 900), (1800, 600), (20, 6)] {
            let all = remaining(&expiring_after(life), false, 1000);
            assert!(all.iter().all(|left| (margin * 3 / 4..=margin).contains(left)), "{life} s: {all:?}");
        }
    }

    #[test]
    fn credentials_found_late_are_renewed_within_what_remains() {
        let credentials = expiring_after(3600);
        let at = |minutes| credentials.granted + SignedDuration::from_mins(minutes);
        for _ in 0..1000 {
            assert!((at(40)..at(49)).contains(&renewal_time(&credentials, true, at(40)).unwrap()));
        }
        assert_eq!(renewal_time(&credentials, true, at(49)), None);
    }

    /// The shortest and the longest of a thousand pauses in seconds, while the credentials of an hour are `minutes` old.
    fn pauses(failures: u32, minutes: i64) -> (f64, f64) {
        let credentials = expiring_after(3600);
        let now = credentials.granted + SignedDuration::from_mins(minutes);
        let pause = || match retry(failures, Some(&credentials), now) {
            NextRenewal::At(time) => now.duration_until(time).as_secs_f64(),
            NextRenewal::After(pause) => pause.as_secs_f64(),
        };
        std::iter::repeat_with(pause).take(1000).fold((f64::MAX, 0.0), |(least, most), pause| (pause.min(least), pause.max(most)))
    }

    #[test]
    fn while_credentials_last_a_failed_renewal_is_not_hurried() {
        let (least, most) = pauses(0, 30);
        assert!(least < 60.0 && (1200.0..=1350.0).contains(&most), "fresh: {least} to {most} s");
        let (least, most) = pauses(0, 50);
        assert!(least >= 0.5 && most <= 1.0, "stale, for the first time: {least} to {most} s");
        let (least, most) = pauses(1, 50);
        assert!(least >= 100.0 && most <= 200.0, "stale: {least} to {most} s");
        let (least, most) = pauses(9, 59);
        assert!(least >= 10.0 && most <= 20.0, "about to expire: {least} to {most} s");
        for (failures, longest) in [(0, 1.0), (3, 8.0), (9, 60.0)] {
            let (least, most) = pauses(failures, 61);
            assert!(least >= longest / 2.0 && most <= longest, "expired: {least} to {most} s");
        }
    }
}
