//! Endpoints that are no STS, or one in trouble: the right exit code, what was seen, what to do, and nothing half-printed.

use crate::support::answer::{Answer, Gate};
use crate::support::stage::{DISCOVERY, Stage};
use crate::support::sts;

const PAGE: &str =
    "hint: this is a web page: --endpoint must be the storage server's S3 port (9000 on many MinIO set-ups), not its console or a website";
const PROVIDER: &str = "hint: this looks like an identity provider or an API: --endpoint must be the storage server, --issuer the provider";
const PROXY: &str = "hint: check --endpoint, and the proxy in front of the storage server";
const STARTING: &str =
    "hint: the storage server is starting or one of its parts is down: try again in a minute, then ask its administrator";
const ITSELF: &str = "hint: check that --endpoint is the storage server itself and no proxy's page; else its log tells more";

/// A login whose STS gives these answers, one after the other, ends with this code and text.
fn ends(answers: &[Answer], code: i32, stderr: &str) {
    let stage = Stage::new();
    answers.iter().for_each(|answer| stage.storage.expect("POST /", answer.clone()));
    let login = stage.log_in();
    login.gives(&login.token().signed());
    login.ends_refused(code, stderr);
}

fn not_sts(seen: &str, hint: &str) -> String {
    format!("error: what answers at [STORAGE] is not an STS: status {seen}\n  {hint}\n")
}

#[test]
fn a_web_console_is_recognised() {
    ends(&[Answer::html(200)], 6, &not_sts("200, text/html; charset=utf-8", PAGE));
    let line = "<!doctype html><html><title>Console</title></html>";
    ends(&[Answer::html(405)], 6, &not_sts(&format!("405, text/html; charset=utf-8, beginning \"{line}\""), PAGE));
}

#[test]
fn an_identity_provider_in_place_of_the_storage_is_recognised() {
    let json = Answer::new(404, "application/json", "{\"error\":\"Not \u{1b}[31mFound\"}");
    let seen = "404, application/json, beginning \"{\"error\":\"Not  [31mFound\"}\"";
    ends(&[json], 6, &not_sts(seen, PROVIDER));
}

#[test]
fn other_answers_are_shown_as_they_are() {
    ends(
        &[Answer::new(404, "text/plain", "\r\n404 page not found\n")],
        6,
        &not_sts("404, text/plain, beginning \"404 page not found\"", PROXY),
    );
    ends(&[Answer::empty(200)], 6, &not_sts("200, text/plain", "hint: check --endpoint: it must be the storage server's S3 port"));
    let moved = Answer::empty(307).header("Location", "http://elsewhere.example/");
    ends(&[moved], 6, &not_sts("307, text/plain", "hint: check --endpoint: it must be the storage server's S3 port"));
}

#[test]
fn a_server_that_stays_in_trouble_is_asked_four_times() {
    let busy = sts::refusal(503, "SlowDown", "Please reduce your request rate");
    ends(
        &[busy.clone(), busy.clone(), busy.clone(), busy],
        6,
        &format!(
            "error: the STS endpoint refused AssumeRoleWithWebIdentity: SlowDown (status 503, request id 17A3): Please reduce your request rate\n  {STARTING}\n"
        ),
    );
}

#[test]
fn a_proxy_without_a_server_behind_it_is_asked_four_times() {
    let line = "<!doctype html><html><title>Console</title></html>";
    let text = not_sts(&format!("503, text/html; charset=utf-8, beginning \"{line}\""), PAGE);
    ends(&[Answer::html(503), Answer::html(503), Answer::html(503), Answer::html(503)], 6, &text);
}

#[test]
fn what_is_disabled_is_asked_for_once() {
    ends(
        &[sts::refusal(503, "XMinioSTSNotImplemented", "STS API 'AssumeRoleWithWebIdentity' is disabled")],
        6,
        "error: the STS endpoint refused AssumeRoleWithWebIdentity: XMinioSTSNotImplemented (status 503, request id 17A3): \
         STS API 'AssumeRoleWithWebIdentity' is disabled\n  \
         hint: this way to log in is switched off at the storage server: ask its administrator\n",
    );
}

#[test]
fn trouble_that_passes_is_waited_for() {
    let passing = [
        sts::refusal(503, "SlowDown", "Please reduce your request rate"),
        sts::refusal(400, "InvalidParameterValue", "Token used before issued"),
        Answer::hang_up(),
    ];
    for trouble in passing {
        let stage = Stage::new();
        stage.storage.expect("POST /", trouble);
        let login = stage.log_in();
        login.completes();
        assert_eq!(stage.storage.requests_of("POST /").len(), 2);
    }
}

#[test]
fn a_server_that_always_hangs_up_is_asked_four_times() {
    let stage = Stage::new();
    (0..4).for_each(|_| stage.storage.expect("POST /", Answer::hang_up()));
    let login = stage.log_in();
    login.gives(&login.token().signed());
    assert_eq!(login.callback().send().status, 403);
    let said = [
        "error: the storage server did not answer\n  caused by: POST [STORAGE]/: the connection broke before the answer was complete\n",
        "hint: the storage server closed the connection: check the scheme and port in --endpoint, and the storage server's log\n",
    ];
    login.end().refused_saying(6, &said);
}

#[test]
fn a_success_without_what_it_must_hold_is_none() {
    let success = |problem: &str| format!("error: the STS answered AssumeRoleWithWebIdentity with success, but {problem}\n  {ITSELF}\n");
    let without = |name: &str| {
        let (before, rest) = sts::credentials().split_once(&format!("<{name}>")).map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        sts::grant_document(&format!("{before}{}", rest.split_once(&format!("</{name}>")).unwrap().1))
    };
    let other = sts::grant_document(&sts::credentials()).replace("WebIdentity", "ClientGrants");
    let cases = [
        (sts::grant_document(""), "its answer holds no credentials"),
        (without("AccessKeyId"), "its answer holds no AccessKeyId"),
        (without("SecretAccessKey"), "its answer holds no SecretAccessKey"),
        (without("Expiration"), "its answer holds no Expiration"),
        (sts::grant_document(&sts::credentials().replace("Z</Exp", " o'clock</Exp")), "its Expiration is no time"),
        (other, "its answer is a AssumeRoleWithClientGrantsResponse"),
        ("<ListAllMyBucketsResult></ListAllMyBucketsResult>".to_owned(), "its answer is a ListAllMyBucketsResult"),
    ];
    for (document, problem) in cases {
        ends(&[Answer::xml(200, &document)], 6, &success(problem));
    }
}

#[test]
fn a_grant_that_breaks_off_is_none() {
    let whole = sts::grant_document(&sts::credentials());
    let stage = Stage::new();
    stage.storage.expect("POST /", Answer::xml(200, whole.split_once("<Expiration>").unwrap().0));
    let login = stage.log_in();
    login.gives(&login.token().signed());
    assert_eq!(login.callback().send().status, 403);
    login.end().refused_saying(6, &["error: the STS answered AssumeRoleWithWebIdentity with success, but ", ITSELF]);
}

#[test]
fn an_endless_answer_is_cut_off() {
    ends(
        &[Answer::endless("application/xml")],
        6,
        "error: the storage server did not answer\n  caused by: POST [STORAGE]/: the answer is longer than 1 MiB\n  \
         hint: something other than the storage server answers there: check --endpoint\n",
    );
}

/// A run whose storage server greets so ends without anyone having logged in: the provider is slower.
fn ends_at_the_greeting(answer: Answer, said: &[&str]) {
    let stage = Stage::silent();
    let gate = Gate::default();
    stage.provider.allow(DISCOVERY, Answer::html(500).behind(&gate));
    stage.storage.allow("HEAD /", answer);
    stage.run(&[]).refused_saying(6, said);
    gate.open();
}

#[test]
fn a_storage_server_that_speaks_no_http_is_found_out_before_the_login() {
    let said = [
        "error: the storage server did not answer\n  caused by: HEAD [STORAGE]/: the connection broke before the answer was complete\n",
        "hint: the storage server closed the connection: check the scheme and port in --endpoint, and the storage server's log\n",
    ];
    ends_at_the_greeting(Answer::raw(b"SSH-2.0-OpenSSH_9.2p1\r\n"), &said);
    ends_at_the_greeting(Answer::raw(b"\x15\x03\x01\x00\x02\x02\x46"), &said);
    ends_at_the_greeting(Answer::hang_up(), &said);
}

#[test]
fn an_unreachable_storage_server_is_found_out_before_the_login() {
    let stage = Stage::silent();
    let gate = Gate::default();
    stage.provider.allow(DISCOVERY, Answer::html(500).behind(&gate));
    let nobody = format!("http://{}", std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    stage.run(&["--endpoint", &nobody]).named(&nobody, "[NOBODY]").refused(
        6,
        "error: the storage server did not answer\n  caused by: HEAD [NOBODY]/: cannot connect\n  \
         caused by: Connection refused (os error 111)\n  \
         hint: check --endpoint, and that the storage server runs and can be reached from this machine\n",
    );
    gate.open();
}

#[test]
fn a_storage_server_on_plain_http_of_another_machine_gets_not_a_byte() {
    let stage = Stage::silent();
    stage.run(&["--endpoint", "http://minio.example:9000"]).refused(
        2,
        "error: --endpoint: http://minio.example:9000 is plain http to another machine: whoever listens on the way gets the keys\n  \
         hint: write https://, or on a network you trust allow it with --allow-http\n",
    );
    assert_eq!(stage.provider.connections(), 0);
}
