//! A simulated day of a fleet: 2,000 long-lived deliveries, whose credentials of one hour were issued in the same second, renew them at one
//! STS. The renewals are those of [`RenewalLoop`]; only the clock and the STS are simulated. `benches/fleet` prints the figures.

use super::renewal::{CredentialSource, RenewalLoop, UserDeadline};
use crate::credentials::{CacheState, Credentials, expiring_after};
use crate::sys::{Clock, Deps, SimulatedTime};
use jiff::{SignedDuration, Timestamp};
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

const CLIENTS: usize = 2000;
const LIFETIME: i64 = 3600;
const DAY: i64 = 24 * 3600;

/// The STS of all clients, and what it has seen: seconds of the day.
struct Sts {
    time: SimulatedTime,
    outage: Range<i64>,
    /// The second of each successful request.
    renewals: RefCell<Vec<i64>>,
    /// The second of each request, also during the outage.
    requests: RefCell<Vec<i64>>,
    /// How many requests failed of tools that ask each delivery once a second: as many as its seconds without unexpired credentials.
    failed: Cell<i64>,
}

/// The source of one delivery's credentials.
struct SimulatedSource<'a> {
    sts: &'a Sts,
    /// When the credentials expire that it got last.
    expiration: Cell<Timestamp>,
}

impl SimulatedSource<'_> {
    /// Counts the failed requests from the expiration until `end`.
    fn count_failed(&self, end: Timestamp) {
        self.sts.failed.set(self.sts.failed.get() + self.expiration.get().duration_until(end).as_secs().max(0));
    }
}

impl CredentialSource for SimulatedSource<'_> {
    async fn renew(&self, _: Option<&Credentials>) -> Result<Credentials, String> {
        let now = *self.sts.time.lock().unwrap();
        let second = start().duration_until(now).as_secs();
        self.sts.requests.borrow_mut().push(second);
        if self.sts.outage.contains(&second) {
            return Err("the STS did not respond".to_owned());
        }
        self.sts.renewals.borrow_mut().push(second);
        self.count_failed(now);
        self.expiration.set(now + SignedDuration::from_secs(LIFETIME));
        Ok(Credentials { granted: now, expiration: self.expiration.get(), ..expiring_after(LIFETIME) })
    }

    fn can_renew_early(&self, _: &Credentials) -> bool {
        true
    }

    fn user_deadline(&self, _: &Credentials, _: Timestamp) -> Option<UserDeadline> {
        None
    }

    fn check_against_cache(&self, _: &Credentials) -> CacheState {
        CacheState::Current
    }
}

fn start() -> Timestamp {
    expiring_after(0).granted
}

/// Runs the fleet for a day, with an STS that does not respond during `outage`.
fn day_with(outage: Range<i64>) -> Sts {
    let time = SimulatedTime::new(start().into());
    let deps = Deps { clock: Clock::simulated(&time), ..Deps::real() };
    deps.terminal.capture_messages();
    let sts = Sts { time, outage, renewals: RefCell::default(), requests: RefCell::default(), failed: Cell::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let sources: Vec<_> =
        (0..CLIENTS).map(|_| SimulatedSource { sts: &sts, expiration: Cell::new(start() + SignedDuration::from_secs(LIFETIME)) }).collect();
    let mut clients: Vec<_> = sources.iter().map(|source| RenewalLoop::after(expiring_after(LIFETIME), source, &deps)).collect();
    let mut wakes: BinaryHeap<_> = clients.iter().enumerate().map(|(client, renewal)| Reverse((renewal.wakes_at(), client))).collect();
    while let Some(Reverse((wakes_at, client))) =
        wakes.pop().filter(|Reverse((wakes_at, _))| *wakes_at < start() + SignedDuration::from_secs(DAY))
    {
        *sts.time.lock().unwrap() = wakes_at;
        let _ = runtime.block_on(clients[client].renew(async |_| Ok::<_, String>(())));
        wakes.push(Reverse((clients[client].wakes_at(), client)));
    }
    sources.iter().for_each(|source| source.count_failed(start() + SignedDuration::from_secs(DAY)));
    drop(clients);
    drop(sources);
    sts
}

/// The load of the STS in one day.
struct Figures {
    renewals: Vec<usize>,
    /// The mean of renewals of a minute.
    mean: f64,
    /// The most renewals of a minute, divided by the mean.
    peak: f64,
    failed: i64,
    /// The requests in the first second after the outage.
    first_second: usize,
}

impl Figures {
    fn of(sts: &Sts) -> Self {
        let mut renewals = vec![0; (DAY / 60) as usize];
        sts.renewals.borrow().iter().for_each(|second| renewals[(second / 60) as usize] += 1);
        let mean = sts.renewals.borrow().len() as f64 / renewals.len() as f64;
        let peak = *renewals.iter().max().unwrap() as f64 / mean;
        let first_second = sts.requests.borrow().iter().filter(|second| **second == sts.outage.end).count();
        Self { renewals, mean, peak, failed: sts.failed.get(), first_second }
    }

    /// Prints them for `benches/fleet`.
    fn print(&self, name: &str) {
        let Self { mean, peak, failed, first_second, .. } = self;
        println!("fleet {name}: peak/mean {peak:.2}, mean {mean:.1}, failed {failed}, first second {first_second}");
        println!("fleet {name}: minutes {:?}", self.renewals);
    }
}

/// Five minutes from this minute of the day.
fn five_minutes(minute: i64) -> Range<i64> {
    minute * 60..(minute + 5) * 60
}

#[test]
fn no_minute_of_a_fleet_has_more_than_two_and_a_half_times_the_mean_of_renewals() {
    let figures = Figures::of(&day_with(0..0));
    figures.print("quiet");
    assert!(figures.peak <= 2.5, "{:.2}", figures.peak);
    assert_eq!(figures.failed, 0);
}

#[test]
fn an_outage_costs_a_fleet_no_request_and_its_end_is_no_stampede() {
    let figures = Figures::of(&day_with(five_minutes(10 * 60)));
    figures.print("outage");
    assert!(figures.peak <= 2.5, "{:.2}", figures.peak);
    assert_eq!(figures.failed, 0);
    assert!(figures.first_second <= CLIENTS / 100, "{} requests in the first second", figures.first_second);
}

#[test]
fn an_outage_costs_as_little_whenever_it_begins_while_all_renew_for_the_first_time() {
    for minute in (10..60).step_by(5) {
        let figures = Figures::of(&day_with(five_minutes(minute)));
        figures.print(&format!("outage at minute {minute}"));
        assert!(figures.peak <= 2.5, "minute {minute}: {:.2}", figures.peak);
        assert_eq!(figures.failed, 0, "minute {minute}");
        assert!(figures.first_second <= CLIENTS / 100, "minute {minute}: {} requests in the first second", figures.first_second);
    }
}
