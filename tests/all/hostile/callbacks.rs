//! Strangers at the loopback listener: none of them ends a login, none of them keeps the right callback from completing it.

use crate::support::answer::Gate;
use crate::support::browser::CallbackRequest;
use crate::support::stage::{ScriptedServers, token_answer};
use crate::support::sts;
use std::io::{Read as _, Write as _};

/// A defect of a callback request, the change that causes it, and the expected status.
type Case = (&'static str, fn(CallbackRequest) -> CallbackRequest, u16);

/// Asserts the status of each request, and that the right callback still completes the login.
fn assert_ignored(cases: &[Case]) {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    for (what, change, status) in cases {
        let page = change(login.callback()).send();
        assert_eq!(page.status, *status, "{what}: {page:?}");
    }
    login.completes();
}

#[test]
fn a_callback_of_another_login_is_ignored() {
    assert_ignored(&[
        ("wrong state", |visit| visit.with("state", "wrong"), 400),
        ("no state", |visit| visit.without("state"), 400),
        ("empty state", |visit| visit.with("state", ""), 400),
        ("two states, the right one first", |visit| visit.and("state", "wrong"), 400),
        ("the right state twice", with_repeated_state, 400),
        ("an error with the wrong state", |visit| visit.without("code").with("state", "wrong").and("error", "access_denied"), 400),
        ("an error without a state", |visit| visit.without("code").without("state").and("error", "access_denied"), 400),
    ]);
}

fn with_repeated_state(visit: CallbackRequest) -> CallbackRequest {
    let state = visit.parameter("state");
    visit.and("state", &state)
}

#[test]
fn an_invalid_callback_is_ignored() {
    assert_ignored(&[
        ("nothing but the state", |visit| visit.without("code"), 400),
        ("an empty code", |visit| visit.with("code", ""), 400),
        ("two codes", |visit| visit.and("code", "another"), 400),
        ("two errors", |visit| visit.and("error", "one").and("error", "two"), 400),
        ("two issuers", |visit| visit.and("iss", "https://one.example").and("iss", "https://two.example"), 400),
    ]);
}

#[test]
fn other_paths_methods_and_host_names_are_ignored() {
    assert_ignored(&[
        ("the icon", |visit| visit.path("/favicon.ico"), 404),
        ("the root", |visit| visit.path("/"), 404),
        ("a deeper path", |visit| visit.path("/oauth2/callback/x"), 404),
        ("a longer path", |visit| visit.path("/oauth2/callback2"), 404),
        ("a path that only looks different", |visit| visit.path("/oauth2/../oauth2/callback"), 404),
        ("a whole other address", |visit| visit.path("http://other.example/oauth2/callback"), 400),
        ("POST", |visit| visit.method("POST"), 405),
        ("HEAD", |visit| visit.method("HEAD"), 405),
        ("OPTIONS", |visit| visit.method("OPTIONS"), 405),
        ("a method of nobody's", |visit| visit.method("BREW"), 405),
        ("another name, by which another page reached us", |visit| visit.host("rebound.example"), 400),
        ("another name, with a port", |visit| visit.host("rebound.example:80"), 400),
        ("our address as part of another name", |visit| visit.host("127.0.0.1.rebound.example"), 400),
        ("our address with a user", |visit| visit.host("user@127.0.0.1"), 400),
        ("the IPv6 address, which is not listened on", |visit| visit.host("[::1]"), 400),
        ("no name", |visit| visit.host(""), 400),
    ]);
}

#[test]
fn a_refused_method_is_answered_with_the_allowed_one() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    for method in ["POST", "OPTIONS", "BREW"] {
        let page = login.callback().method(method).send();
        assert_eq!((page.status, page.header("allow")), (405, Some("GET")), "{page:?}");
    }
    assert_eq!(login.callback().path("/").send().header("allow"), None);
    login.completes();
}

#[test]
fn every_port_and_spelling_of_loopback_is_answered() {
    assert_ignored(&[
        ("no port", |visit| visit.host("127.0.0.1").path("/"), 404),
        ("another port", |visit| visit.host("127.0.0.1:1").path("/"), 404),
        ("localhost without a port", |visit| visit.host("localhost").path("/"), 404),
        ("localhost, fully qualified, in capitals", |visit| visit.host("LOCALHOST.:80").path("/"), 404),
    ]);
}

#[test]
fn a_callback_without_a_port_in_its_host_completes_the_login() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    login.expects_token_and_sts(sts::grant());
    let page = login.callback().host("127.0.0.1").send();
    assert_eq!(page.status, 200, "{page:?}");
    login.succeeds();
}

#[test]
fn a_request_with_two_host_headers_is_ignored() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    let page = login.callback().host("rebound.example").send_with(&format!("Host: {}\r\n", login.authority()));
    assert_eq!(page.status, 400, "{page:?}");
    login.completes();
}

#[test]
fn a_request_with_twenty_megabytes_of_headers_is_ignored() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    let page = login.callback().send_with(&format!("X-Large: {}\r\n", "x".repeat(20 * 1024 * 1024)));
    assert!(matches!(page.status, 0 | 400 | 431), "{page:?}");
    login.completes();
}

#[test]
fn requests_that_are_not_http_are_ignored() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    for bytes in [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"\0\0\0\0\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET\r\n\r\n"] {
        let mut stream = login.callback().connect();
        stream.write_all(bytes).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{bytes:?}");
    }
    login.completes();
}

#[test]
fn a_stalled_connection_does_not_delay_the_login() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    let mut stalled = login.callback().connect();
    stalled.write_all(b"G").unwrap();
    login.completes();
}

#[test]
fn forty_silent_connections_and_a_hundred_requests_do_not_delay_the_login() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    let visit = login.callback().with("state", "wrong");
    let silent: Vec<_> = (0..40).map(|_| visit.connect()).collect();
    std::thread::scope(|scope| {
        let asking: Vec<_> = (0..100).map(|_| scope.spawn(|| visit.send().status)).collect();
        for answer in asking {
            assert_eq!(answer.join().unwrap(), 400);
        }
    });
    login.completes();
    drop(silent);
}

#[test]
fn a_second_callback_is_rejected_while_the_first_is_pending() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    let gate = Gate::default();
    stage.provider.expect("POST /token", token_answer(&login.token().signed()).behind(&gate));
    stage.storage.expect("POST /", sts::grant());
    let right = login.callback();
    let first = std::thread::scope(|scope| {
        let first = scope.spawn(|| right.send());
        stage.provider.wait_for("POST /token", 1);
        assert_eq!(login.callback().with("code", "another").send().status, 409);
        assert_eq!(login.callback().without("code").and("error", "access_denied").send().status, 409);
        gate.open();
        first.join().unwrap()
    });
    assert_eq!(first.status, 200, "{first:?}");
    login.succeeds();
}

#[test]
fn a_browser_that_disconnects_early_does_not_end_the_login() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    let gate = Gate::default();
    stage.provider.expect("POST /token", token_answer(&login.token().signed()).behind(&gate));
    stage.storage.expect("POST /", sts::grant());
    let stream = login.callback().send_only();
    stage.provider.wait_for("POST /token", 1);
    drop(stream);
    gate.open();
    login.succeeds();
}

#[test]
fn the_browser_runs_in_its_own_process_group_without_ctrl_c() {
    let stage = ScriptedServers::new();
    let browser = r#"sh -c 'echo "$$ $(cut -d " " -f 5 /proc/$$/stat)" > "$HOME/group.part"; mv "$HOME/group.part" "$HOME/group"'"#;
    let program = stage.program_with_browser(&[]).env("BROWSER", browser);
    let file = program.home().join("group");
    let running = program.start();
    running.events().wait_for("browser-opened");
    let begun = std::time::Instant::now();
    while !file.exists() {
        assert!(begun.elapsed() < crate::support::DEADLINE, "no browser was opened");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let text = std::fs::read_to_string(file).unwrap();
    let (pid, group) = text.trim().split_once(' ').unwrap();
    assert_eq!(pid, group, "process id and group of the browser");
}
