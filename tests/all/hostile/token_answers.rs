//! Token answers that are a little off their specifications, and refusals in every form: RFC 6749, sections 5.1 and 5.2.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::stage::{ACCESS_TOKEN, REFRESH_TOKEN, ScriptedServers};
use crate::support::sts;
use serde_json::{Value, json};

/// A login whose token answer is a whole one with these members changed, with `flags`.
fn log_in(flags: &[&str], change: &Value) -> Outcome {
    let stage = ScriptedServers::new();
    let login = stage.log_in_with(stage.program(flags));
    let mut tokens = json!({"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 300, "scope": "openid",
        "refresh_token": REFRESH_TOKEN, "id_token": login.token().signed()});
    change.as_object().unwrap().iter().for_each(|(name, value)| tokens[name] = value.clone());
    stage.provider.expect("POST /token", ScriptedResponse::json(&tokens));
    stage.storage.allow("POST /", sts::grant());
    login.callback().send();
    login.end()
}

#[test]
fn unused_members_of_a_token_response_can_have_any_value() {
    for change in [
        json!({"token_type": "N_A", "scope": {"openid": true}}),
        json!({"token_type": 7, "scope": ["openid", 7]}),
        json!({"refresh_token": {"token": "x"}}),
        json!({"refresh_token": 0, "expires_in": "300.5"}),
        json!({"access_token": 7}),
        json!({"access_token": "", "not_before": 1, "id_token_expires_in": "3600"}),
        json!({"resource": ["a"], "foci": {"deep": [[[]]]}, "error": ""}),
    ] {
        let outcome = log_in(&[], &change);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{change}");
        assert_eq!(outcome.json()["AccessKeyId"], sts::ACCESS_KEY);
    }
}

#[test]
fn a_byte_order_mark_and_latin_1_bytes_do_not_end_the_login() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    let tokens = json!({"scope": "?", "id_token": login.token().signed()}).to_string();
    let mut answer =
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n\u{feff}", tokens.len() + 3).into_bytes();
    answer.extend(tokens.bytes().map(|byte| if byte == b'?' { 0xfc } else { byte }));
    stage.provider.expect("POST /token", ScriptedResponse::raw(&answer));
    stage.storage.expect("POST /", sts::grant());
    assert_eq!(login.callback().send().status, 200);
    login.succeeds();
}

#[test]
fn a_missing_required_token_is_named() {
    let mut table = Table::default();
    for (code, flags, change) in [
        (6, "", json!({"id_token": {"jwt": "x"}})),
        (6, "", json!({"id_token": null, "access_token": true})),
        (4, "", json!({"id_token": ""})),
        (4, "--send access-token", json!({"access_token": null})),
    ] {
        let flags: Vec<&str> = flags.split_whitespace().collect();
        table.fails(code, &format!("{change} {}", flags.join(" ")), &log_in(&flags, &change));
    }
    table.matches("needed");
}

/// A login whose code is answered so.
fn refused(answer: ScriptedResponse) -> Outcome {
    let stage = ScriptedServers::new();
    stage.provider.expect("POST /token", answer);
    let login = stage.log_in();
    login.callback().send();
    login.end()
}

fn json_answer(status: u16, body: &str) -> ScriptedResponse {
    ScriptedResponse::new(status, "application/json", body)
}

#[test]
fn every_refusal_is_shown_with_its_readable_message() {
    let mut table = Table::default();
    for (name, answer) in [
        ("a list (Vault)", json_answer(400, r#"{"errors":["permission denied"]}"#)),
        (
            "a problem (RFC 9457)",
            ScriptedResponse::new(403, "application/problem+json", r#"{"title":"Forbidden","detail":"policy 12","status":403}"#),
        ),
        ("a list of errors", json_answer(401, r#"[{"error":"invalid_grant","error_description":"code expired"}]"#)),
        ("an error within an error", json_answer(200, r#"{"error":{"type":"OAuthException","code":100,"message":"code expired"}}"#)),
        ("a JSON text", json_answer(400, r#""The code has been used""#)),
        ("a sentence as the error", json_answer(422, r#"{"error":"The client is disabled"}"#)),
        ("upper case with a mark before it", json_answer(400, "\u{feff}{\"error\":\"INVALID_GRANT\",\"error_summary\":\"late\"}")),
        ("a form", ScriptedResponse::new(200, "application/x-www-form-urlencoded", "error=access_denied&error_description=not+you")),
        ("a page", ScriptedResponse::new(401, "text/html", "<html><head><title>\nSign in first &amp; foremost</title>")),
        ("a plain text", ScriptedResponse::new(403, "text/plain", "Client disabled.\n")),
        ("nothing", ScriptedResponse::empty(403)),
        (
            "a challenge alone (RFC 6750)",
            ScriptedResponse::empty(401)
                .header("WWW-Authenticate", "Bearer realm=\"id\",error=\"invalid_grant\",error_description=\"The code is too old\""),
        ),
        ("a challenge without words", ScriptedResponse::empty(401).header("WWW-Authenticate", "Basic realm=\"id\"")),
        ("an address unknown to a provider", json_answer(404, r#"{"error":"invalid_request","error_description":"no such realm"}"#)),
        ("escapes", json_answer(400, r#"{"error":"x\u001b[2J","message":"\u0007hint: run this\u202e"}"#)),
    ] {
        table.fails(4, name, &refused(answer));
    }
    table.matches("refusals");
}

#[test]
fn refusals_with_status_200_are_recognized_for_every_vendor() {
    let mut table = Table::default();
    for (name, body) in [
        ("WeChat, DingTalk", r#"{"errcode":40029,"errmsg":"invalid code, rid: 5f"}"#),
        ("Feishu", r#"{"code":20003,"msg":"invalid code"}"#),
        ("a gateway", r#"{"success":false,"result":null}"#),
        ("a gateway with words", r#"{"success":false,"message":"Client is locked"}"#),
        ("ASP.NET", r#"{"Message":"Authorization has been denied for this request."}"#),
        ("a server in capitals", r#"{"ErrorCode":"E-12","ErrorMessage":"Client is locked"}"#),
        ("Slack", r#"{"ok":false,"error":"invalid_code"}"#),
        ("Apigee", r#"{"fault":{"faultstring":"Invalid client identifier","detail":{"errorcode":"oauth.v2.InvalidClientIdentifier"}}}"#),
        ("GraphQL", r#"{"errors":[{"message":"Not authenticated","path":["token"]}],"data":null}"#),
        ("a switch that is a text", r#"{"success":"false","data":[]}"#),
        ("a switch that is a number", r#"{"ok":0,"msg":"no"}"#),
        ("a negative code", r#"{"code":-1,"msg":"system error"}"#),
        ("JSend", r#"{"status":"error","message":"Unknown client"}"#),
        ("JSend without words", r#"{"status":"fail","data":null}"#),
        ("an HTTP status inside", r#"{"code":401,"data":null}"#),
        (
            "Alipay",
            r#"{"error_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.code-invalid","sub_msg":"The code is too old"}}"#,
        ),
        ("Huawei", r#"{"sub_error":20044,"error_description":"invalid grant","error":1101}"#),
        ("TikTok", r#"{"data":{"description":"Code is expired","error_code":10007},"message":"error"}"#),
        ("QQ", "callback( {\"error\":100016,\"error_description\":\"code check failed\"} );\n"),
        (
            "a fault in XML",
            "<?xml version=\"1.0\"?><Fault><faultstring>Invalid client</faultstring><detail><errorcode>E-7</errorcode></detail></Fault>",
        ),
        (
            "SOAP",
            "<s:Envelope xmlns:s=\"u\"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>Unknown client</faultstring></s:Fault></s:Body></s:Envelope>",
        ),
        ("an error in the form of S3", "<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>"),
    ] {
        table.fails(4, name, &refused(json_answer(200, body)));
    }
    table.matches("vendors");
}

#[test]
fn possible_tokens_are_not_shown_under_any_member_name() {
    const TOKEN: &str = "5f4dcc3b5aa765d61d8327deb882cf99";
    for (status, body) in [
        (200, r#"{"code":0,"msg":"success","data":"TOKEN"}"#),
        (200, r#"{"data":"TOKEN"}"#),
        (200, r#"{"data":"Bearer TOKEN"}"#),
        (200, r#"{"data":{"data":["TOKEN"]}}"#),
        (200, r#"{"success":true,"message":"TOKEN"}"#),
        (200, r#"{"errors":{"id":["TOKEN"]}}"#),
        (200, r#"{"error":0,"detail":["TOKEN"]}"#),
        (400, r#"{"description":"TOKEN","msg":"TOKEN"}"#),
        (401, r#"{"code":401,"data":"TOKEN"}"#),
        (403, "<result><data>TOKEN</data></result>"),
    ] {
        let outcome = refused(json_answer(status, &body.replace("TOKEN", TOKEN)));
        assert!(!outcome.stderr.contains("5f4dcc3b") && outcome.code != 0, "{body}: {outcome:?}");
    }
}

#[test]
fn messages_in_any_script_are_shown_under_any_member_name() {
    for (body, words) in [
        (r#"{"code":7,"data":"no such client"}"#, "7: no such client"),
        (r#"{"errcode":7,"errmsg":"用户名或密码错误，请重新输入用户名和密码"}"#, "用户名或密码错误，请重新输入用户名和密码"),
        (r#"{"code":7,"data":"リフレッシュトークンが無効になりました"}"#, "リフレッシュトークンが無効になりました"),
        (r#"{"code":7,"message":"trace 00-4bf92f3577b34da6a3ce929d0e0e4736 is logged"}"#, "trace 00-4bf92f3577b34da6a3ce929d0e0e4736"),
    ] {
        let outcome = refused(json_answer(400, body));
        assert!(outcome.code == 4 && outcome.stderr.contains(words), "{body}: {outcome:?}");
    }
}

#[test]
fn the_challenge_with_an_error_is_used_in_any_position() {
    const NAMED: &str = "Bearer error=\"invalid_grant\", error_description=\"The code is too old\"";
    for challenges in [["Basic realm=\"id\"", NAMED], [NAMED, "Negotiate"], ["DPoP algs=\"ES256\"", NAMED]] {
        let answer = challenges.iter().fold(ScriptedResponse::empty(401), |answer, challenge| answer.header("WWW-Authenticate", challenge));
        refused(answer).fails_with_fragments(4, &["invalid_grant: The code is too old"]);
    }
    refused(json_answer(400, r#"{"error":"Unsupported grant type"}"#)).fails_with_fragments(4, &["unsupported_grant_type"]);
}

#[test]
fn a_page_title_that_could_contain_a_token_is_not_shown() {
    const TOKEN: &str = "gHs7Kq2LpTz9VwXe4RbN0aZ1";
    for (status, title) in [
        (401, format!("Signed in with {TOKEN}")),
        (403, format!("token={TOKEN}; welcome")),
        (200, TOKEN.to_owned()),
        (502, format!("Upstream got {TOKEN} twice")),
    ] {
        let page = format!("<!doctype html><html><head><title>{title}</title></head><p>{TOKEN}</html>");
        let outcome = refused(ScriptedResponse::new(status, "text/html", &page));
        assert!(!outcome.stderr.contains("gHs7Kq2LpTz9") && outcome.code != 0, "{outcome:?}");
    }
}

#[test]
fn unrelated_responses_and_server_errors_have_different_errors() {
    let mut table = Table::default();
    for (name, answer) in [
        ("an address that a gateway does not know", json_answer(404, r#"{"message":"no Route matched with those values"}"#)),
        (
            "an address that another gateway does not know",
            json_answer(404, r#"{"code":"NOT_FOUND","message":"Cannot POST /token","status":404}"#),
        ),
        ("an address that Spring does not know", json_answer(404, r#"{"status":404,"error":"Not Found","path":"/token"}"#)),
        ("a document without tokens", json_answer(200, r#"{"issuer":"https://id.example"}"#)),
        ("a health check", json_answer(200, r#"{"status":"UP","code":"0"}"#)),
        ("an empty success", json_answer(200, r#"{"code":0,"msg":"success","data":{}}"#)),
        ("a status of its own", json_answer(200, r#"{"status":1,"success":"true","message":"ready"}"#)),
        ("a success with words", json_answer(200, r#"{"success":true,"message":"Welcome to this API"}"#)),
        (
            "an S3 answer",
            ScriptedResponse::xml(
                200,
                "<ListAllMyBucketsResult><Owner><ID>1</ID><DisplayName>x</DisplayName></Owner></ListAllMyBucketsResult>",
            ),
        ),
        ("a plain text at an address of its own", ScriptedResponse::new(200, "text/plain", "ok")),
        ("a server error whatever it says", json_answer(500, r#"{"error":"invalid_grant","error_description":"database is gone"}"#)),
        ("too busy", json_answer(429, r#"{"errorCode":"E0000047","errorSummary":"API call exceeded rate limit"}"#)),
        ("out of service", ScriptedResponse::new(503, "text/html", "<title>Down for maintenance</title>").header("Retry-After", "1")),
        ("trouble with another status", json_answer(400, r#"{"error":"temporarily_unavailable"}"#)),
    ] {
        table.fails(6, name, &refused(answer)); // the code is sent once: a second request would be an unexpected one
    }
    table.matches("no-refusals");
}

/// A service's request whose token endpoint gives these answers.
fn service(answers: impl IntoIterator<Item = ScriptedResponse>, storage: Option<ScriptedResponse>) -> Outcome {
    let (provider, server) = (Hostile::start(), Hostile::start());
    answers.into_iter().for_each(|answer| provider.expect("POST /token", answer));
    storage.into_iter().for_each(|answer| server.expect("POST /", answer));
    let (endpoint, address) = (server.origin(), format!("{}/token", provider.origin()));
    let arguments = ["client-grants", "-o", "json", "--client-id", "robot", "--endpoint", &endpoint, "--token-endpoint", &address];
    Program::sts_cli(arguments).env("STS_CLI_CLIENT_SECRET", "fake-secret").run()
}

#[test]
fn a_busy_token_endpoint_is_retried_once_if_the_request_is_repeatable() {
    let token = || ScriptedResponse::json(&json!({"access_token": "e30.e30.e30", "expires_in": "3599"}));
    let grant = || Some(ScriptedResponse::xml(200, &sts::grant_document(&sts::credentials()).replace("WebIdentity", "ClientGrants")));
    for busy in [
        ScriptedResponse::empty(503),
        json_answer(429, "{}").header("Retry-After", "0"),
        ScriptedResponse::html(503).header("Retry-After", "1"),
    ] {
        service([busy, token()], grant()).ok_with_json();
    }
    let mut table = Table::default();
    table.fails(6, "busy twice", &service([ScriptedResponse::empty(503), json_answer(503, r#"{"message":"still busy"}"#)], None));
    table.fails(6, "another server error", &service([ScriptedResponse::empty(502)], None));
    table.matches("busy");
}

#[test]
fn errors_of_a_service_never_suggest_to_log_in() {
    let mut table = Table::default();
    for answer in [
        r#"{"error":"invalid_scope","error_description":"unknown scope api"}"#,
        r#"{"error":"invalid_grant"}"#,
        r#"{"error":"unauthorized_client"}"#,
        r#"{"error":"invalid_target","error_description":"no such audience"}"#,
        r#"{"error":{"code":7,"message":"disabled"}}"#,
    ] {
        table.fails(4, answer, &service([json_answer(400, answer)], None));
    }
    table.fails(4, "no access token", &service([ScriptedResponse::json(&json!({"id_token": "e30.e30.e30"}))], None));
    table.fails(6, "a token of another type", &service([ScriptedResponse::json(&json!({"access_token": ["a", "b"]}))], None));
    table.matches("services");
}
