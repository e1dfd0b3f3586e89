//! Provider failures: idempotent requests are retried, and the user need not log in again.

use crate::support::answer::ScriptedResponse;
use crate::support::server::Hostile;
use crate::support::stage::{DISCOVERY, ScriptedServers};
use crate::support::tokens::Key;
use serde_json::{Value, json};

const KEYS: &str = "GET /keys";

/// A provider whose documents are there as often as they are asked for, after the answers that a test expects first.
fn stage() -> ScriptedServers {
    let stage = ScriptedServers::silent();
    let document = document(&stage.provider);
    stage.provider.allow(DISCOVERY, ScriptedResponse::json(&document));
    stage.provider.allow(KEYS, ScriptedResponse::json(&json!({"keys": [Key::named("one").public()]})));
    stage
}

fn document(provider: &Hostile) -> Value {
    let origin = provider.origin();
    let address = |path: &str| format!("{origin}/{path}");
    json!({
        "issuer": origin, "jwks_uri": address("keys"), "authorization_endpoint": address("authorize"),
        "token_endpoint": address("token"), "userinfo_endpoint": address("userinfo"),
    })
}

/// Returns responses of a server, or of a gateway before it, that is unavailable for a moment.
fn temporary_failures() -> Vec<ScriptedResponse> {
    vec![
        ScriptedResponse::html(503),
        ScriptedResponse::html(502),
        ScriptedResponse::html(504),
        ScriptedResponse::new(429, "application/json", "{\"error\":\"too_many_requests\"}"),
        ScriptedResponse::empty(503).header("Retry-After", "0"),
        ScriptedResponse::empty(503).header("Retry-After", "soon"),
        ScriptedResponse::empty(429).header("Date", "Wed, 21 Oct 2026 07:28:00 GMT").header("Retry-After", "Wed, 21 Oct 2026 07:28:01 GMT"),
        ScriptedResponse::hang_up(),
        ScriptedResponse::raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half"),
    ]
}

#[test]
fn provider_documents_are_fetched_again_after_temporary_failures() {
    for line in [DISCOVERY, KEYS] {
        for answer in temporary_failures() {
            let stage = stage();
            stage.provider.expect(line, answer);
            stage.log_in().completes();
            assert_eq!(stage.provider.requests_of(line).len(), 2);
        }
    }
}

#[test]
fn userinfo_is_fetched_again_after_temporary_failures() {
    for answer in temporary_failures() {
        let stage = stage();
        stage.provider.expect("GET /userinfo", answer);
        stage.provider.expect("GET /userinfo", ScriptedResponse::json(&json!({"sub": ["alice-1"], "updated_at": {}})));
        let login = stage.log_in_with(stage.program(&["--userinfo"]));
        login.completes();
    }
}

#[test]
fn a_failing_provider_is_tried_three_times_and_issuer_is_not_blamed() {
    for (status, header) in [(503, "0"), (502, "0"), (504, ""), (429, "1")] {
        let stage = ScriptedServers::silent();
        stage.provider.allow(DISCOVERY, ScriptedResponse::html(status).header("Retry-After", header));
        stage.run(&[]).fails(6, &format!("discovery/{status}"));
        assert_eq!(stage.provider.requests_of(DISCOVERY).len(), 3);
    }
    let stage = ScriptedServers::silent();
    stage.provider.expect(DISCOVERY, ScriptedResponse::empty(503).header("Retry-After", "0"));
    stage.provider.expect(DISCOVERY, ScriptedResponse::html(500)); // nothing says that this passes
    stage.run(&[]).fails(6, "discovery/500");
}

#[test]
fn no_server_error_is_blamed_on_issuer() {
    for status in [501, 505, 507, 511, 561] {
        let stage = ScriptedServers::silent();
        stage.provider.expect(DISCOVERY, ScriptedResponse::html(status)); // nothing says that this passes
        let outcome = stage.run(&[]);
        let said = outcome.failure(6);
        assert!(said.contains("try again") && !said.contains("--issuer"), "{status}: {outcome:?}");
    }
}

#[test]
fn a_long_retry_after_is_capped() {
    let stage = stage();
    stage.provider.expect(DISCOVERY, ScriptedResponse::empty(503).header("Retry-After", "3600"));
    let started = std::time::Instant::now();
    stage.log_in().completes();
    assert!((9..25).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
}

#[test]
fn a_pause_between_retries_can_be_interrupted() {
    let stage = ScriptedServers::silent();
    stage.provider.expect(DISCOVERY, ScriptedResponse::empty(503).header("Retry-After", "10"));
    let running = stage.program(&[]).start();
    stage.provider.wait_for(DISCOVERY, 1);
    let started = std::time::Instant::now();
    running.signal(rustix::process::Signal::INT);
    assert_eq!(running.end().code, 130);
    assert!(started.elapsed().as_secs() < 5);
}

#[test]
fn a_key_set_that_failed_during_the_login_is_fetched_after_it() {
    let stage = stage();
    for _ in 0..4 {
        stage.provider.expect(KEYS, ScriptedResponse::html(503)); // three while the person logs in, one after it
    }
    let login = stage.log_in();
    stage.provider.wait_for(KEYS, 3);
    login.completes();
    assert_eq!(stage.provider.requests_of(KEYS).len(), 5);
}

#[test]
fn a_key_set_that_still_fails_after_the_login_is_reported() {
    let stage = stage();
    stage.provider.allow(KEYS, ScriptedResponse::html(503));
    let login = stage.log_in();
    login.expects_token(&login.token().signed());
    assert_ne!(login.callback().send().status, 200);
    login.end().fails(6, "keys-for-good");
}

#[test]
fn fetching_new_keys_is_retried_too() {
    let stage = stage();
    stage.provider.expect(KEYS, ScriptedResponse::json(&json!({"keys": [Key::named("two").public()]})));
    stage.provider.expect(KEYS, ScriptedResponse::html(502));
    stage.log_in().completes();
    assert_eq!(stage.provider.requests_of(KEYS).len(), 3);
}

#[test]
fn an_authorization_code_is_never_sent_twice() {
    for answer in [ScriptedResponse::html(503), ScriptedResponse::html(429), ScriptedResponse::hang_up()] {
        let stage = stage();
        stage.provider.expect("POST /token", answer);
        let login = stage.log_in();
        assert_ne!(login.callback().send().status, 200);
        assert_ne!(login.end().code, 0);
        assert_eq!(stage.provider.requests_of("POST /token").len(), 1);
    }
}

#[test]
fn a_server_error_code_of_the_token_endpoint_suggests_to_try_again() {
    for code in ["server_error", "temporarily_unavailable"] {
        let stage = stage();
        stage.provider.expect("POST /token", ScriptedResponse::new(500, "application/json", &json!({"error": code}).to_string()));
        let login = stage.log_in();
        assert_ne!(login.callback().send().status, 200);
        let outcome = login.end();
        assert!(outcome.stderr.contains("hint: try again in a minute"), "{outcome:#?}");
    }
}
