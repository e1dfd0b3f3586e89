//! One session, asked again when its credentials are no longer fresh: the refresh token spares the person, until the provider says no.

use crate::support;
use crate::support::program::BINARY;
use std::path::PathBuf;
use std::rc::Rc;
use sts_cli::cli::explain_error;
use sts_cli::credentials::{CacheState, Credentials};
use sts_cli::request::{CachePolicy, Identity, Request, WebIdentity};
use sts_cli::session::{self, Session};
use sts_cli::sys::{Deps, Environment};
use sts_sandbox::{Options, RequestedFault, Sandbox};

/// A sandbox, its clock, and a browser that writes down each time it is opened.
struct Day {
    folder: tempfile::TempDir,
    deps: Rc<Deps>,
}

impl Day {
    fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, log) = (folder.path().join("clock"), folder.path().join("opened"));
        std::fs::write(&clock, "2030-01-01T00:00:00Z").unwrap();
        let browser = format!("sh -c 'echo opened >> {}; exec {BINARY} sandbox sign-in alice \"$0\"'", log.display());
        let environment = Environment::from([
            ("STS_CLI_TEST_CLOCK", clock.to_str().unwrap()),
            ("BROWSER", &browser),
            ("HOME", folder.path().to_str().unwrap()),
        ]);
        let deps = Deps::from_environment(environment);
        Self { folder, deps: Rc::new(deps) }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn at(&self, time: &str) {
        std::fs::write(self.file("clock"), time).unwrap();
    }

    fn opened(&self) -> usize {
        std::fs::read_to_string(self.file("opened")).map_or(0, |log| log.lines().count())
    }

    /// Returns options of a sandbox with the clock of this day.
    fn sandbox_options(&self) -> Options {
        let clock = self.deps.clock.clone();
        Options::new().clock(sts_sandbox::Clock::from_fn(move || clock.now().into()))
    }

    fn request(sandbox: &Sandbox, userinfo: bool) -> Request {
        let person = WebIdentity { userinfo, ..support::request::person(&sandbox.issuer()) };
        Request { identity: Identity::WebIdentity(Box::new(person)), ..support::request::request(sandbox.endpoint()) }
    }
}

/// Asks one session at midnight, nine hours later and eighteen hours later; tells how often the browser had opened after each.
fn asked_three_times(faults: &[&str]) -> Vec<(usize, Result<Credentials, session::Error>)> {
    let day = Day::begin();
    let faults = faults.iter().map(|name| name.parse::<RequestedFault>().unwrap());
    let options = faults.fold(day.sandbox_options(), Options::fault);
    let asked = async {
        let sandbox = Sandbox::start(options).await.unwrap();
        let request = Rc::new(Day::request(&sandbox, true));
        let session = Session::new(&request, &day.deps, explain_error).unwrap();
        let mut outcomes = Vec::new();
        for time in ["2030-01-01T00:00:00Z", "2030-01-01T09:00:00Z", "2030-01-01T18:00:00Z"] {
            day.at(time);
            let credentials = session.credentials().await;
            outcomes.push((day.opened(), credentials));
        }
        sandbox.stop().await;
        outcomes
    };
    day.deps.block_on(asked).unwrap()
}

/// How often the browser had opened after each of three times at which there were new credentials.
fn opened_after_each(faults: &[&str]) -> Vec<usize> {
    let outcomes = asked_three_times(faults);
    let mut keys: Vec<String> = outcomes.iter().map(|(_, outcome)| outcome.as_ref().unwrap().access_key.clone()).collect();
    keys.dedup();
    assert_eq!(keys.len(), 3, "{faults:?}: each time new credentials");
    outcomes.into_iter().map(|(opened, _)| opened).collect()
}

#[test]
fn a_refreshed_login_opens_the_browser_once() {
    assert_eq!(opened_after_each(&[]), [1, 1, 1]);
}

#[test]
fn a_refresh_token_that_is_not_rotated_is_used_again() {
    assert_eq!(opened_after_each(&["no-refresh-rotation"]), [1, 1, 1]);
}

#[test]
fn a_login_prompts_without_a_new_id_token_or_a_refresh_token() {
    assert_eq!(opened_after_each(&["no-refresh-id-token"]), [1, 2, 3]);
    assert_eq!(opened_after_each(&["no-refresh-token"]), [1, 2, 3]);
}

#[test]
fn a_server_that_reads_userinfo_gets_the_access_token_each_time() {
    assert_eq!(opened_after_each(&["userinfo-claims"]), [1, 1, 1]);
}

#[test]
fn a_refused_refresh_token_is_dropped_and_causes_one_prompt() {
    assert_eq!(opened_after_each(&["refuse-refresh"]), [1, 2, 3]);
}

#[test]
fn two_sessions_that_renew_one_login_share_the_result() {
    let day = Day::begin();
    let options = day.sandbox_options();
    let story = async {
        let sandbox = Sandbox::start(options).await.unwrap();
        let cache_policy = CachePolicy { enabled: true, ignore_credentials: true, ..CachePolicy::DISABLED };
        let request = Rc::new(Request { cache_policy, ..Day::request(&sandbox, false) });
        let session = || Session::new(&request, &day.deps, explain_error).unwrap();
        let (one, other) = (session(), session());
        let first = one.credentials().await.unwrap();
        let second = other.credentials().await.unwrap();
        assert_ne!(first.access_key, second.access_key, "both wanted fresh ones");
        assert_eq!((one.check_against_cache(&first), other.check_against_cache(&second)), (CacheState::Superseded, CacheState::Current));
        assert_eq!(one.renew(None).await.unwrap().access_key, second.access_key, "what has come is shared");
        assert_eq!((one.check_against_cache(&second), other.check_against_cache(&second)), (CacheState::Current, CacheState::Current));
        assert_eq!(other.renew(None).await.unwrap().access_key, second.access_key);
        sandbox.stop().await;
    };
    day.deps.block_on(story).unwrap();
    assert_eq!(day.opened(), 1);
}
