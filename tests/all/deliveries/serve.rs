//! `sts-cli serve` as a person uses it: an endpoint of a profile, with the sandbox behind it.

use super::upstream::{Reply, connect, wait_until};
use crate::support::answer::{Gate, ScriptedResponse};
use crate::support::limits::allows_many_files;
use crate::support::program::{BINARY, Program, Running};
use crate::support::sandbox_script::free_port;
use crate::support::server::Hostile;
use crate::support::skip;
use crate::support::sts::grant_document;
use crate::support::terminal::Terminal;
use crate::support::world::World;
use jiff::{SignedDuration, Timestamp};
use rustix::process::Signal;
use serde_json::Value;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An endpoint that has said where it is.
pub(super) struct Endpoint {
    pub(super) running: Running,
    port: u16,
    pub(super) token: String,
    pub(super) token_file: PathBuf,
}

impl Endpoint {
    fn start(program: Program) -> Self {
        let running = program.start();
        running.wait_for_stdout(|text| text.contains("AWS_ENDPOINT_URL_S3").then_some(())); // the last variable that it names
        let opened = running.events().wait_for_one("endpoint-opened", |event| event["process"] == running.id());
        let port = opened["address"].as_str().unwrap().parse::<url::Url>().unwrap().port().unwrap();
        let token_file = PathBuf::from(opened["token_file"].as_str().unwrap());
        let token = std::fs::read_to_string(&token_file).unwrap();
        Self { running, port, token, token_file }
    }

    fn request_text(&self) -> String {
        format!("GET /credentials HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: {}\r\nConnection: close\r\n\r\n", self.port, self.token)
    }

    pub(super) fn get(&self) -> Reply {
        Reply::to(&self.request_text(), self.port)
    }

    /// Ends it as a supervisor does; gives what it said.
    pub(super) fn stop(self, world: &World) -> String {
        self.running.signal(Signal::TERM);
        let outcome = self.running.end();
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert!(!outcome.stdout.contains(&self.token) && !outcome.stderr.contains(&self.token), "{outcome:?}");
        assert!(!self.token_file.exists());
        assert_eq!(world.files("tmpdir"), Vec::<PathBuf>::new());
        outcome.stderr
    }
}

pub(super) fn serve(world: &World, more: &[&str]) -> Endpoint {
    Endpoint::start(world.program(&[&["serve", "prod"], more].concat()))
}

#[test]
fn credentials_of_the_profile_are_served_to_clients_with_the_token() {
    let world = World::new(&[]);
    let endpoint = serve(&world, &[]);
    let keys = world.run(&["get", "prod", "-o", "json"]).ok_with_json();
    assert_eq!(endpoint.get().json()["AccessKeyId"], keys["AccessKeyId"]);
    let asked = |from: &str, to: &str| Reply::to(&endpoint.request_text().replace(from, to), endpoint.port).status;
    assert_eq!(asked(&endpoint.token, "wrong"), 401);
    assert_eq!(asked("Host: 127.0.0.1", "Host: evil.example"), 400);
    assert_eq!(asked("Host: 127.0.0.1", "Host: localhost"), 200);
    let own_name = format!("Host: 127.0.0.1:{}", endpoint.port);
    for (host, status) in [("127.0.0.1", 200), ("LOCALHOST.", 200), ("localhost:1", 200), ("", 400), ("evil.example", 400), ("[::1]", 400)]
    {
        assert_eq!(asked(&own_name, &format!("Host: {host}")), status, "{host}");
    }
    assert_eq!(asked("/credentials", "/healthz"), 200);
    assert_eq!(world.browser_opened(), 1);
    endpoint.stop(&world);
}

#[test]
fn serve_stops_serving_after_a_logout_and_resumes_after_another_login() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    let endpoint = serve(&world, &[]);
    let first = endpoint.get().key();
    assert_eq!(world.run(&["logout", "prod"]).code, 0);
    world.events().wait_for("renewal-failed");
    let reply = endpoint.get();
    assert_eq!((reply.status, reply.json()["code"].as_str()), (503, Some("NoCredentials")), "{reply:?}");
    assert_eq!(world.browser_opened(), 1, "who logged out is not asked");
    world.run(&["login", "prod"]).ok();
    let second = world.run(&["get", "prod", "-o", "json"]).ok_with_json()["AccessKeyId"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    wait_until("the new keys are handed out", || endpoint.get().text.contains(&second));
    assert!(endpoint.stop(&world).contains("another process logged out, so the current ones are no longer served"));
}

#[test]
fn a_request_with_two_host_headers_is_rejected() {
    let world = World::new(&[]);
    let endpoint = serve(&world, &[]);
    let twice = endpoint.request_text().replace("\r\nAuthorization", "\r\nHost: evil.example\r\nAuthorization");
    assert_eq!(Reply::to(&twice, endpoint.port).status, 400);
    endpoint.stop(&world);
}

#[test]
fn endpoints_started_together_renew_at_different_times() {
    let world = World::new(&[]);
    let endpoints: Vec<Endpoint> = (0..4).map(|_| serve(&world, &["--no-cache"])).collect();
    let keys = || endpoints.iter().map(|endpoint| endpoint.get().key()).collect::<Vec<_>>();
    let first = keys();
    let mut plans = world.events().wait_for_more("renewal-planned", 4);
    plans.sort_by_key(|plan| plan["due"].to_string());
    let (earliest, latest) = (&plans[0], &plans[3]);
    assert_ne!(earliest["due"], latest["due"], "half the lifetime is enough for all to wait a little");
    world.clock_to(earliest["due"].as_str().unwrap());
    let nth = |plan: &Value| endpoints.iter().position(|endpoint| plan["process"] == endpoint.running.id()).unwrap();
    wait_until("the earliest has renewed", || keys()[nth(earliest)] != first[nth(earliest)]);
    assert_eq!(keys()[nth(latest)], first[nth(latest)]);
    world.clock_to("2030-01-01T07:48:46Z");
    wait_until("all have renewed", || keys().iter().zip(&first).all(|(now, before)| now != before));
    for Endpoint { running, .. } in endpoints {
        running.signal(Signal::TERM);
        assert_eq!(running.end().code, 0);
    }
}

#[test]
fn serve_in_a_shells_background_runs_until_the_shell_exits() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    let mut terminal = Terminal::of(&world, "bash --norc -i");
    terminal.types("eval \"$(sts-cli serve prod -o env & echo \"endpoint=$!\" )\"; echo rea''dy\n");
    terminal.shows(&["ready"]);
    terminal.types("\x03\n"); // Ctrl-C at the empty prompt
    terminal.types("kill -0 $endpoint && echo \"still\" there\n");
    terminal.shows(&["still there"]);
    terminal.types("echo number $endpoint.\n");
    let number = terminal.shows_after("number ");
    let process = std::path::PathBuf::from("/proc").join(number.trim_end_matches('.'));
    assert!(process.exists(), "{process:?}");
    drop(terminal);
    wait_until("it ends with its shell", || !process.exists());
}

#[test]
fn ctrl_c_ends_serve_with_exit_code_130() {
    let world = World::new(&[]);
    let endpoint = serve(&world, &["--quiet"]);
    endpoint.running.signal(Signal::INT);
    assert_eq!(endpoint.running.end().code, 130);
    assert_eq!(world.files("tmpdir"), Vec::<PathBuf>::new());
}

#[test]
fn serve_stopped_during_the_login_leaves_no_files() {
    let world = World::new(&[]);
    world.write("browser", "#!/bin/sh\necho opened >> \"$WORLD/opened\"\n");
    for (signal, code) in [(Signal::TERM, 0), (Signal::INT, 130)] {
        let before = world.browser_opened();
        let running = world.program(&["serve", "prod", "--login", "browser"]).start();
        wait_until("somebody is asked", || world.browser_opened() > before);
        assert_eq!(world.files("tmpdir"), Vec::<PathBuf>::new(), "no token is written before somebody has logged in");
        running.signal(signal);
        let outcome = running.end();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (code, ""), "{}", outcome.stderr);
        assert_eq!(world.files("tmpdir"), Vec::<PathBuf>::new());
        world.clock_to("2030-01-01T01:00:00Z");
    }
}

#[test]
fn serve_stopped_during_a_refresh_stores_the_new_refresh_token() {
    let world = World::new(&["late-token=1s"]);
    let endpoint = serve(&world, &[]);
    world.clock_to("2030-01-01T09:00:00Z");
    let mut waiting = connect(endpoint.port);
    world.until_response_is_delayed(|| waiting.write_all(endpoint.request_text().as_bytes()).unwrap());
    assert_eq!(endpoint.stop(&world).matches("warning").count(), 0, "it is over, and nothing failed");
    world.clock_to("2030-01-01T18:00:00Z");
    let starting = world.until_response_is_delayed(|| world.program(&["serve", "prod"]).start());
    starting.signal(Signal::TERM);
    assert_eq!(starting.end().code, 0);
    world.run(&["get", "prod", "-o", "json"]).ok();
    assert_eq!(world.browser_opened(), 1, "nobody is asked again");
}

#[test]
fn a_shell_evaluates_the_variables_and_continues_while_serve_runs() {
    let world = World::new(&[]);
    let script = "eval \"$(\"$0\" serve prod -o env 2>/dev/null & echo endpoint=$!)\"
        [ -n \"$AWS_CONTAINER_AUTHORIZATION_TOKEN\" ] && [ -z \"$AWS_ACCESS_KEY_ID\" ] && [ -z \"$AWS_PROFILE\" ] || exit 3
        [ \"$AWS_CONTAINER_AUTHORIZATION_TOKEN\" = \"$(cat \"$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE\")\" ] || exit 4
        kill \"$endpoint\"
        while [ -e \"$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE\" ]; do sleep 0.05; done";
    let program = world.program(&["exec", "prod", "--", "sh", "-c", script, &BINARY]);
    let outcome = crate::support::sandbox_script::without_login_prompts(program.env("AWS_PROFILE", "stale").run());
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
}

#[test]
fn a_profile_that_overrides_the_endpoint_causes_a_warning() {
    let world = World::new(&[]);
    world.write("home/.aws/credentials", "[default]\naws_access_key_id = FAKEKEY\n");
    let said = serve(&world, &[]).stop(&world);
    assert!(said.contains("/.aws/credentials overrides this endpoint: "), "{said}");
}

#[test]
fn the_serve_port_is_independent_of_the_callback_port() {
    let world = World::new(&[]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    world.run(&["serve", "prod", "--port", &port]).fails(6, "port-taken");
    assert_eq!(world.browser_opened(), 0, "nobody logs in for nothing");
    world.run(&["serve", "prod", "--port", "0"]).fails(2, "port-0");
    let port = free_port();
    let endpoint = serve(&world, &["--port", &port.to_string()]);
    assert_eq!((endpoint.port, endpoint.get().status), (port, 200));
    endpoint.stop(&world);
}

#[test]
fn nohup_keeps_serve_running_after_its_terminal_closes() {
    let world = World::new(&[]);
    let script = "trap '' HUP; exec \"$0\" serve prod";
    let endpoint = Endpoint::start(world.program(&["exec", "prod", "--", "sh", "-c", script, &BINARY]));
    endpoint.running.signal(Signal::HUP);
    assert_eq!(endpoint.get().status, 200);
    endpoint.stop(&world);
}

/// A thousand requests at once, counted in `sent`; gives the access keys that come back.
fn send_a_thousand_requests(endpoint: &Endpoint, sent: &AtomicUsize) -> Vec<String> {
    let (port, question) = (endpoint.port, endpoint.request_text());
    let ask = || {
        let asked = std::iter::repeat_with(|| {
            let mut stream = connect(port);
            stream.write_all(question.as_bytes()).unwrap(); // at once: who says nothing makes room for others
            sent.fetch_add(1, Ordering::SeqCst);
            stream
        });
        let asked: Vec<_> = asked.take(100).collect();
        asked.into_iter().map(|stream| Reply::from(stream).key()).collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..10).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn a_thousand_concurrent_requests_get_the_same_keys() {
    if !allows_many_files() {
        return skip("a thousand requests at once", "this user may not open so many files");
    }
    let world = World::new(&[]);
    let port = free_port();
    let endpoint = serve(&world, &["--port", &port.to_string()]);
    let keys = send_a_thousand_requests(&endpoint, &AtomicUsize::default());
    assert_eq!(keys.len(), 1000);
    assert!(keys.iter().all(|key| *key == keys[0]));
    assert_eq!(world.run(&["get", "prod", "-o", "json"]).ok_with_json()["AccessKeyId"], keys[0], "no later call brought others");
    endpoint.stop(&world);
}

/// Credentials with this access key that end then.
fn grant(access_key: &str, end: &str) -> ScriptedResponse {
    let keys = format!(
        "<Credentials><AccessKeyId>{access_key}</AccessKeyId><SecretAccessKey>fake</SecretAccessKey>\
         <SessionToken>fake</SessionToken><Expiration>{end}</Expiration></Credentials>"
    );
    ScriptedResponse::xml(200, &grant_document(&keys))
}

#[test]
fn a_thousand_concurrent_requests_for_expired_keys_cause_one_sts_call() {
    if !allows_many_files() {
        return skip("a thousand requests at once", "this user may not open so many files");
    }
    let world = World::new(&[]);
    let (storage, gate) = (Hostile::start(), Gate::default());
    storage.allow("HEAD /", ScriptedResponse::empty(403));
    storage.expect("POST /", grant("FAKEKEY1", "2030-01-01T08:00:00Z"));
    world.write_profile("far", &format!("extends = \"prod\"\nendpoint = \"{}\"\ndialect = \"minio\"\n", storage.origin()));
    let endpoint = Endpoint::start(world.program(&["serve", "far"]));
    assert_eq!(endpoint.get().key(), "FAKEKEY1");
    storage.expect("POST /", grant("FAKEKEY2", "2030-01-01T17:00:00Z").behind(&gate));
    world.clock_to("2030-01-01T09:00:00Z");
    let sent = AtomicUsize::default();
    let keys = std::thread::scope(|scope| {
        scope.spawn(|| {
            wait_until("the room is full", || sent.load(Ordering::SeqCst) >= 512); // the others wait before the door
            storage.wait_for("POST /", 2);
            gate.open();
        });
        send_a_thousand_requests(&endpoint, &sent)
    });
    assert_eq!(keys.len(), 1000);
    assert!(keys.iter().all(|key| key == "FAKEKEY2"));
    assert_eq!((storage.requests_of("POST /").len(), world.browser_opened()), (2, 1), "the first, and one for them all");
    endpoint.stop(&world);
}

#[test]
fn serve_renews_for_a_whole_day_without_prompting() {
    let world = World::new(&[]);
    let endpoint = serve(&world, &["--duration", "1h"]);
    let midnight: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
    let mut keys = Vec::new();
    for minutes in (0..24 * 60).step_by(10) {
        let now = midnight + SignedDuration::from_mins(minutes);
        world.clock_to(&now.to_string());
        assert!(endpoint.get().end() > now, "ended credentials at {now}");
        wait_until("no renewal is due", || {
            let plans = world.events().of("renewal-planned");
            let due: Timestamp = plans.last().unwrap()["due"].as_str().unwrap().parse().unwrap();
            due > now && now.duration_until(endpoint.get().end()) > SignedDuration::from_mins(11)
        });
        keys.push(endpoint.get().key());
    }
    keys.dedup();
    // Each is renewed when it is 24 to 48.75 minutes old, looked at every ten minutes.
    assert!((28..=49).contains(&keys.len()), "{} renewals", keys.len());
    assert_eq!(world.browser_opened(), 1);
    assert_eq!(endpoint.stop(&world).matches("warning").count(), 0);
}

#[test]
fn serve_renews_its_keys_after_the_clock_was_set_back() {
    let world = World::new(&[]);
    world.clock_to("2030-01-03T00:00:00Z");
    let endpoint = serve(&world, &[]);
    let key = endpoint.get().key();
    world.clock_to("2030-01-02T00:00:00Z");
    wait_until("others are handed out", || endpoint.get().key() != key);
    let end: Timestamp = "2030-01-02T08:00:00Z".parse().unwrap();
    assert!(endpoint.get().end() <= end, "and those end in time: {}", endpoint.get().end());
    endpoint.stop(&world);
}

#[test]
fn old_keys_are_served_until_expiration_if_the_server_is_unreachable() {
    let mut world = World::new(&[]);
    let endpoint = serve(&world, &["--duration", "1h"]);
    let key = endpoint.get().key();
    world.stop_sandbox();
    world.clock_to("2030-01-01T00:50:00Z");
    assert_eq!(endpoint.get().key(), key);
    world.events().wait_for("renewal-failed");
    world.clock_to("2030-01-01T00:59:59Z");
    assert_eq!(endpoint.get().key(), key);
    world.clock_to("2030-01-01T01:00:00Z");
    let reply = endpoint.get();
    assert_eq!((reply.status, reply.json()["code"].as_str()), (503, Some("NoCredentials")), "{reply:?}");
    let said = endpoint.stop(&world);
    assert_eq!(said.matches("the current ones are valid until 2030-01-01 01:00").count(), 1, "{said}");
    assert!(!said.contains("could not renew credentials (valid until"), "it is told once: {said}");
}

#[test]
fn serve_prompts_only_after_the_keys_expired() {
    let world = World::new(&["no-refresh-token"]);
    let endpoint = serve(&world, &[]);
    let key = endpoint.get().key();
    world.clock_to("2030-01-01T07:50:00Z");
    assert_eq!(endpoint.get().key(), key);
    world.events().wait_for("renewal-failed");
    assert_eq!((endpoint.get().key(), world.browser_opened()), (key.clone(), 1));
    world.clock_to("2030-01-01T08:00:00Z");
    wait_until("somebody has logged in", || endpoint.get().status == 200);
    assert_ne!(endpoint.get().key(), key);
    assert_eq!(world.browser_opened(), 2);
    endpoint.stop(&world);
}

#[test]
fn serve_does_not_prompt_twice_and_uses_a_login_of_another_process() {
    let world = World::new(&["no-refresh-token"]);
    let endpoint = serve(&world, &["--timeout", "1"]);
    let browser = std::fs::read_to_string(world.path("browser")).unwrap();
    world.write("browser", "#!/bin/sh\necho opened >> \"$WORLD/opened\"\n");
    world.clock_to("2030-01-01T09:00:00Z");
    wait_until("somebody is asked", || endpoint.get().status == 503 && world.browser_opened() == 2);
    world.events().wait_for("renewal-failed");
    world.clock_to("2030-01-01T10:00:00Z");
    let reason = || endpoint.get().json()["message"].as_str().map(str::to_owned);
    wait_until("it was tried again", || reason().is_some_and(|reason| reason.contains("sts-cli login prod")));
    assert_eq!(world.browser_opened(), 2);
    world.write("browser", &browser);
    let login = world.run(&["login", "prod"]);
    assert_eq!(login.code, 0, "{}", login.stderr);
    wait_until("the endpoint has them too", || endpoint.get().status == 200);
    assert_eq!(world.browser_opened(), 3);
    endpoint.stop(&world);
}
