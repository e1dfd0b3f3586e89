//! `--watch`: what is delivered again, and what does not stop it.

use super::upstream::{Upstream, wait_until};
use jiff::SignedDuration;
use std::sync::{Arc, Mutex};
use sts_cli::credentials::Credentials;
use sts_cli::deliver::watch;
use tokio::sync::oneshot;

/// A watch at work, after credentials of twenty seconds, with what it delivered.
struct Watch {
    upstream: Arc<Upstream>,
    delivered: Arc<Mutex<Vec<String>>>,
    full: Arc<Mutex<bool>>,
    /// How many deliveries found the disk full.
    failed: Arc<Mutex<usize>>,
    stop: oneshot::Sender<()>,
    thread: std::thread::JoinHandle<()>,
}

impl Watch {
    fn start(upstream: &Arc<Upstream>) -> Self {
        let (delivered, full) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(false)));
        let (stop, stopped) = oneshot::channel();
        let first = upstream.credentials(0);
        let failed = Arc::new(Mutex::new(0));
        let (source, shelf, disk, failures) = (Arc::clone(upstream), Arc::clone(&delivered), Arc::clone(&full), Arc::clone(&failed));
        let thread = std::thread::spawn(move || {
            let deps = source.deps();
            let deliver = async |credentials: &Credentials| match *disk.lock().unwrap() {
                true => {
                    *failures.lock().unwrap() += 1;
                    Err("the disk is full")
                }
                false => {
                    shelf.lock().unwrap().push(credentials.access_key.clone());
                    Ok(())
                }
            };
            deps.block_on(watch::until(stopped, first, &*source, deliver, &deps)).unwrap().unwrap();
        });
        Self { upstream: Arc::clone(upstream), delivered, full, failed, stop, thread }
    }

    /// Moves the clock forward so that the next renewal is due.
    fn advance_clock(&self) {
        self.upstream.at(self.upstream.now() + SignedDuration::from_secs(15));
    }

    fn wait_for(&self, keys: &[&str]) {
        wait_until(&format!("{keys:?} were delivered"), || *self.delivered.lock().unwrap() == keys);
    }

    fn stop(self) {
        self.stop.send(()).unwrap();
        self.thread.join().unwrap();
    }
}

#[test]
fn files_are_rewritten_before_the_credentials_expire() {
    let upstream = Upstream::granting(SignedDuration::from_secs(20));
    let watch = Watch::start(&upstream);
    wait_until("it looks whether they are to be renewed", || upstream.looks() > 0);
    assert_eq!(upstream.calls(), 0, "nothing is fetched while what was delivered is fresh");
    watch.advance_clock();
    watch.wait_for(&["FAKEKEY1"]);
    watch.advance_clock();
    watch.wait_for(&["FAKEKEY1", "FAKEKEY2"]);
    watch.stop();
}

#[test]
fn a_failed_delivery_is_retried_with_the_same_credentials() {
    let upstream = Upstream::granting(SignedDuration::from_secs(20));
    upstream.close_gate();
    let watch = Watch::start(&upstream);
    *watch.full.lock().unwrap() = true;
    watch.advance_clock();
    wait_until("the credentials are asked for", || upstream.calls() == 1);
    upstream.open_gate();
    wait_until("it was tried to deliver them", || *watch.failed.lock().unwrap() > 0);
    *watch.full.lock().unwrap() = false;
    watch.wait_for(&["FAKEKEY1"]);
    assert_eq!(upstream.calls(), 1);
    watch.stop();
}

#[test]
fn a_failed_renewal_is_retried() {
    let upstream = Upstream::granting(SignedDuration::from_secs(20));
    upstream.refuse(Some("the STS is away"));
    let watch = Watch::start(&upstream);
    watch.advance_clock();
    wait_until("it was tried", || upstream.calls() >= 1);
    upstream.refuse(None);
    wait_until("the credentials were delivered", || !watch.delivered.lock().unwrap().is_empty());
    watch.stop();
}
