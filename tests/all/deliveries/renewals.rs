//! The endpoint over time: one renewal however many ask, old credentials until they end, and whole days.

use super::upstream::{Reply, RunningEndpoint, SECRET_KEY, Upstream, connect, wait_until};
use crate::support::limits::allows_many_files;
use crate::support::skip;
use jiff::SignedDuration;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[test]
#[cfg(unix)]
fn a_thousand_concurrent_first_requests_cause_one_renewal() {
    if !allows_many_files() {
        return skip("a thousand first requests", "this user may not open so many files");
    }
    let upstream = Upstream::granting(HOUR);
    upstream.close_gate();
    let running = RunningEndpoint::start(&upstream);
    let connected = AtomicUsize::default();
    let ask = || {
        let mut stream = connect(running.port);
        stream.write_all(running.request_text().as_bytes()).unwrap();
        connected.fetch_add(1, Ordering::SeqCst);
        stream
    };
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                let streams: Vec<_> = std::iter::repeat_with(ask).take(100).collect();
                streams.into_iter().for_each(|stream| assert_eq!(Reply::from(stream).key(), "FAKEKEY1"));
            });
        }
        // The maximum number of connections; the others are queued.
        wait_until("the room is full", || connected.load(Ordering::SeqCst) >= 512);
        upstream.open_gate();
    });
    assert_eq!(upstream.calls(), 1);
    running.stop();
}

#[test]
fn old_credentials_are_served_until_expiration_if_renewal_fails() {
    let upstream = Upstream::granting(HOUR);
    let running = RunningEndpoint::start(&upstream);
    assert_eq!(running.get().key(), "FAKEKEY1");
    let begin = upstream.now();

    upstream.refuse(Some("the STS endpoint is\u{1b}[31m away"));
    upstream.at(begin + SignedDuration::from_mins(50));
    assert_eq!(running.get().key(), "FAKEKEY1");
    wait_until("the renewal was tried twice", || upstream.calls() >= 3);
    upstream.at(begin + SignedDuration::from_secs(3599));
    assert_eq!(running.get().key(), "FAKEKEY1");

    upstream.at(begin + HOUR);
    let reply = running.get();
    assert_eq!(reply.status, 503, "{reply:?}");
    let message = "there are no credentials: the STS endpoint is [31m away";
    assert_eq!(reply.json(), serde_json::json!({"code": "NoCredentials", "message": message}));
    assert!(!reply.text.contains(SECRET_KEY), "{reply:?}");

    upstream.refuse(None);
    wait_until("there are new credentials", || running.get().status == 200);
    assert_eq!(running.get().key(), format!("FAKEKEY{}", upstream.calls()));
    running.stop();
}

#[test]
fn the_first_client_after_a_long_suspend_gets_new_credentials() {
    let upstream = Upstream::granting(HOUR);
    let running = RunningEndpoint::start(&upstream);
    assert_eq!(running.get().key(), "FAKEKEY1");
    upstream.at(upstream.now() + SignedDuration::from_hours(14));
    assert_eq!(running.get().key(), "FAKEKEY2");
    running.stop();
}

#[test]
fn credentials_are_renewed_for_a_whole_day() {
    let upstream = Upstream::granting(HOUR);
    let running = RunningEndpoint::start(&upstream);
    let midnight = upstream.now();
    for minutes in (0..24 * 60).step_by(5) {
        let now = midnight + SignedDuration::from_mins(minutes);
        upstream.at(now);
        assert!(running.get().end() > now, "ended credentials at {now}");
        wait_until("those that are handed out last a while", || now.duration_until(running.get().end()) > SignedDuration::from_mins(11));
    }
    // Each is renewed when it is 24 to 48.75 minutes old, looked at every five minutes.
    let calls = upstream.calls();
    assert!((28..=59).contains(&calls), "{calls} renewals");
    running.stop();
}

#[test]
fn credentials_that_are_expired_when_granted_are_not_served() {
    let upstream = Upstream::granting(SignedDuration::from_secs(-1));
    let running = RunningEndpoint::start(&upstream);
    let reply = running.get();
    assert_eq!(reply.status, 503, "{reply:?}");
    assert!(reply.text.contains("have already expired: check this machine's clock"), "{reply:?}");
    running.stop();
}
