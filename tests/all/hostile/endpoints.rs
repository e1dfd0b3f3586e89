//! Endpoints that are no STS, or one in trouble: the right exit code, what was seen, what to do, and nothing half-printed.

use crate::support::answer::{Gate, ScriptedResponse};
use crate::support::stage::{DISCOVERY, ScriptedServers};
use crate::support::sts;

/// Asserts exit code and text of a login whose STS sends these responses in turn.
fn assert_fails(answers: &[ScriptedResponse], code: i32, snapshot: &str) {
    let stage = ScriptedServers::new();
    answers.iter().for_each(|answer| stage.storage.expect("POST /", answer.clone()));
    let login = stage.log_in();
    login.expects_token(&login.token().signed());
    login.ends_refused(code, snapshot);
}

#[test]
fn a_web_console_is_recognized() {
    assert_fails(&[ScriptedResponse::html(200)], 6, "html");
    assert_fails(&[ScriptedResponse::html(405)], 6, "html-405");
}

#[test]
fn an_identity_provider_at_the_storage_endpoint_is_recognized() {
    let json = ScriptedResponse::new(404, "application/json", r#"{"error":"Not \u001b[31mFound"}"#);
    assert_fails(&[json], 6, "json");
}

#[test]
fn unrecognized_responses_are_shown_as_they_are() {
    assert_fails(&[ScriptedResponse::new(404, "text/plain", "\r\n404 page not found\n")], 6, "text-404");
    assert_fails(&[ScriptedResponse::empty(200)], 6, "empty");
    let moved = ScriptedResponse::empty(307).header("Location", "http://elsewhere.example/");
    assert_fails(&[moved], 6, "redirect");
}

#[test]
fn a_request_is_sent_four_times_to_a_busy_server() {
    let busy = sts::refusal(503, "SlowDown", "Please reduce your request rate");
    assert_fails(&[busy.clone(), busy.clone(), busy.clone(), busy], 6, "slow-down");
}

#[test]
fn a_request_is_sent_four_times_to_a_proxy_without_a_server() {
    assert_fails(
        &[ScriptedResponse::html(503), ScriptedResponse::html(503), ScriptedResponse::html(503), ScriptedResponse::html(503)],
        6,
        "html-503",
    );
}

#[test]
fn a_request_for_a_disabled_action_is_sent_once() {
    assert_fails(&[sts::refusal(503, "XMinioSTSNotImplemented", "STS API 'AssumeRoleWithWebIdentity' is disabled")], 6, "disabled");
}

#[test]
fn temporary_failures_are_retried() {
    let passing = [
        sts::refusal(503, "SlowDown", "Please reduce your request rate"),
        sts::refusal(400, "InvalidParameterValue", "Token used before issued"),
        ScriptedResponse::hang_up(),
    ];
    for trouble in passing {
        let stage = ScriptedServers::new();
        stage.storage.expect("POST /", trouble);
        let login = stage.log_in();
        login.completes();
        assert_eq!(stage.storage.requests_of("POST /").len(), 2);
    }
}

#[test]
fn a_request_is_sent_four_times_to_a_server_that_hangs_up() {
    let stage = ScriptedServers::new();
    (0..4).for_each(|_| stage.storage.expect("POST /", ScriptedResponse::hang_up()));
    let login = stage.log_in();
    login.expects_token(&login.token().signed());
    assert_eq!(login.callback().send().status, 403);
    login.end().fails(6, "hung-up-four-times");
}

#[test]
fn a_grant_without_a_required_element_is_rejected() {
    let without = |name: &str| {
        let (before, rest) = sts::credentials().split_once(&format!("<{name}>")).map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        sts::grant_document(&format!("{before}{}", rest.split_once(&format!("</{name}>")).unwrap().1))
    };
    let other = sts::grant_document(&sts::credentials()).replace("WebIdentity", "ClientGrants");
    let cases = [
        ("without-credentials", sts::grant_document("")),
        ("without-access-key", without("AccessKeyId")),
        ("without-secret-key", without("SecretAccessKey")),
        ("without-expiration", without("Expiration")),
        ("expiration-no-time", sts::grant_document(&sts::credentials().replace("Z</Exp", " o'clock</Exp"))),
        ("of-another-action", other),
        ("of-s3", "<ListAllMyBucketsResult></ListAllMyBucketsResult>".to_owned()),
    ];
    for (name, document) in cases {
        assert_fails(&[ScriptedResponse::xml(200, &document)], 6, &format!("success/{name}"));
    }
}

#[test]
fn a_truncated_grant_is_rejected() {
    let whole = sts::grant_document(&sts::credentials());
    let stage = ScriptedServers::new();
    stage.storage.expect("POST /", ScriptedResponse::xml(200, whole.split_once("<Expiration>").unwrap().0));
    let login = stage.log_in();
    login.expects_token(&login.token().signed());
    assert_eq!(login.callback().send().status, 403);
    login.end().fails(6, "grant-broken-off");
}

#[test]
fn an_endless_response_is_rejected() {
    assert_fails(&[ScriptedResponse::endless("application/xml")], 6, "endless");
}

/// Asserts that a run fails before the login if the storage server answers the probe like this; the provider is slower.
fn assert_fails_at_the_probe(answer: ScriptedResponse, snapshot: &str) {
    let stage = ScriptedServers::silent();
    let gate = Gate::default();
    stage.provider.allow(DISCOVERY, ScriptedResponse::html(500).behind(&gate));
    stage.storage.allow("HEAD /", answer);
    stage.run(&[]).fails(6, snapshot);
    gate.open();
}

#[test]
fn a_storage_server_without_http_is_detected_before_the_login() {
    assert_fails_at_the_probe(ScriptedResponse::raw(b"SSH-2.0-OpenSSH_9.2p1\r\n"), "ssh");
    assert_fails_at_the_probe(ScriptedResponse::raw(b"\x15\x03\x01\x00\x02\x02\x46"), "tls-alert");
    assert_fails_at_the_probe(ScriptedResponse::hang_up(), "hung-up");
}

#[test]
fn an_unreachable_storage_server_is_detected_before_the_login() {
    let stage = ScriptedServers::silent();
    let gate = Gate::default();
    stage.provider.allow(DISCOVERY, ScriptedResponse::html(500).behind(&gate));
    let nobody = format!("http://{}", std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    stage.run(&["--endpoint", &nobody]).named(&nobody, "[NOBODY]").fails(6, "unreachable");
    gate.open();
}

#[test]
fn nothing_is_sent_to_a_remote_storage_server_on_plain_http() {
    let stage = ScriptedServers::silent();
    stage.run(&["--endpoint", "http://minio.example:9000"]).fails(2, "plain-http");
    assert_eq!(stage.provider.connections(), 0);
}
