//! Renewal of credentials in long-lived deliveries (`serve`, `exec --renew`, `--watch`), and handling of its failures.
//!
//! Each process renews at a random time between the credentials becoming stale and expiring. A failed renewal is retried with growing
//! pauses. It is reported once when failures begin, and once when the old credentials expire.

use crate::credentials::{CacheState, Credentials};
use crate::sys::test_event;
use crate::sys::{Clock, Deps, is_in_future};
use crate::text::printable;
use jiff::{SignedDuration, Timestamp};
use std::fmt::Display;
use std::time::Duration;
use tokio::sync::Notify;

/// The maximum time between checks of clock and cache: the clock may jump, the machine may sleep, another process may log in or out.
const MAX_STEP: Duration = Duration::from_secs(10);
/// The minimum time between these checks.
const MIN_STEP: Duration = Duration::from_millis(250);
/// The pause after the first failed renewal; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause after failed renewals.
const MAX_PAUSE: Duration = Duration::from_secs(60);
/// How long before a renewal needs the user they are warned.
const USER_NOTICE: SignedDuration = SignedDuration::from_mins(15);
/// The longest pause after failed renewals while a client waits.
const PAUSE_WHEN_ASKED: Duration = Duration::from_secs(5);

/// A source of fresh credentials.
pub trait CredentialSource {
    /// Obtains fresh credentials.
    ///
    /// # Errors
    /// The printable reason.
    fn renew(&self) -> impl Future<Output = Result<Credentials, String>>;

    /// Returns when the user is needed if the renewal after `held`, at `due`, cannot succeed without them.
    fn user_deadline(&self, held: &Credentials, due: Timestamp) -> Option<UserDeadline>;

    /// Returns how `held` credentials of this source relate to their cache entry.
    fn check_against_cache(&self, held: &Credentials) -> CacheState;
}

/// A time from which renewals need the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserDeadline {
    /// The time.
    pub time: Timestamp,
    /// The warning, in one line: it says what ends then, and how the user can prevent that.
    pub notice: String,
}

/// Decides when to renew.
struct Schedule {
    /// Delay after the credentials become stale, in 1024ths of their remaining lifetime at that time; at most a quarter.
    jitter: i32,
}

impl Schedule {
    fn new() -> Self {
        Self { jitter: rand::random::<u8>().into() }
    }

    /// Returns when to renew `credentials`: shortly after they become stale. Earlier, the cache would return the same ones.
    fn due(&self, credentials: &Credentials) -> Timestamp {
        let stale_from = credentials.stale_from();
        let delay = stale_from.duration_until(credentials.expiration) / 1024 * self.jitter;
        stale_from.checked_add(delay).unwrap_or(credentials.expiration)
    }
}

/// The time of the next renewal.
enum NextRenewal {
    /// At a point in time.
    At(Timestamp),
    /// After a pause.
    After(Duration),
}

/// Holds the credentials of a long-lived delivery and renews them before they expire.
pub(super) struct RenewalLoop<'a, R> {
    source: &'a R,
    deps: &'a Deps,
    schedule: Schedule,
    held: Option<Credentials>,
    /// Whether the held credentials were delivered.
    delivered: bool,
    next: NextRenewal,
    failures: u32,
    expiration_reported: bool,
    /// When to warn the user that they are needed, unless they were warned already.
    notice_due: Option<Timestamp>,
}

impl<'a, R: CredentialSource> RenewalLoop<'a, R> {
    /// Creates a loop with the undelivered credentials `first`, or with none.
    pub(super) fn new(first: Option<Credentials>, source: &'a R, deps: &'a Deps) -> Self {
        let (schedule, next) = (Schedule::new(), NextRenewal::At(Timestamp::MIN));
        Self { source, deps, schedule, held: first, delivered: false, next, failures: 0, expiration_reported: false, notice_due: None }
    }

    /// Creates a loop with credentials that were delivered already.
    pub(super) fn after(delivered: Credentials, source: &'a R, deps: &'a Deps) -> Self {
        let mut renewal = Self::new(Some(delivered), source, deps);
        renewal.succeed();
        renewal
    }

    /// Returns when the next renewal is due; `None` during the pause after a failure.
    pub(super) fn due(&self) -> Option<Timestamp> {
        match self.next {
            NextRenewal::At(due) => Some(due),
            NextRenewal::After(_) => None,
        }
    }

    /// Waits until a renewal is due. A waiting client (`request_notify`) makes it check the clock immediately and ends a pause after at
    /// least 5 s.
    pub(super) async fn wait(&mut self, request_notify: &Notify) {
        match self.next {
            NextRenewal::At(due) => {
                while let Some(step) = step_towards(due, &self.deps.clock).filter(|_| self.are_current()) {
                    self.warn_user_in_time(due);
                    let _ = tokio::time::timeout(step, request_notify.notified()).await;
                }
            }
            NextRenewal::After(pause) => {
                let first = pause.min(PAUSE_WHEN_ASKED);
                tokio::time::sleep(first).await;
                let mut rest = pause - first;
                while !rest.is_zero() && !self.is_logged_out() {
                    let step = rest.min(MAX_STEP);
                    rest = if tokio::time::timeout(step, request_notify.notified()).await.is_ok() { Duration::ZERO } else { rest - step };
                }
            }
        }
    }

    /// Warns the user, once, that they will be needed, unless a login has changed that meanwhile.
    fn warn_user_in_time(&mut self, due: Timestamp) {
        if self.notice_due.is_none_or(|time| self.deps.clock.now() < time) {
            return;
        }
        self.plan_notice(due);
        if self.notice_due.take_if(|time| self.deps.clock.now() >= *time).is_some()
            && let Some(deadline) = self.held.as_ref().and_then(|held| self.source.user_deadline(held, due))
        {
            self.deps.terminal.print_warning(&deadline.notice);
        }
    }

    /// Plans when to warn the user that they will be needed.
    fn plan_notice(&mut self, due: Timestamp) {
        let deadline = self.held.as_ref().and_then(|held| self.source.user_deadline(held, due));
        self.notice_due = deadline.map(|deadline| deadline.time.checked_sub(USER_NOTICE).unwrap_or(Timestamp::MIN));
    }

    /// Whether the held credentials are current, and the clock was not set back since they were granted (their expiration would be
    /// unreliable).
    fn are_current(&self) -> bool {
        let now = self.deps.clock.now();
        self.held
            .as_ref()
            .is_none_or(|held| !is_in_future(held.granted, now) && self.source.check_against_cache(held) == CacheState::Current)
    }

    /// Whether another process has logged out, so that the held credentials must no longer be served.
    fn is_logged_out(&self) -> bool {
        self.held.as_ref().is_some_and(|held| self.source.check_against_cache(held) == CacheState::LoggedOut)
    }

    /// Whether credentials are held, fresh or stale.
    pub(super) fn has_credentials(&self) -> bool {
        self.held.is_some()
    }

    /// Obtains fresh credentials, delivers them, and schedules the next renewal.
    ///
    /// # Errors
    /// The printable reason, which was reported if it is new.
    pub(super) async fn renew<D: Display>(&mut self, deliver: impl AsyncFnOnce(&Credentials) -> Result<(), D>) -> Result<(), String> {
        let outcome = match self.fresh().await {
            Ok(credentials) => deliver(credentials).await.map_err(|error| ("deliver", printable(&error.to_string()))),
            Err(reason) => Err(("renew", reason)),
        };
        match outcome {
            Ok(()) => {
                self.succeed();
                test_event!(Renewed);
                Ok(())
            }
            Err((action, reason)) => {
                self.fail(action, &reason);
                test_event!(RenewalFailed { reason: &reason });
                Err(reason)
            }
        }
    }

    /// Returns undelivered fresh credentials, or obtains new ones.
    async fn fresh(&mut self) -> Result<&Credentials, String> {
        let now = || self.deps.clock.now();
        let undelivered = self.held.take_if(|held| !self.delivered && held.are_fresh(now()));
        let credentials = match undelivered {
            Some(undelivered) => undelivered,
            None => self.source.renew().await.map_err(|reason| printable(&reason))?,
        };
        if credentials.expiration <= now() {
            return Err("the new credentials have already expired: check this machine's clock".to_owned());
        }
        self.delivered = false;
        Ok(self.held.insert(credentials))
    }

    fn succeed(&mut self) {
        if self.failures > 0 {
            self.deps.terminal.note("the credentials were renewed");
        }
        (self.delivered, self.failures, self.expiration_reported) = (true, 0, false);
        let Some(held) = &self.held else { return };
        let now = self.deps.clock.now();
        let due = self.schedule.due(held);
        test_event!(RenewalPlanned { due: due.to_string() });
        self.next = if due > now { NextRenewal::At(due) } else { NextRenewal::After(quarter(held, now)) };
        self.plan_notice(due);
    }

    fn fail(&mut self, action: &str, reason: &str) {
        let now = self.deps.clock.now();
        let logged_out = if self.is_logged_out() { self.held.take() } else { None };
        let remaining = self.held.as_ref().map(|held| (held.expiration > now, held.expiration_in_words(now)));
        let is_first_failure = self.failures == 0;
        let rest = match remaining {
            None if logged_out.is_some() => Some("another process logged out, so the current ones are no longer served".to_owned()),
            Some((true, end)) if is_first_failure => Some(format!("the current ones are valid until {end}")),
            Some((false, _)) if !self.expiration_reported => {
                self.expiration_reported = true;
                Some("the current ones have expired".to_owned())
            }
            None if is_first_failure => Some("there are no credentials yet".to_owned()),
            _ => None,
        };
        if let Some(rest) = rest {
            self.deps.terminal.warn(&format!("could not {action} the credentials: {reason}; retrying, {rest}"));
        }
        self.next = NextRenewal::After(self.pause(now));
        self.failures = self.failures.saturating_add(1);
    }

    /// Returns the next pause: twice the last one, but at most a quarter of the remaining lifetime, with jitter.
    fn pause(&self, now: Timestamp) -> Duration {
        let backoff = FIRST_PAUSE.saturating_mul(1 << self.failures.min(6)).min(MAX_PAUSE);
        let alive = self.held.as_ref().filter(|held| held.expiration > now);
        let pause = alive.map_or(backoff, |held| backoff.min(quarter(held, now)));
        pause.mul_f64(1.0 - f64::from(rand::random::<u8>()) / 1024.0)
    }
}

/// Returns a quarter of the remaining lifetime, between one second and one minute.
fn quarter(credentials: &Credentials, now: Timestamp) -> Duration {
    let remaining = now.duration_until(credentials.expiration).unsigned_abs();
    (remaining / 4).clamp(FIRST_PAUSE, MAX_PAUSE)
}

/// Returns how long to sleep before checking the clock again; `None` if `due` has passed.
fn step_towards(due: Timestamp, clock: &Clock) -> Option<Duration> {
    let remaining = Duration::try_from(clock.now().duration_until(due)).ok().filter(|remaining| !remaining.is_zero())?;
    Some((remaining / 10).clamp(MIN_STEP, MAX_STEP).min(remaining.max(MIN_STEP)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{SecretKey, SessionToken};

    fn expiring_after(seconds: i64) -> Credentials {
        let granted: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
        Credentials {
            access_key: "FAKE".to_owned(),
            secret_key: SecretKey::new("fake".to_owned()),
            session_token: SessionToken::new("fake".to_owned()),
            expiration: granted + SignedDuration::from_secs(seconds),
            granted,
            name: None,
            identity: None,
        }
    }

    #[test]
    fn renewals_are_spread_over_a_quarter_of_the_freshness_margin() {
        for (life, margin) in [(8 * 3600, 900), (3600, 900), (1800, 600), (20, 6)] {
            let credentials = expiring_after(life);
            for jitter in [0, 128, 255] {
                let remaining = Schedule { jitter }.due(&credentials).duration_until(credentials.expiration).as_secs();
                assert!((margin * 3 / 4..=margin).contains(&remaining), "{life} s: {remaining} s before the end");
                assert!(!credentials.are_fresh(credentials.expiration - SignedDuration::from_secs(remaining)));
            }
        }
    }

    /// A source that always fails; the test sets whether its login was ended.
    #[derive(Default)]
    struct UnreachableSource {
        is_logged_out: std::cell::Cell<bool>,
    }

    impl CredentialSource for UnreachableSource {
        async fn renew(&self) -> Result<Credentials, String> {
            Err("the provider is out of reach".to_owned())
        }

        fn user_deadline(&self, _: &Credentials, _: Timestamp) -> Option<UserDeadline> {
            None
        }

        fn check_against_cache(&self, _: &Credentials) -> CacheState {
            if self.is_logged_out.get() { CacheState::LoggedOut } else { CacheState::Current }
        }
    }

    #[test]
    fn a_logout_ends_the_pause_after_a_failed_renewal() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let (source, deps, never_notified) = (UnreachableSource::default(), Deps::real(), Notify::new());
        let now = deps.clock.now();
        let held = Credentials {
            granted: now - SignedDuration::from_mins(50),
            expiration: now + SignedDuration::from_mins(10),
            ..expiring_after(1)
        };
        let mut renewal = RenewalLoop::new(Some(held), &source, &deps);
        renewal.failures = 6; // so that the pause is one minute
        let elapsed = runtime.block_on(async {
            renewal.renew(async |_| Ok::<_, String>(())).await.unwrap_err();
            let began = tokio::time::Instant::now();
            let logs_out = async {
                tokio::time::sleep(Duration::from_secs(12)).await;
                source.is_logged_out.set(true);
                std::future::pending().await
            };
            tokio::select! {
                () = renewal.wait(&never_notified) => began.elapsed(),
                () = logs_out => Duration::MAX,
            }
        });
        assert!(elapsed <= Duration::from_secs(12) + MAX_STEP, "{elapsed:?}");
        runtime.block_on(renewal.renew(async |_| Ok::<_, String>(()))).unwrap_err();
        assert!(!renewal.has_credentials(), "what was logged out is handed out no longer");
    }
}
