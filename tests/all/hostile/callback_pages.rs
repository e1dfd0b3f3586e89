//! Pages of the callback listener: they show the outcome of the STS exchange, and load and run nothing.

use crate::support::answer::{Gate, ScriptedResponse};
use crate::support::browser::{CallbackRequest, Page};
use crate::support::stage::ScriptedServers;
use crate::support::sts;
use serde_json::json;

/// Asserts the headers of every page: nothing is loaded, cached, framed or sniffed.
#[track_caller]
fn assert_safe_headers(page: &Page) {
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
    let expected = [
        ("cache-control", "no-store"),
        ("content-type", "text/html; charset=utf-8"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ];
    for (name, value) in expected {
        assert_eq!(page.header(name), Some(value), "{name}: {page:?}");
    }
    for forbidden in ["<script", "src=", "href=", "onload"] {
        assert!(!page.body.contains(forbidden), "{forbidden}: {}", page.body);
    }
}

#[test]
fn the_success_page_is_shown_after_the_sts_granted_credentials() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    login.expects_token_and_sts(sts::grant());
    let page = login.callback().send();
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<h1>Login complete</h1>") && page.body.contains("<strong>alice</strong>"), "{}", page.body);
    assert_safe_headers(&page);
    login.succeeds();
}

#[test]
fn no_page_is_shown_before_the_sts_responded() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    let gate = Gate::default();
    login.expects_token_and_sts(sts::grant().behind(&gate));
    let stream = login.callback().send_only();
    stage.storage.wait_for("POST /", 1);
    stream.set_nonblocking(true).unwrap();
    let early = stream.peek(&mut [0]).map_err(|error| error.kind());
    assert_eq!(early, Err(std::io::ErrorKind::WouldBlock), "the page came before the outcome was known");
    stream.set_nonblocking(false).unwrap();
    gate.open();
    assert_eq!(Page::read(stream).status, 200);
    login.succeeds();
}

#[test]
fn a_refusal_of_the_sts_is_shown_with_its_reason_and_hints() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    login.expects_token_and_sts(sts::refusal(400, "AccessDenied", "no &lt;script&gt;alert(1)&lt;/script&gt; for you"));
    let page = login.callback().send();
    assert_eq!(page.status, 403);
    assert!(
        page.body.contains("AccessDenied (status 400, request id 17A3): no &lt;script&gt;alert(1)&lt;/script&gt; for you"),
        "{}",
        page.body
    );
    assert!(page.body.contains("<li>ask the administrator of http://127.0.0.1:"), "{}", page.body);
    assert_safe_headers(&page);
    login.end().fails(5, "sts-refusal");
}

#[test]
fn the_user_name_is_escaped() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    login.expects_token(&login.token().with("preferred_username", "\"><img src=x onerror=alert(1)>\u{1b}[31m").signed());
    stage.storage.expect("POST /", sts::grant());
    let page = login.callback().send();
    assert!(page.body.contains("&quot;&gt;&lt;img src=x onerror=alert(1)&gt; [31m"), "{}", page.body);
    assert!(!page.body.contains("<img"), "{}", page.body);
    login.succeeds();
}

#[test]
fn a_callback_error_with_the_right_state_shows_the_providers_message() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    let words = "<script>alert(1)</script>\u{1b}[31m\u{7}\r\nerror: fake & \"quoted\"";
    let page = login.callback().without("code").and("error", "access_denied").and("error_description", words).send();
    assert_eq!(page.status, 403);
    assert!(
        page.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && page.body.contains("fake &amp; &quot;quoted&quot;"),
        "{}",
        page.body
    );
    assert_safe_headers(&page);
    login.end().fails(4, "provider-error");
}

#[test]
fn a_repeated_callback_parameter_is_named_on_the_page_and_in_the_error() {
    type Change = fn(CallbackRequest) -> CallbackRequest;
    let cases: [(&str, Change); 5] = [
        ("code", |visit| visit.and("code", "another")),
        ("state", |visit| visit.and("state", "another")),
        ("error", |visit| visit.and("error", "one").and("error", "two")),
        ("error_description", |visit| visit.and("error", "one").and("error_description", "a").and("error_description", "b")),
        ("iss", |visit| visit.and("iss", "https://one.example").and("iss", "https://two.example")),
    ];
    for (name, change) in cases {
        let stage = ScriptedServers::new();
        let login = stage.log_in_with(stage.program(&["--timeout", "1s"]));
        let page = change(login.callback()).send();
        assert!(page.body.contains(&format!("The parameter `{name}` occurs twice")), "{page:?}");
        login.end().fails_with_fragments(4, &[&format!("the callback had the parameter `{name}` twice"), "RFC 6749, section 3.1"]);
    }
    let stage = ScriptedServers::new();
    let login = stage.log_in_with(stage.program(&["--timeout", "1s"]));
    login.callback().without("state").send();
    login.end().fails_with_fragments(4, &["the callback had a code, but no `state`"]);
}

#[test]
fn pages_for_ignored_requests_explain_why() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    for (page, title) in [
        (login.callback().path("/").send(), "Page not found"),
        (login.callback().with("state", "wrong").send(), "Request not accepted"),
        (login.callback().method("POST").send(), "Request not accepted"),
        (login.callback().host("rebound.example").send(), "Request not accepted"),
    ] {
        assert!(page.body.contains(&format!("<h1>{title}</h1>")), "{page:?}");
    }
    login.completes();
}

#[test]
fn pages_for_foreign_requests_obey_the_same_rules() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    assert_safe_headers(&login.callback().path("/%3Cscript%3E").send());
    assert_safe_headers(&login.callback().with("state", "wrong").and("x", "<script>").send());
    assert_safe_headers(&login.callback().host("rebound.example").send());
    login.completes();
}

#[test]
fn a_callback_of_another_issuer_ends_the_login() {
    let promised = || ScriptedServers::with_discovery(|document| document["authorization_response_iss_parameter_supported"] = json!(true));
    let keys = [crate::support::tokens::Key::named("one").public()];
    for stage in [ScriptedServers::new(), promised().with_keys(keys.clone())] {
        let login = stage.log_in();
        assert_eq!(login.callback().and("iss", "https://other.example").send().status, 403);
        login.end().fails(4, "another-issuer");
    }
    let stage = promised().with_keys(keys.clone());
    stage.log_in().ends_refused(4, "unnamed-issuer");
    let stage = promised().with_keys(keys);
    let login = stage.log_in();
    login.expects_token_and_sts(sts::grant());
    assert_eq!(login.callback().and("iss", &stage.provider.origin()).send().status, 200);
    login.succeeds();
}

#[test]
fn a_late_storage_server_failure_is_shown_in_the_browser() {
    let stage = ScriptedServers::new();
    let gate = Gate::default();
    stage.storage.allow("HEAD /", ScriptedResponse::hang_up().behind(&gate));
    let login = stage.log_in();
    login.expects_token(&login.token().signed());
    let stream = login.callback().send_only();
    stage.provider.wait_for("POST /token", 1);
    gate.open();
    let page = Page::read(stream);
    assert_eq!(page.status, 403, "{page:?}");
    assert!(page.body.contains("storage server did not respond"), "{page:?}");
    login.end().fails(6, "storage-hung-up");
}

#[test]
fn a_late_key_set_failure_is_shown_in_the_browser() {
    let stage = ScriptedServers::with_discovery(|_| {});
    let gate = Gate::default();
    stage.provider.expect("GET /keys", ScriptedResponse::html(500).behind(&gate));
    let login = stage.log_in();
    stage.provider.wait_for("GET /keys", 1);
    let stream = login.callback().send_only();
    assert_eq!(login.callback().send().status, 409, "the first is taken");
    gate.open();
    let page = Page::read(stream);
    assert_eq!(page.status, 403, "{page:?}");
    assert!(page.body.contains("key set") && page.body.contains("status 500"), "{page:?}");
    login.end().fails(6, "key-set-500");
}
