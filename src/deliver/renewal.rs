//! Renewal of credentials in long-lived deliveries (`serve`, `exec --renew`, `--watch`), and handling of its failures.
//!
//! Each process renews at a random time before its credentials expire, and retries a failed renewal after random pauses: see `schedule`. A
//! failure is reported once when failures begin, and once when the old credentials expire.

mod schedule;

use crate::credentials::{CacheState, Credentials};
use crate::sys::test_event;
use crate::sys::{Clock, Deps, is_in_future};
use crate::text::printable;
use jiff::{SignedDuration, Timestamp};
use schedule::{MAX_PAUSE, NextRenewal, quarter, renewal_time, retry, retry_soon};
use std::fmt::Display;
use std::time::Duration;
use tokio::sync::Notify;

/// The maximum time between checks of clock and cache: the clock may jump, the machine may sleep, another process may log in or out.
const MAX_STEP: Duration = Duration::from_secs(10);
/// The minimum time between these checks.
const MIN_STEP: Duration = Duration::from_millis(250);
/// How long before a renewal needs the user they are warned.
const USER_NOTICE: SignedDuration = SignedDuration::from_mins(15);
/// The longest pause after failed renewals while a client waits.
const PAUSE_WHEN_ASKED: Duration = Duration::from_secs(5);

/// A source of fresh credentials.
pub trait CredentialSource {
    /// Obtains fresh credentials, others than the `replaced` ones, which may still be fresh.
    ///
    /// # Errors
    /// The printable reason.
    fn renew(&self, replaced: Option<&Credentials>) -> impl Future<Output = Result<Credentials, String>>;

    /// Whether `held` can be replaced while they are fresh: without the user, and by credentials that expire later.
    fn can_renew_early(&self, held: &Credentials) -> bool;

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

/// Holds the credentials of a long-lived delivery and renews them before they expire.
pub(super) struct RenewalLoop<'a, R> {
    source: &'a R,
    deps: &'a Deps,
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
        let next = NextRenewal::At(Timestamp::MIN);
        Self { source, deps, held: first, delivered: false, next, failures: 0, expiration_reported: false, notice_due: None }
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

    /// Returns when [`RenewalLoop::wait`] ends if nothing happens meanwhile.
    #[cfg(test)]
    pub(super) fn wakes_at(&self) -> Timestamp {
        let now = self.deps.clock.now();
        match self.next {
            NextRenewal::At(due) => due.max(now),
            NextRenewal::After(pause) => now + pause,
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
                while !rest.is_zero() && self.cache_state() == CacheState::Current {
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
        self.held.as_ref().is_none_or(|held| !is_in_future(held.granted, now)) && self.cache_state() == CacheState::Current
    }

    /// How the held credentials relate to their cache entry; current if there are none.
    fn cache_state(&self) -> CacheState {
        self.held.as_ref().map_or(CacheState::Current, |held| self.source.check_against_cache(held))
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
            None => self.source.renew(self.held.as_ref()).await.map_err(|reason| printable(&reason))?,
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
        let time = renewal_time(held, self.source.can_renew_early(held), now);
        let due = time.unwrap_or(now);
        test_event!(RenewalPlanned { due: due.to_string() });
        self.next = time.map_or_else(|| NextRenewal::After(quarter(held, now).min(MAX_PAUSE)), NextRenewal::At);
        self.plan_notice(due);
    }

    fn fail(&mut self, action: &str, reason: &str) {
        let now = self.deps.clock.now();
        let logged_out = if self.cache_state() == CacheState::LoggedOut { self.held.take() } else { None };
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
        let hurries = !self.delivered || !self.are_current();
        self.next = if hurries { retry_soon } else { retry }(self.failures, self.held.as_ref(), now);
        self.failures = self.failures.saturating_add(1);
    }
}

/// Returns how long to sleep before checking the clock again; `None` if `due` has passed.
fn step_towards(due: Timestamp, clock: &Clock) -> Option<Duration> {
    let remaining = Duration::try_from(clock.now().duration_until(due)).ok().filter(|remaining| !remaining.is_zero())?;
    Some((remaining / 10).clamp(MIN_STEP, MAX_STEP).min(remaining.max(MIN_STEP)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::expiring_after;

    /// A source that always fails; the test sets whether its login was ended.
    #[derive(Default)]
    struct UnreachableSource {
        is_logged_out: std::cell::Cell<bool>,
    }

    impl CredentialSource for UnreachableSource {
        async fn renew(&self, _: Option<&Credentials>) -> Result<Credentials, String> {
            Err("the provider is out of reach".to_owned())
        }

        fn can_renew_early(&self, _: &Credentials) -> bool {
            true
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
