//! Logins that do not complete: no terminal, port in use, timeout, Ctrl-C, closed output.

use crate::support::stage::{Login, ScriptedServers};
use crate::support::sts;
use rustix::process::Signal;
use std::net::TcpListener;

/// A browser that only leaves a trace.
fn tracing_browser(folder: &tempfile::TempDir) -> String {
    format!("sh -c 'touch {}/opened'", folder.path().display())
}

#[test]
fn a_credential_process_without_a_terminal_opens_no_browser() {
    let stage = ScriptedServers::with_discovery(|_| {});
    let folder = tempfile::tempdir().unwrap();
    let outcome = stage.program_with_browser(&["-o", "process"]).env("BROWSER", &tracing_browser(&folder)).run();
    outcome.fails(4, "nobody-to-ask");
    assert!(!folder.path().join("opened").exists());
}

#[test]
fn a_login_without_browser_and_terminal_fails_at_once() {
    let stage = ScriptedServers::with_discovery(|_| {});
    stage.program_with_browser(&[]).run().fails(4, "nobody-to-ask");
}

#[test]
fn a_browser_that_does_not_start_is_named() {
    let cases = [("nowhere", "/nowhere/browser --new"), ("no-command-line", "it's")];
    for (name, command) in cases {
        let stage = ScriptedServers::with_discovery(|_| {});
        let outcome = stage.program_with_browser(&[]).env("BROWSER", command).run().without_login_prompts();
        outcome.fails(4, &format!("browser-does-not-start/{name}"));
    }
}

#[test]
fn browser_output_does_not_reach_standard_output() {
    let stage = ScriptedServers::new();
    let program = stage.program_with_browser(&[]).env("BROWSER", "sh -c 'echo talkative browser: $0' %s");
    let login = stage.log_in_with(program);
    login.running.wait_for_stderr(|text| text.contains("\ntalkative browser: http://127.0.0.1:").then_some(()));
    login.expects_token_and_sts(sts::grant());
    assert_eq!(login.callback().send().status, 200);
    let outcome = login.running.end();
    assert_eq!(outcome.json()["AccessKeyId"], sts::ACCESS_KEY);
}

/// A listener, and its port as an argument.
fn taken_port() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    (listener, port)
}

#[test]
fn a_taken_fixed_port_is_an_error_before_the_browser_opens() {
    let (_taken, port) = taken_port();
    let stage = ScriptedServers::with_discovery(|_| {});
    stage.run(&["--port", &port]).named(&port, "[PORT]").fails(4, "port-taken");
}

#[test]
fn the_first_free_port_of_several_is_used() {
    let ((_first, first), (second, free)) = (taken_port(), taken_port());
    drop(second);
    let stage = ScriptedServers::new();
    let login = stage.log_in_with(stage.program(&["--port", &format!("{first},{free}")]));
    assert_eq!(login.parameter("redirect_uri"), format!("http://127.0.0.1:{free}/oauth2/callback"));
    login.completes();
}

#[test]
fn a_given_redirect_uri_is_used_literally() {
    let (listener, free) = taken_port();
    drop(listener);
    let whole = format!("http://127.0.0.1:{free}/my/callback/");
    for (given, expected) in [(whole.as_str(), Some(&whole)), ("http://localhost/back", None)] {
        let stage = ScriptedServers::new();
        let login = stage.log_in_with(stage.program(&["--redirect-uri", given]));
        let redirect = login.parameter("redirect_uri");
        assert!(
            expected.is_none_or(|whole| redirect == *whole) && (expected.is_some() || redirect.starts_with("http://localhost:")),
            "{redirect}"
        );
        login.completes();
    }
}

#[test]
fn an_unanswered_login_times_out() {
    let stage = ScriptedServers::new();
    let login = stage.log_in_with(stage.program(&["--timeout", "1s"]));
    login.end().fails(4, "timed-out");
}

#[test]
fn ctrl_c_ends_the_wait_for_the_browser() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    stage.provider.wait_for("GET /keys", 1);
    login.running.signal(Signal::INT);
    login.end().fails(130, "interrupted");
}

#[test]
fn ctrl_c_ends_the_wait_for_a_server() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    let gate = crate::support::answer::Gate::default();
    login.expects_token_and_sts(sts::grant().behind(&gate));
    let browser = login.callback().send_only();
    stage.storage.wait_for("POST /", 1);
    login.running.signal(Signal::INT);
    login.end().fails(130, "interrupted");
    gate.open();
    drop(browser);
}

#[test]
fn a_closed_pipe_is_a_silent_failure() {
    let stage = ScriptedServers::new();
    let login = Login::new(&stage, stage.program(&[]).start_with_closed_stdout());
    login.expects_token_and_sts(sts::grant());
    assert_eq!(login.callback().send().status, 200);
    login.end().ends(141, "reader-gone");
}
