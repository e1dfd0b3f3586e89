//! Userinfo that is another person's, or none: OpenID Connect Core 1.0, section 5.3.2.

use crate::support::answer::ScriptedResponse;
use crate::support::stage::ScriptedServers;
use crate::support::tokens::Key;
use serde_json::json;

/// The login with `--userinfo` that gets this answer from the userinfo endpoint ends with this code and text.
fn assert_fails(answer: ScriptedResponse, code: i32, snapshot: &str) {
    let stage = ScriptedServers::with_discovery(|document| {
        let address = format!("{}/userinfo", document["issuer"].as_str().unwrap());
        document["userinfo_endpoint"] = json!(address);
    });
    let stage = stage.with_keys([Key::named("one").public()]);
    stage.provider.expect("GET /userinfo", answer);
    let login = stage.log_in_with(stage.program(&["--userinfo"]));
    login.expects_token(&login.token().signed());
    assert_eq!(login.callback().send().status, 403);
    login.end().fails(code, snapshot);
}

#[test]
fn an_access_token_refused_by_userinfo_is_reported_with_the_message() {
    let challenge = "Bearer realm=\"id\", error=\"insufficient_scope\", error_description=\"openid is missing\"";
    assert_fails(ScriptedResponse::empty(401), 4, "status-401");
    assert_fails(ScriptedResponse::empty(403).header("WWW-Authenticate", challenge), 4, "challenge");
    assert_fails(
        ScriptedResponse::new(403, "application/json", r#"{"message":"no access for stage-access-token-that-nobody-may-ever-see"}"#),
        4,
        "message",
    );
    assert_fails(
        ScriptedResponse::new(401, "text/html", "<title>Sign in</title>").header("WWW-Authenticate", challenge),
        4,
        "challenge-beside-a-page",
    );
}

#[test]
fn userinfo_must_have_the_subject_of_the_id_token() {
    assert_fails(ScriptedResponse::json(&json!({"sub": "mallory\u{1b}[2J"})), 4, "another-person");
    assert_fails(ScriptedResponse::json(&json!({"name": "Alice"})), 6, "nobody");
    assert_fails(ScriptedResponse::json(&json!({"sub": 7})), 6, "number");
    assert_fails(ScriptedResponse::json(&json!([{"sub": "alice-1"}])), 6, "list");
    assert_fails(ScriptedResponse::empty(404), 6, "status-404");
    assert_fails(ScriptedResponse::html(200), 6, "html");
}
