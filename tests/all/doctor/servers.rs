//! Servers that are not reached: addresses, TLS, proxies, clocks, and what is there instead of a storage server.

use super::{NETWORK, PATH, STORAGE, YOU, diagnosed, doctor, doctor_with_keys, fails, run_in, run_with_fault};
use crate::support::answer::ScriptedResponse;
use crate::support::certificate::{Certificate, ca};
use crate::support::outcome::Outcome;
use crate::support::sandbox_script::free_port;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::tls::listen;
use crate::support::world::World;
use rcgen::date_time_ymd;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// Examines a server that answers every STS call so.
fn run_with_sts(head: ScriptedResponse, answer: ScriptedResponse) -> Outcome {
    let server = Hostile::start();
    server.allow("HEAD /", head);
    server.allow("POST /", answer);
    doctor_with_keys(&server.origin(), &[]).run().named(&server.origin(), "[STORAGE]")
}

fn run_with_expired_certificate() -> Outcome {
    let authority = ca("Example CA", None, |_| {});
    let leaf = Certificate::new("127.0.0.1", Some(&authority), |parameters| {
        (parameters.not_before, parameters.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2024, 5, 6));
    });
    let storage = Hostile::start();
    let backend = storage.origin().trim_start_matches("http://").parse().unwrap();
    let address = listen(vec![leaf.der.clone()], &leaf.key(), backend);
    let mut bundle = tempfile::NamedTempFile::new().unwrap();
    bundle.write_all(authority.pem.as_bytes()).unwrap();
    doctor_with_keys(&format!("https://{address}"), &["--ca-bundle", bundle.path().to_str().unwrap()]).run()
}

fn run_behind_refusing_proxy() -> Outcome {
    let proxy = Hostile::start();
    proxy.allow("CONNECT storage.invalid:443", ScriptedResponse::html(403));
    doctor_with_keys("https://storage.invalid", &[]).env("HTTPS_PROXY", &proxy.origin()).run().named(&proxy.origin(), "[PROXY]")
}

#[test]
fn the_first_problem_with_a_server_names_the_cause_and_who_must_act() {
    let mut table = Table::default();
    let world = World::new(&[]);
    let nobody = format!("http://127.0.0.1:{}", free_port());
    diagnosed(&mut table, "wrong port", &fails(6, "storage connection", YOU), &run_in(&world, &["prod", "--endpoint", &nobody]));
    diagnosed(
        &mut table,
        "https for http",
        &fails(6, "storage TLS", YOU),
        &run_in(&world, &["prod", "--endpoint", &world.variable("STS_CLI_ENDPOINT").replace("http:", "https:")]),
    );
    let to_https = ScriptedResponse::new(400, "text/plain", "Client sent an HTTP request to an HTTPS server.\n");
    diagnosed(&mut table, "http for https", &fails(6, "storage server", YOU), &run_with_sts(ScriptedResponse::empty(400), to_https));
    diagnosed(
        &mut table,
        "private CA",
        &fails(6, "storage TLS", YOU),
        &run_in(&world, &["prod", "--endpoint", world.variable("SANDBOX_TLS_ENDPOINT")]),
    );
    diagnosed(&mut table, "expired certificate", &fails(6, "storage TLS", STORAGE), &run_with_expired_certificate());
    diagnosed(&mut table, "clock skew", &fails(4, "clock", STORAGE), &run_with_fault("server-clock-ahead=20m", &[]));
    diagnosed(
        &mut table,
        "console port",
        &fails(6, "storage server", YOU),
        &run_with_sts(ScriptedResponse::html(200), ScriptedResponse::html(405)),
    );
    let console = "<Error><Code>AccessDenied</Code><Message>S3 API Requests must be made to API port.</Message></Error>";
    diagnosed(
        &mut table,
        "console port, in the form of S3",
        &fails(6, "storage server", YOU),
        &run_with_sts(ScriptedResponse::empty(403), ScriptedResponse::xml(403, console)),
    );
    diagnosed(
        &mut table,
        "HTML proxy",
        &fails(6, "storage server", STORAGE),
        &run_with_sts(ScriptedResponse::html(200), ScriptedResponse::html(403)),
    );
    diagnosed(&mut table, "proxy refusing", &fails(6, "storage connection", NETWORK), &run_behind_refusing_proxy());
    table.matches("servers");
}

#[test]
fn an_unknown_host_and_an_invalid_proxy_are_the_first_problem() {
    let mut table = Table::default();
    let outcome = doctor_with_keys("https://storage.invalid", &[]).run();
    diagnosed(&mut table, "unknown host", &fails(6, "storage name", YOU), &outcome);
    let outcome = doctor_with_keys("https://storage.invalid", &[]).env("HTTPS_PROXY", "socks5://proxy.example").run();
    diagnosed(&mut table, "SOCKS proxy", &fails(3, "storage proxy", YOU), &outcome);
    let outcome = doctor_with_keys("https://storage.invalid", &[]).env("HTTPS_PROXY", "http://proxy.invalid:3128").run();
    diagnosed(&mut table, "unknown proxy", &fails(6, "storage name", YOU), &outcome);
    table.matches("addresses");
}

#[test]
fn a_server_that_accepts_and_does_not_respond_is_found_within_the_deadline() {
    let mut table = Table::default();
    for (scheme, step) in [("http", "storage server"), ("https", "storage TLS")] {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("{scheme}://{}", silent.local_addr().unwrap());
        let started = Instant::now();
        let outcome = doctor_with_keys(&endpoint, &["--timeout", "1s"]).run();
        assert!(started.elapsed() < Duration::from_secs(10), "{scheme}: {:?}", started.elapsed());
        diagnosed(&mut table, scheme, &fails(6, step, NETWORK), &outcome);
    }
    table.matches("black-holes");
}

/// A server whose queue is full: the kernel drops further connections, so that they get no answer.
struct BlackHole {
    listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl BlackHole {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        rustix::net::listen(&listener, 0).unwrap();
        let address = listener.local_addr().unwrap();
        let waiting = std::iter::repeat_with(|| TcpStream::connect_timeout(&address, Duration::from_millis(50)));
        Self { _waiting: waiting.map_while(Result::ok).collect(), listener }
    }

    fn address(&self, scheme: &str) -> String {
        format!("{scheme}://{}", self.listener.local_addr().unwrap())
    }
}

#[test]
fn a_server_that_does_not_accept_connections_is_found_within_the_deadline() {
    let (world, black_hole, mut table) = (World::new(&[]), BlackHole::open(), Table::default());
    for (set_up, option, step) in [("storage", "--endpoint", "storage connection"), ("provider", "--issuer", "provider connection")] {
        let started = Instant::now();
        let outcome = run_in(&world, &["prod", option, &black_hole.address("https"), "--timeout", "1s"]);
        assert!(started.elapsed() < Duration::from_secs(10), "{set_up}: {:?}", started.elapsed());
        diagnosed(&mut table, set_up, &fails(6, step, NETWORK), &outcome);
    }
    table.matches("unanswered-connections");
}

#[test]
fn a_server_that_does_not_send_its_time_has_an_unknown_clock() {
    let server = Hostile::start();
    server.allow("HEAD /", ScriptedResponse::empty(403));
    server.allow("POST /", ScriptedResponse::xml(403, "<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>"));
    let outcome = doctor_with_keys(&server.origin(), &[]).run();
    assert!(outcome.stdout.contains("skipped              clock: no server sent its time"), "{outcome:#?}");
}

#[test]
fn a_wrong_clock_is_no_reason_to_skip_discovery() {
    let world = World::new(&["server-clock-ahead=20m"]);
    let outcome = run_in(&world, &["prod", "--issuer", &format!("http://127.0.0.1:{}", free_port())]);
    let expected = "- skipped              8 steps from discovery to S3: `provider connection` failed\n";
    assert!(outcome.stdout.contains("✗ clock") && outcome.stdout.contains(expected), "{outcome:#?}");
}

#[test]
fn each_skipped_step_names_the_failure_that_makes_it_pointless() {
    let [storage, provider] = [free_port(), free_port()].map(|port| format!("http://127.0.0.1:{port}"));
    let outcome = doctor(&["--endpoint", &storage, "--issuer", &provider, "--client-id", "cli"]).run();
    let skipped = outcome.stdout.lines().filter(|line| line.starts_with('-')).collect::<Vec<_>>();
    let expected = [
        "- skipped              storage TLS, storage server: `storage connection` failed",
        "- skipped              provider TLS: `provider connection` failed",
        "- skipped              clock: no server sent its time",
        "- skipped              discovery, keys, redirect URI: `provider connection` failed",
        "- skipped              login, claims, STS, grant, S3: `storage connection` failed",
    ];
    assert_eq!(skipped, expected, "{outcome:#?}");
}

#[test]
fn the_certificate_of_a_trusted_server_is_described() {
    let world = World::new(&[]);
    let at = ["prod", "--endpoint", world.variable("SANDBOX_TLS_ENDPOINT"), "--ca-bundle", world.variable("SANDBOX_CA"), "--no-login"];
    let outcome = run_in(&world, &at);
    assert_eq!(outcome.code, 0, "{outcome:#?}");
    let line = outcome.stdout.lines().find(|line| line.starts_with("✓ storage TLS")).unwrap();
    for fragment in ["TLS 1.3, issued by `", " days left, trusted by ", world.variable("SANDBOX_CA")] {
        assert!(line.contains(fragment), "{line}");
    }
    let insecure = world.program(&["doctor", "prod", "--endpoint", at[2], "--insecure", "--no-login"]).env("PATH", &PATH).run();
    assert!(insecure.stdout.contains("! storage TLS") && insecure.stdout.contains("not verified (--insecure)"), "{insecure:#?}");
}
