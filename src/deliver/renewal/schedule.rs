//! When to renew, and when to try again: random times, so that the processes of a fleet neither renew together nor return together after an
//! outage of their server.
//!
//! ```text
//! granted     1/4 of the lifetime                 stale             3/4 of the margin left      expired
//!    ├────────────────┼─────────────────────────────┼──────────────────────────┼───────────────────┤
//!                     │◄─ renewed without the user ►│◄─ others, which warn ───►│
//! ```

use crate::credentials::Credentials;
use jiff::Timestamp;
use std::ops::Range;
use std::time::Duration;

/// The longest pause after the first failed renewal without unexpired credentials, which doubles with each further one. No other limit of a
/// pause is shorter.
const BACKOFF_BASE: Duration = Duration::from_secs(1);
/// The longest pause after failed renewals without unexpired credentials.
pub(super) const MAX_PAUSE: Duration = Duration::from_secs(60);

/// The time of the next renewal.
pub(super) enum NextRenewal {
    /// At a point in time.
    At(Timestamp),
    /// After a pause.
    After(Duration),
}

/// When `credentials` may be renewed: from a quarter of their lifetime until they are stale; or, if the renewal may need the user or they are
/// stale at `now`, from when they are stale until a quarter of the freshness margin has passed. Clients that themselves renew in time (boto3:
/// 15 minutes before expiration, and 10 minutes before at the latest) get credentials that last longer.
fn window(credentials: &Credentials, may_be_early: bool, now: Timestamp) -> Range<Timestamp> {
    let (stale_from, expiration) = (credentials.stale_from(), credentials.expiration);
    if may_be_early && now < stale_from {
        let early = credentials.granted.saturating_add(credentials.granted.duration_until(expiration) / 4).unwrap_or(stale_from);
        return early.min(stale_from)..stale_from;
    }
    stale_from..after_part_of_margin(credentials, 1)
}

/// Returns the time at which `quarters` of the freshness margin have passed.
fn after_part_of_margin(credentials: &Credentials, quarters: i32) -> Timestamp {
    let (stale_from, expiration) = (credentials.stale_from(), credentials.expiration);
    stale_from.saturating_add(stale_from.duration_until(expiration) / 4 * quarters).unwrap_or(expiration)
}

/// Returns a random time at which to renew `credentials`; `None` if they were to be renewed before `now`.
pub(super) fn renewal_time(credentials: &Credentials, may_be_early: bool, now: Timestamp) -> Option<Timestamp> {
    let window = window(credentials, may_be_early, now);
    random_time(window.start.max(now)..window.end)
}

/// Returns a random time; `None` if the range is empty.
fn random_time(range: Range<Timestamp>) -> Option<Timestamp> {
    let length = range.start.duration_until(range.end);
    let part = length.unsigned_abs().mul_f64(random_fraction());
    length.is_positive().then(|| range.start.saturating_add(part).unwrap_or(range.end))
}

/// Returns when to renew after another failed renewal, which `failures` others preceded, while `held` are the current credentials: fresh ones at
/// a random time before three quarters of the freshness margin have passed; stale ones after at most a second the first time, then after a
/// random pause of a twentieth to three fifths of their remaining lifetime, at least a second. Without unexpired ones, see [`retry_soon`].
pub(super) fn retry(failures: u32, held: Option<&Credentials>, now: Timestamp) -> NextRenewal {
    match held.filter(|held| held.expiration > now) {
        Some(held) if held.are_fresh(now) => {
            let soonest = now.saturating_add(BACKOFF_BASE).unwrap_or(now);
            NextRenewal::At(random_time(soonest..after_part_of_margin(held, 3)).unwrap_or(soonest))
        }
        Some(held) if failures > 0 => {
            let share = 0.05 + 0.55 * random_fraction();
            NextRenewal::After(remaining(held, now).mul_f64(share).max(BACKOFF_BASE))
        }
        held => retry_soon(failures, held, now),
    }
}

/// Returns when to try again after another failure, which `failures` others preceded, while a client or a delivery waits for that: after
/// 50 to 100 % of a backoff that doubles with each failure, from one second to 60, and is at most a quarter of the remaining lifetime of
/// `held`, but at least a second.
pub(super) fn retry_soon(failures: u32, held: Option<&Credentials>, now: Timestamp) -> NextRenewal {
    let backoff = BACKOFF_BASE.saturating_mul(1 << failures.min(6)).min(MAX_PAUSE);
    let alive = held.filter(|held| held.expiration > now);
    NextRenewal::After(shortened(alive.map_or(backoff, |held| backoff.min(quarter(held, now)))))
}

/// Returns a random duration between half of `pause` and `pause`.
fn shortened(pause: Duration) -> Duration {
    pause.mul_f64(1.0 - random_fraction() / 2.0)
}

/// Returns a quarter of the remaining lifetime, at least one second.
pub(super) fn quarter(credentials: &Credentials, now: Timestamp) -> Duration {
    (remaining(credentials, now) / 4).max(BACKOFF_BASE)
}

/// Returns the remaining lifetime of credentials that have not expired.
fn remaining(credentials: &Credentials, now: Timestamp) -> Duration {
    now.duration_until(credentials.expiration).unsigned_abs()
}

/// Returns a random number from 0 to 1, without 1.
fn random_fraction() -> f64 {
    rand::random()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::expiring_after;
    use jiff::SignedDuration;

    /// The remaining seconds of credentials when they are renewed, at `count` random times.
    fn remaining_seconds(credentials: &Credentials, may_be_early: bool, count: usize) -> Vec<i64> {
        let time = || renewal_time(credentials, may_be_early, credentials.granted).unwrap();
        std::iter::repeat_with(|| time().duration_until(credentials.expiration).as_secs()).take(count).collect()
    }

    #[test]
    fn renewals_without_the_user_are_spread_from_a_quarter_of_the_lifetime_until_the_credentials_are_stale() {
        for (life, margin) in [(8 * 3600, 900), (3600, 900), (1800, 600), (20, 6)] {
            let all = remaining_seconds(&expiring_after(life), true, 1000);
            assert!(all.iter().all(|left| (margin..=life * 3 / 4).contains(left)), "{life} s: {all:?}");
            let width = all.iter().max().unwrap() - all.iter().min().unwrap();
            assert!(width >= (life * 3 / 4 - margin) * 9 / 10, "{life} s: within {width} s");
        }
    }

    #[test]
    fn a_renewal_that_may_need_the_user_is_not_early() {
        for (life, margin) in [(8 * 3600, 900), (3600, 900), (1800, 600), (20, 6)] {
            let all = remaining_seconds(&expiring_after(life), false, 1000);
            assert!(all.iter().all(|left| (margin * 3 / 4..=margin).contains(left)), "{life} s: {all:?}");
        }
    }

    #[test]
    fn credentials_found_late_are_renewed_within_what_remains() {
        let credentials = expiring_after(3600);
        let at = |minutes| credentials.granted + SignedDuration::from_mins(minutes);
        for _ in 0..1000 {
            assert!((at(40)..at(45)).contains(&renewal_time(&credentials, true, at(40)).unwrap()));
            assert!((at(46)..at(49)).contains(&renewal_time(&credentials, true, at(46)).unwrap()));
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
        assert!(least < 60.0 && (1500.0..=1575.0).contains(&most), "fresh: {least} to {most} s");
        let (least, most) = pauses(0, 50);
        assert!(least >= 0.5 && most <= 1.0, "stale, for the first time: {least} to {most} s");
        let (least, most) = pauses(1, 50);
        assert!(least >= 30.0 && (330.0..=360.0).contains(&most), "stale: {least} to {most} s");
        let (least, most) = pauses(9, 59);
        assert!(least >= 3.0 && (30.0..=36.0).contains(&most), "about to expire: {least} to {most} s");
        for (failures, longest) in [(0, 1.0), (3, 8.0), (9, 60.0)] {
            let (least, most) = pauses(failures, 61);
            assert!(least >= longest / 2.0 && most <= longest, "expired: {least} to {most} s");
        }
    }
}
