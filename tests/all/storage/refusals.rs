//! Refusals in other forms than XML, and refusals that repeat secrets in other spellings.

use super::{assume_role, grant};
use crate::support::answer::ScriptedResponse;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::sts;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZS1vZi10aGUtc3RvcmllcyJ9.c2lnbmF0dXJlLXRoYXQtbm9ib2R5LXNlZXM";

#[test]
fn a_json_error_response_is_shown_as_a_refusal() {
    let mut table = Table::default();
    for (name, status, body) in [
        ("Error", 403, r#"{"Error":{"Code":"AccessDenied","Message":"Access Denied by the gateway"},"RequestId":"17A3"}"#),
        ("error", 403, r#"{"error":{"code":"AccessDenied","message":"not allowed: arn:aws:iam::123456789012:user/Alice2"}}"#),
        ("code beside message", 403, r#"{"code":"SignatureDoesNotMatch","message":"The signature does not match","request_id":"abc"}"#),
        ("__type", 400, r#"{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"may not assume the role"}"#),
        ("__type alone", 400, r#"{"__type":"ExpiredTokenException"}"#),
        ("inside of a success", 200, r#"{"Error":{"Code":"AccessDenied","Message":"Access Denied"}}"#),
    ] {
        let server = Hostile::start();
        server.expect("POST /", ScriptedResponse::new(status, "application/json", body));
        let outcome = assume_role(&server.origin(), &["-q", "-o", "json"]).run();
        table.fails(5, name, &outcome.named(&server.origin(), "[STS]"));
    }
    table.matches("json");
}

#[test]
fn json_errors_are_retried_and_recognized_for_bucket_lists_too() {
    let server = Hostile::start();
    server.expect(
        "POST /",
        ScriptedResponse::new(400, "application/x-amz-json-1.1", r#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#),
    );
    server.expect("POST /", ScriptedResponse::xml(200, &grant()));
    server.expect("GET /", ScriptedResponse::new(403, "application/json", r#"{"code":"InvalidSecurity","message":"The key is disabled"}"#));
    let outcome = assume_role(&server.origin(), &["-o", "json", "--buckets"]).run();
    assert!(outcome.code == 0 && outcome.stderr.contains("InvalidSecurity (status 403): The key is disabled"), "{outcome:?}");
}

/// An identity provider's errors, an authorization code, a status in numbers, and keys are none.
#[test]
fn unrelated_json_is_not_read_as_a_refusal() {
    for body in [
        r#"{"error":"invalid_request","error_description":"no such client"}"#,
        r#"{"code":"SplxlOBeZQQYbYS6WxSbIA","state":"x y"}"#,
        r#"{"code":"SplxlOBeZQQYbYS6WxSbIA","message":"give this to the client"}"#,
        r#"{"code":403,"message":"no such page"}"#,
        r#"{"code":"AKIAIOSFODNN7EXAMPLE","message":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}"#,
        r#"{"code":"key","message":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}"#,
        r#"["AccessDenied"]"#,
    ] {
        let server = Hostile::start();
        server.expect("POST /", ScriptedResponse::new(403, "application/json", body));
        let outcome = assume_role(&server.origin(), &["-o", "json", "-vvv"]).run();
        outcome.fails_with_fragments(6, &["is not an STS"]);
        assert!(!outcome.stderr.contains("SplxlOBe") && !outcome.stderr.contains("wJalr"), "{outcome:?}");
    }
}

#[test]
fn json_successes_and_grants_are_not_read_as_refusals() {
    for (status, body) in [
        (200, r#"{"Code":"Success","AccessKeyId":"FAKEKEY","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG"}"#),
        (200, r#"{"Code":"Success","LastUpdated":"2030-01-01T00:00:00Z","Type":"AWS-HMAC"}"#),
        (200, r#"{"Code":"OK","Message":"all is well"}"#),
        (200, r#"{"code":"0","message":"it is done"}"#),
        (200, r#"{"Code":"Granted","Credentials":{"AccessKeyId":"FAKEKEY","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG"}}"#),
        (203, r#"{"Code":"Issued","Message":"for one hour","secretAccessKey":"wJalrXUtnFEMI/K7MDENG"}"#),
    ] {
        let server = Hostile::start();
        server.expect("POST /", ScriptedResponse::new(status, "application/json", body));
        let outcome = assume_role(&server.origin(), &["-o", "json", "-vvv"]).run();
        outcome.fails_with_fragments(6, &["is not an STS"]);
        assert!(!outcome.stderr.contains("wJalr"), "{outcome:?}");
    }
    for body in [r#"{"Code":"AccessDenied","Message":"Not today","Credentials":null}"#, "\u{feff}{\"__type\":\"AccessDenied\"}"] {
        let server = Hostile::start();
        server.expect("POST /", ScriptedResponse::new(200, "application/json", body));
        assume_role(&server.origin(), &["-o", "json"]).run().fails_with_fragments(5, &["AccessDenied"]);
    }
}

/// Each way to write a token that a server was sent: the message shows no eight letters of it.
#[test]
fn a_token_repeated_in_any_encoding_is_not_shown() {
    let lines = |between: &str| TOKEN.as_bytes().chunks(19).map(|piece| String::from_utf8_lossy(piece)).collect::<Vec<_>>().join(between);
    let spellings = [
        TOKEN.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>(),
        TOKEN.replace('.', "%2e"),
        TOKEN.replace('.', "%252E"),
        TOKEN.replace('.', "\\u002e").replace('e', "\\u0065"),
        TOKEN.replace('.', "&amp;#46;"),
        TOKEN.replace('Z', "&#x5a;"),
        lines("\n"),
        lines("\r\n\t "),
        lines("\\n"),
        TOKEN[..60].to_owned(),
        TOKEN[30..].to_owned(),
        format!("{{\"WebIdentityToken\":\"{TOKEN}\"}}"),
    ];
    for spelled in spellings {
        let json = serde_json::json!({"code": "InvalidIdentityToken", "message": format!("cannot parse {spelled} here")}).to_string();
        for answer in [
            sts::refusal(400, "InvalidIdentityToken", &format!("cannot parse {} here", spelled.replace('{', "&#123;"))),
            ScriptedResponse::new(400, "application/json", &json),
        ] {
            let server = Hostile::start();
            server.expect("POST /", answer);
            let program = Program::sts_cli([
                "web-identity",
                "--no-cache",
                "--endpoint",
                &server.origin(),
                "--token",
                "env:THE_TOKEN",
                "-o",
                "json",
                "-vvv",
            ]);
            let outcome = program.env("THE_TOKEN", TOKEN).run();
            assert_eq!(outcome.code, 5, "{outcome:?}");
            assert!(outcome.stderr.contains("cannot parse … here") || outcome.stderr.contains("cannot parse {"), "{spelled}: {outcome:?}");
            let letters: String = outcome.stderr.chars().filter(char::is_ascii_alphanumeric).collect();
            for part in ["eyJhbGciOiJS", "c2lnbmF0dXJl", "hbGljZS1v", "2F0dXJlLXR"] {
                assert!(!letters.contains(part) && !outcome.stderr.contains("%65%79"), "{spelled}: {outcome:?}");
            }
        }
    }
}

#[test]
fn keys_from_other_requests_are_not_shown_either() {
    for message in [
        "&lt;SecretAccessKey&gt;wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY&lt;/SecretAccessKey&gt; was granted",
        "upstream: {&quot;secret&quot;:&quot;wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY&quot;} was granted",
        "upstream sent eyJhbGciOiJub25lIn0.eyJzdWIiOiJib2IifQ.wJalr to us",
    ] {
        let server = Hostile::start();
        server.expect("POST /", sts::refusal(403, "AccessDenied", message));
        let outcome = assume_role(&server.origin(), &["-o", "json", "-vvv"]).run();
        outcome.fails_with_fragments(5, &["AccessDenied", "…"]);
        assert!(!outcome.stderr.contains("wJalr") && !outcome.stderr.contains("eyJ"), "{outcome:?}");
    }
}

/// A password in other spellings, whole and in parts, in the body and in the place of a redirect.
#[test]
fn no_eight_characters_of_a_password_are_shown_in_any_encoding() {
    const PASSWORD: &str = "Correct-Horse?Battery7";
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let spellings = [
        PASSWORD.to_owned(),
        PASSWORD[..14].to_owned(),
        PASSWORD[6..].to_owned(),
        PASSWORD[4..12].to_owned(),
        STANDARD.encode(PASSWORD),
        STANDARD.encode(format!("alice:{PASSWORD}")),
        STANDARD.encode(format!("bob:{PASSWORD}!")),
        URL_SAFE_NO_PAD.encode(format!("x{PASSWORD}")),
        hex(PASSWORD),
        hex(PASSWORD).to_uppercase(),
        hex(&PASSWORD[..15]),
    ];
    let folder = tempfile::tempdir().unwrap();
    let is_told = |shown: &str, spelled: &str| {
        let length = if PASSWORD.contains(spelled) { 8 } else { 12 }; // letters that eight of the password are spelled with
        spelled.as_bytes().windows(length).any(|part| shown.contains(std::str::from_utf8(part).unwrap()))
    };
    for spelled in spellings {
        let place = format!("https://sso.example/login/{}", spelled.replace('?', "%3F"));
        for (answer, code) in [
            (sts::refusal(400, "InvalidParameterValue", &format!("cannot bind with {spelled} today")), 5),
            (ScriptedResponse::empty(302).header("Location", &place), 6),
        ] {
            let server = Hostile::start();
            server.allow("HEAD /", ScriptedResponse::empty(200));
            server.expect("POST /", answer);
            let file = folder.path().join("password").display().to_string();
            std::fs::write(&file, PASSWORD).unwrap();
            let endpoint = server.origin();
            let to = ["--endpoint", &endpoint, "--user", "alice", "--password-file", &file];
            let outcome = Program::sts_cli(["ldap", "--no-cache", "-o", "json", "-vvv"].into_iter().chain(to)).run();
            assert_eq!(outcome.code, code, "{outcome:?}");
            assert!(outcome.stderr.contains('…') && !is_told(&outcome.stderr, &spelled), "{spelled}: {outcome:?}");
        }
    }
}

/// A gap would tell a short password, and an escape in it leaves all of its letters to be read.
#[test]
fn messages_with_a_short_password_are_hidden_in_any_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password").display().to_string();
    for (password, spelled) in [
        ("hi\"yo", "hi\\\"yo"),
        ("hi\"yo", "hi\\u0022yo"),
        ("hi\"yo", "hi%22yo"),
        ("p&ss", "p&amp;ss"),
        ("p&ss", "p&amp;amp;ss"),
        ("p&ss", "p&amp;#x26;ss"),
        ("p/ss", "p\\/ss"),
        ("p ss", "p%2520ss"),
    ] {
        let server = Hostile::start();
        server.allow("HEAD /", ScriptedResponse::empty(200));
        server.expect("POST /", sts::refusal(400, "InvalidParameterValue", &format!("cannot bind with {spelled} today")));
        std::fs::write(&file, password).unwrap();
        let endpoint = server.origin();
        let to = ["--endpoint", &endpoint, "--user", "alice", "--password-file", &file];
        let outcome = Program::sts_cli(["ldap", "--no-cache", "-o", "json", "-vvv"].into_iter().chain(to)).run();
        outcome.fails_with_fragments(5, &["InvalidParameterValue", "(message omitted: it repeats a secret)"]);
        assert!(!outcome.stderr.contains("cannot bind"), "{spelled}: {outcome:?}");
    }
}
