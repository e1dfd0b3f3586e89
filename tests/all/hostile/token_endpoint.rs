//! Token endpoints that refuse, break, or answer with something else: RFC 6749, section 5.2.

use crate::support::answer::ScriptedResponse;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::stage::{ACCESS_TOKEN, ScriptedServers};
use crate::support::sts;
use serde_json::json;

/// The login that gets this answer for its code ends with this code and text.
fn assert_fails(answer: ScriptedResponse, code: i32, snapshot: &str) {
    let stage = ScriptedServers::new();
    stage.provider.expect("POST /token", answer);
    stage.log_in().ends_refused(code, snapshot);
}

#[test]
fn a_refusal_shows_the_providers_message_and_the_client_authentication() {
    let refusal = |error: &str, words: &str| {
        ScriptedResponse::new(400, "application/json", &json!({"error": error, "error_description": words}).to_string())
    };
    assert_fails(refusal("invalid_grant", "Code not valid"), 4, "invalid-grant");
    assert_fails(refusal("invalid_client", "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\r\nerror: fake line\u{202e}"), 4, "invalid-client");
}

/// What vendors send in place of RFC 6749, section 5.2.
#[test]
fn a_refusal_in_any_format_shows_its_message() {
    for (status, body, said) in [
        (200, r#"{"error_msg":"no such client"}"#, "no such client"),
        (200, r#"{"err":"invalid_client","ok":false}"#, "invalid_client"),
        (200, r#"{"retcode":10001,"retmsg":"no such client"}"#, "10001: no such client"),
        (200, r#"{"resultCode":"E-7","resultMsg":"no such client"}"#, "E-7: no such client"),
        (200, r#"{"returnCode":"FAIL","returnMsg":"no such client"}"#, "FAIL: no such client"),
        (200, r#"{"isSuccess":false,"detail":"no such client"}"#, "no such client"),
        (200, r#"{"hasError":"true","reason":"no such client"}"#, "no such client"),
        (200, r#"{"Response":{"Error":{"Code":"AuthFailure","Message":"no such client"},"RequestId":"7"}}"#, "AuthFailure: no such client"),
        (422, r#"{"errors":{"client_id":["is invalid"]}}"#, "client_id: is invalid"),
        (400, r#"{"odata.error":{"code":"Denied","message":{"lang":"en","value":"no such client"}}}"#, "Denied: no such client"),
        (400, r#"{"err":"the client is disabled"}"#, "the client is disabled"),
        (400, r#"{"Message":"An error has occurred.","ExceptionMessage":"no such client"}"#, "no such client"),
        (400, r#"{"error":"invalid_grant","error_description":"Code not va"#, "invalid_grant: Code not va"),
    ] {
        let stage = ScriptedServers::new();
        let login = stage.log_in();
        stage.provider.expect("POST /token", ScriptedResponse::new(status, "application/json", body));
        login.callback().send();
        let outcome = login.end();
        let refused = format!("refused the authorization code: {said} (status {status}");
        assert!(outcome.failure(4).contains(&refused), "{body}: {outcome:?}");
    }
}

#[test]
fn a_response_without_an_id_token_is_reported() {
    let tokens = json!({"access_token": "opaque", "token_type": "Bearer"});
    assert_fails(ScriptedResponse::json(&tokens), 4, "no-id-token");
}

#[test]
fn an_invalid_token_response_is_a_server_error() {
    let cases = [
        ("html-500", ScriptedResponse::html(500)),
        ("html", ScriptedResponse::html(200)),
        ("json-broken-off", ScriptedResponse::new(200, "application/json", "{\"access_token\": \"opa")),
        ("id-token-7", ScriptedResponse::json(&json!({"id_token": 7, "access_token": "a", "token_type": "Bearer"}))),
        ("empty", ScriptedResponse::empty(200)),
        ("status-502", ScriptedResponse::empty(502)),
        ("redirect", ScriptedResponse::empty(302).header("Location", "https://elsewhere.example/token?code=x")),
        ("redirect-on-the-same-server", ScriptedResponse::empty(302).header("Location", "/login?code=x")),
    ];
    for (name, answer) in cases {
        assert_fails(answer, 6, &format!("no-tokens/{name}"));
    }
}

#[test]
fn an_invalid_lifetime_does_not_end_the_login() {
    for lifetime in [json!("3599"), json!("soon"), json!(3599.5), json!(-1), json!(null), json!(1e300), json!([3599])] {
        let stage = ScriptedServers::new();
        let login = stage.log_in();
        let tokens = json!({"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": "3599",
            "expires_on": "1733519689", "id_token": login.token().signed()});
        stage.provider.expect("POST /token", ScriptedResponse::json(&tokens));
        stage.storage.expect("POST /", sts::grant());
        assert_eq!(login.callback().send().status, 200, "{lifetime}");
        login.succeeds();
    }
}

#[test]
fn an_invalid_lifetime_does_not_end_a_client_grant() {
    let (provider, storage) = (Hostile::start(), Hostile::start());
    let tokens = json!({"access_token": "e30.e30.e30", "token_type": "Bearer", "expires_in": "3599"});
    provider.expect("POST /token", ScriptedResponse::json(&tokens));
    storage.expect("POST /", sts::refusal(403, "AccessDenied", "not for you"));
    let (endpoint, address) = (storage.origin(), format!("{}/token", provider.origin()));
    let arguments = ["client-grants", "-o", "json", "--client-id", "robot", "--endpoint", &endpoint, "--token-endpoint", &address];
    let outcome = Program::sts_cli(arguments).env("STS_CLI_CLIENT_SECRET", "fake-secret").run();
    outcome.fails(5, "client-grant-refused");
}

#[test]
fn an_endless_response_is_rejected() {
    assert_fails(ScriptedResponse::endless("application/json"), 6, "endless");
}

#[test]
fn a_broken_connection_is_a_network_error_and_the_code_is_not_sent_again() {
    let stage = ScriptedServers::new();
    stage.provider.expect("POST /token", ScriptedResponse::raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"));
    let login = stage.log_in();
    assert_eq!(login.callback().send().status, 403);
    login.end().fails(6, "connection-broken");
}
