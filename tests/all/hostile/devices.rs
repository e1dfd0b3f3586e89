//! Device codes of providers that are a little off RFC 8628.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::{BINARY, Program};
use crate::support::snapshot::Table;
use crate::support::stage::{ACCESS_TOKEN, ScriptedServers, token_answer};
use crate::support::sts;
use crate::support::tokens::{Key, TokenDraft};
use serde_json::{Value, json};

/// A provider that takes requests for device codes.
fn stage() -> ScriptedServers {
    let stage = ScriptedServers::with_discovery(|document| {
        let address = document["token_endpoint"].as_str().unwrap().replace("/token", "/device");
        document["device_authorization_endpoint"] = json!(address);
    });
    stage.provider.allow("GET /keys", ScriptedResponse::json(&json!({"keys": [Key::named("one").public()]})));
    stage
}

/// A valid response with these members changed; null removes one.
fn code(change: &Value) -> ScriptedResponse {
    let mut answer = json!({"device_code": "fake-device-code", "user_code": "FAKE-CODE", "verification_uri": "https://id.example/device",
        "expires_in": 900, "interval": 1});
    change.as_object().unwrap().iter().for_each(|(name, value)| answer[name] = value.clone());
    ScriptedResponse::json(&answer)
}

fn json_answer(status: u16, body: &str) -> ScriptedResponse {
    ScriptedResponse::new(status, "application/json", body)
}

/// A login whose code is `device`, and whose questions get `polls`.
fn log_in(flags: &[&str], device: &Value, polls: impl IntoIterator<Item = ScriptedResponse>) -> Outcome {
    let stage = stage();
    stage.provider.expect("POST /device", code(device));
    polls.into_iter().for_each(|poll| stage.provider.expect("POST /token", poll));
    stage.program(&[&["--login", "device"], flags].concat()).run().without_login_prompts()
}

/// A login with the device answer `device`, whose polls get `polls` and then an ID token.
fn succeeds(device: ScriptedResponse, polls: impl IntoIterator<Item = ScriptedResponse>) -> Outcome {
    let stage = stage();
    stage.provider.expect("POST /device", device);
    polls.into_iter().for_each(|poll| stage.provider.expect("POST /token", poll));
    let token = TokenDraft::valid(&stage.provider.origin(), "").with("nonce", ());
    stage.provider.expect("POST /token", token_answer(&token.signed()));
    stage.storage.expect("POST /", sts::grant());
    let outcome = stage.program(&["--login", "device"]).run().without_login_prompts();
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert_eq!(outcome.json()["AccessKeyId"], sts::ACCESS_KEY);
    assert!(!outcome.stderr.contains(ACCESS_TOKEN), "{outcome:?}");
    outcome
}

#[test]
fn device_codes_are_read_in_every_spelling() {
    for change in [
        json!({"user_code": 12_345_678}),
        json!({"device_code": 9_007_199_254_740_993_u64, "user_code": 0}),
        json!({"user_code": [4711], "device_code": ["d"]}),
        json!({"expires_in": "900", "interval": "1"}),
        json!({"expires_in": null, "interval": 1.5}),
        json!({"expires_in": "soon", "verification_uri": null, "verification_url": "https://id.example/url"}),
        json!({"verification_uri": ["https://id.example/list"], "verification_uri_complete": 7, "message": {"text": "go there"}}),
    ] {
        assert!(!succeeds(code(&change), []).stderr.contains("unavailable"), "{change}");
    }
}

#[test]
fn an_invalid_device_code_response_is_explained() {
    let mut table = Table::default();
    for (exit, what, answer) in [
        (6, "no device code", code(&json!({"device_code": null}))),
        (6, "a user code of another type", code(&json!({"user_code": {"text": "FAKE"}}))),
        (6, "an address that leads nowhere", code(&json!({"verification_uri": "javascript:alert(1)", "message": "Enter FAKE-CODE there"}))),
        (4, "a vendor's refusal", json_answer(200, r#"{"errcode":60011,"errmsg":"no privilege"}"#)),
        (6, "a page", ScriptedResponse::html(200)),
        (4, "a gateway's refusal", json_answer(403, r#"{"message":"device codes are not for you"}"#)),
        (4, "a refusal with status 200", json_answer(200, r#"{"error":"device_flow_disabled"}"#)),
        (6, "a server in trouble, whatever it says", json_answer(500, r#"{"error":"unauthorized_client"}"#)),
    ] {
        let stage = stage();
        stage.provider.expect("POST /device", answer);
        let outcome = stage.program(&["--login", "device"]).run();
        table.fails(exit, what, &outcome);
    }
    table.matches("no-codes");
}

/// Returns the shown URL and the complete URL of a device response with `change`; the login is then refused.
fn shown(change: &Value) -> (Value, Value) {
    let stage = stage();
    stage.provider.expect("POST /device", code(change));
    stage.provider.expect("POST /token", json_answer(400, r#"{"error":"access_denied"}"#));
    let running = stage.program(&["--login", "device"]).start();
    let event = running.events().wait_for("device-code");
    let outcome = running.end();
    assert_eq!(outcome.code, 4, "{outcome:?}");
    for unsafe_text in ["169.254", "javascript", "vscode", "evil"] {
        assert!(!outcome.stderr.contains(unsafe_text), "{outcome:?}");
    }
    let named = |name: &str| match event[name].as_str() {
        Some(text) => json!(text.replace(&stage.provider.origin(), "[PROVIDER]")),
        None => Value::Null,
    };
    (named("address"), named("complete_address"))
}

#[test]
fn an_unsafe_complete_verification_address_is_omitted() {
    for complete in [
        json!("https://169.254.169.254/x?code=FAKE-CODE"),
        json!("javascript:alert(1)"),
        json!("vscode://x/y"),
        json!("//169.254.169.254/x"),
        json!("169.254.169.254/x"),
        json!("https://id.example@evil.example/x"),
        json!({"uri": "https://evil.example"}),
        json!("FAKE-CODE"),
    ] {
        let (address, whole) = shown(&json!({"verification_uri_complete": complete}));
        assert_eq!((address, whole), (json!("https://id.example/device"), Value::Null), "{complete}");
    }
}

#[test]
fn the_verification_address_is_shown_as_an_absolute_url() {
    for (text, address) in [
        ("id.example/device", "https://id.example/device"),
        ("/device", "[PROVIDER]/device"),
        ("localhost:8080/device", "http://localhost:8080/device"), // the provider is on http itself
        ("//localhost/x", "http://localhost/x"),
        (" HTTPS://ID.example/x ", "https://id.example/x"),
    ] {
        assert_eq!(shown(&json!({"verification_uri": text})).0, address, "{text}");
    }
    assert_eq!(
        shown(&json!({"verification_uri": "javascript:alert(1)", "verification_url": "https://id.example/u"})).0,
        "https://id.example/u"
    );
}

#[test]
fn another_login_method_is_used_if_the_verification_address_is_unsafe() {
    for address in ["https://169.254.169.254/x", "javascript:alert(1)", "//169.254.169.254"] {
        let stage = stage();
        stage.provider.expect("POST /device", code(&json!({"verification_uri": address})));
        let (issuer, endpoint) = (stage.provider.origin(), stage.storage.origin());
        let login =
            format!("{BINARY} web-identity -o json --no-buckets --timeout 1s --client-id sts-cli --issuer {issuer} --endpoint {endpoint}");
        let outcome = Program::of("script", ["-qec", &login, "/dev/null"]).env("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22").run();
        for words in ["note: could not get a device code: ", "To log in, go to", "the login was not completed within"] {
            assert!(outcome.stdout.contains(words), "{words}: {outcome:?}");
        }
        assert_eq!(outcome.code, 4, "{outcome:?}");
    }
}

#[test]
fn the_device_code_request_is_retried_once_at_a_busy_provider() {
    let stage = stage();
    stage.provider.expect("POST /device", ScriptedResponse::empty(503));
    stage.provider.expect("POST /device", code(&json!({})));
    stage.provider.expect("POST /token", json_answer(400, r#"{"error":"authorization_declined"}"#));
    assert_eq!(stage.program(&["--login", "device"]).run().without_login_prompts().code, 4);
}

#[test]
fn a_pending_login_is_polled_with_any_status() {
    let pending = |status| json_answer(status, r#"{"error":"authorization_pending"}"#);
    let nested = json_answer(500, r#"{"error":{"code":"authorization_pending","message":"wait"}}"#);
    assert!(!succeeds(code(&json!({})), [pending(428), pending(503), nested]).stderr.contains("unavailable"));
}

#[test]
fn polling_error_codes_are_read_in_every_spelling() {
    let spelled = [
        r#"{"error":"AUTHORIZATION_PENDING"}"#,
        r#"{"error":" authorization_pending "}"#,
        r#"{"error":"Authorization Pending"}"#,
        r#"{"error":"authorization-pending"}"#,
        r#"{"success":false,"message":"Authorization pending."}"#,
        r#"{"error":"authorizationPending"}"#,
    ];
    assert!(!succeeds(code(&json!({})), spelled.map(|body| json_answer(400, body))).stderr.contains("unavailable"));
    let mut table = Table::default();
    for answer in [r#"{"error":"Access Denied"}"#, r#"{"error":"EXPIRED_TOKEN"}"#, r#"{"error":"Authorization_Declined"}"#] {
        table.fails(4, answer, &log_in(&[], &json!({}), [json_answer(200, answer)]));
    }
    table.matches("spellings");
}

#[test]
fn a_busy_provider_is_polled_more_slowly() {
    for slower in [ScriptedResponse::html(429), json_answer(403, r#"{"error":"slow_down"}"#)] {
        let begun = std::time::Instant::now();
        assert!(!succeeds(code(&json!({})), [slower]).stderr.contains("unavailable"));
        assert!(begun.elapsed().as_secs() >= 7, "1 s before the first question, 6 s before the second: RFC 8628, section 3.5");
    }
}

#[test]
fn server_errors_while_polling_are_noted_once_and_do_not_end_the_login() {
    let trouble = || json_answer(502, r#"{"message":"upstream is down"}"#);
    let noted = "note: the token endpoint is unavailable: status 502: upstream is down; polling until the code expires\n";
    assert_eq!(succeeds(code(&json!({})), [trouble(), trouble()]).stderr.matches(noted).count(), 1);
}

#[test]
fn polling_continues_after_any_server_error() {
    let answers = [501, 505, 508, 561].map(|status| json_answer(status, r#"{"error":"not_now"}"#));
    for answer in answers {
        assert!(succeeds(code(&json!({})), [answer]).stderr.contains("polling until the code expires"));
    }
}

#[test]
fn the_last_server_error_is_shown_when_polling_ends() {
    let trouble = || ScriptedResponse::new(500, "text/html", "<title>Database is read-only</title>");
    log_in(&[], &json!({"expires_in": 4}), [trouble(), trouble()]).fails(6, "trouble-until-the-code-expired");
    log_in(&["-q", "--timeout", "2s"], &json!({}), [trouble()]).fails(6, "trouble-until-the-deadline");
}

#[test]
fn denial_and_expiration_are_recognized_by_several_codes() {
    let mut table = Table::default();
    for answer in [
        r#"{"error":"authorization_declined","error_description":"AADSTS70000: the user said no"}"#,
        r#"{"error":"code_expired"}"#,
        r#"{"error":"expired_code"}"#,
        r#"{"error":"device_code_expired"}"#,
        r#"{"code":"expiredToken"}"#,
        r#"{"error":"user_denied"}"#,
        r#"{"error":"AccessDenied"}"#,
        r#"{"error":"bad_verification_code"}"#,
        r#"{"error":"incorrect_device_code","error_description":"The device_code provided is not valid."}"#,
        r#"{"errorSummary":"The client is not active"}"#,
    ] {
        table.fails(4, answer, &log_in(&[], &json!({}), [json_answer(400, answer)]));
    }
    table.matches("names");
}

#[test]
fn a_device_code_that_never_expires_is_polled_until_the_timeout() {
    let stage = stage();
    stage.provider.expect("POST /device", code(&json!({"expires_in": u64::MAX, "interval": u64::MAX})));
    stage.provider.allow("POST /token", json_answer(400, r#"{"error":"authorization_pending"}"#));
    stage.program(&["--login", "device", "--timeout", "2s"]).run().without_login_prompts().fails(4, "timed-out");
}
