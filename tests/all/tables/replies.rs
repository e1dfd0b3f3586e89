//! Replies: every captured answer of a real MinIO, and the spellings of other servers.

use crate::support::snapshot::project;
use secrecy::ExposeSecret as _;
use std::path::Path;
use sts_cli::sts::{ErrorResponse, Reply, read};

fn capture(path: &Path) -> http::Response<Vec<u8>> {
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let response = http::Response::builder().status(status);
    let response = lines.filter_map(|line| line.split_once(": ")).fold(response, |response, (name, value)| response.header(name, value));
    response.body(body.as_bytes().to_vec()).unwrap()
}

fn action(name: &str) -> &'static str {
    match name.split('-').next().unwrap_or_default() {
        "cert" => "AssumeRoleWithCertificate",
        "custom" => "AssumeRoleWithCustomToken",
        "grants" => "AssumeRoleWithClientGrants",
        "ldap" => "AssumeRoleWithLDAPIdentity",
        "role" => "AssumeRole",
        _ => "AssumeRoleWithWebIdentity",
    }
}

#[test]
fn every_captured_minio_response_is_a_grant_or_refusal_by_its_status() {
    let folder = project().join("tests/cases/minio");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let answer = capture(&path);
        match (answer.status().as_u16(), read(action(&name), &answer)) {
            (200, Reply::Granted(granted)) => {
                assert_eq!(granted.access_key.len(), 20, "{name}");
                #[expect(clippy::disallowed_methods, reason = "the captured keys have expired")]
                let lengths = (granted.secret_key.expose_secret().len(), granted.session_token.expose_secret().len() > 100);
                assert_eq!(lengths, (40, true), "{name}");
                assert!(granted.expiration > "2026-01-01T00:00:00Z".parse().unwrap(), "{name}");
                let names_somebody =
                    matches!(action(&name), "AssumeRoleWithWebIdentity" | "AssumeRoleWithClientGrants" | "AssumeRoleWithCustomToken");
                assert_eq!(granted.identity.is_some(), names_somebody, "{name}");
            }
            (status, Reply::Refused(refusal)) => {
                assert_eq!(refusal.status, status, "{name}");
                assert!(!refusal.code.is_empty() && !refusal.message.is_empty() && refusal.request_id.is_some(), "{name}: {refusal}");
            }
            (status, other) => panic!("{name}: status {status} was read as {other:?}"),
        }
        seen += 1;
    }
    assert!(seen > 50, "the captures are here: {seen}");
}

#[test]
fn a_refusal_keeps_the_servers_message() {
    let path = project().join("tests/cases/minio/web-policy-claim-missing.http");
    let Reply::Refused(refusal) = read("AssumeRoleWithWebIdentity", &capture(&path)) else { panic!("a refusal") };
    let expected = ErrorResponse {
        status: 400,
        code: "InvalidParameterValue".to_owned(),
        message: "policy claim missing from the JWT token, credentials will not be generated".to_owned(),
        request_id: Some("18EAC1AE32C2C3A5".to_owned()),
    };
    assert_eq!(refusal, expected);
}

#[test]
fn a_refusal_is_read_in_every_wrapper_and_with_every_status() {
    let error = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>";
    let wrapped = [
        error.to_owned(),
        format!("<ErrorResponse>{error}<RequestId>17A3</RequestId></ErrorResponse>"),
        format!("<ErrorResponse><Errors>{error}</Errors><RequestId>17A3</RequestId></ErrorResponse>"),
        format!("<Response><Errors>{error}</Errors><RequestID>17A3</RequestID></Response>"),
        format!("<Errors>{error}</Errors>"),
        format!("\u{feff}<?xml version=\"1.0\"?>\n<x:ErrorResponse xmlns:x=\"none\">{error}</x:ErrorResponse>"),
    ];
    for body in wrapped {
        for status in [200, 304, 400, 403, 500] {
            let answer =
                http::Response::builder().status(status).header("content-type", "text/html").body(body.as_bytes().to_vec()).unwrap();
            let Reply::Refused(refusal) = read("AssumeRole", &answer) else { panic!("{status} {body}") };
            assert_eq!((refusal.status, refusal.code.as_str(), refusal.message.as_str()), (status, "AccessDenied", "no"), "{body}");
            assert_eq!(refusal.request_id.is_some(), body.contains("17A3"), "{body}");
        }
    }
}

fn grant(root: &str, expiration: &str) -> http::Response<Vec<u8>> {
    let body = format!(
        "<{root}Response{}><{root}Result><Credentials><Expiration>{expiration}</Expiration><SessionToken/>\
         <AccessKeyId>FAKEKEY</AccessKeyId><SecretAccessKey>fake&#43;secret&amp;<![CDATA[<x>]]></SecretAccessKey></Credentials>\
         </{root}Result></{root}Response>",
        if root.contains(':') { " xmlns:s=\"http://sts.amazonaws.com/doc/2011-06-15/\"" } else { "" }
    );
    http::Response::builder().status(200).body(body.into_bytes()).unwrap()
}

#[test]
fn a_grant_is_read_in_every_spelling_of_time_and_without_a_namespace() {
    for expiration in ["2030-01-02T03:04:05Z", "2030-01-02T03:04:05.1Z", "2030-01-02T03:04:05.123Z", "2030-01-02T03:04:05.123456789Z"] {
        let Reply::Granted(granted) = read("AssumeRole", &grant("AssumeRole", expiration)) else { panic!("{expiration}") };
        assert_eq!(granted.expiration.as_second(), 1_893_553_445, "{expiration}");
        #[expect(clippy::disallowed_methods, reason = "a fake key")]
        let secret = granted.secret_key.expose_secret().to_owned();
        assert_eq!(secret, "fake+secret&<x>");
    }
}

/// The answer to an `AssumeRole` with these three values.
fn grant_of([access_key, secret_key, session_token]: [&str; 3]) -> http::Response<Vec<u8>> {
    let body = format!(
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><Expiration>2030-01-02T03:04:05Z</Expiration>\
         <AccessKeyId>{access_key}</AccessKeyId><SecretAccessKey>{secret_key}</SecretAccessKey><SessionToken>{session_token}</SessionToken>\
         </Credentials></AssumeRoleResult></AssumeRoleResponse>"
    );
    http::Response::builder().status(200).body(body.into_bytes()).unwrap()
}

#[test]
fn keys_of_every_server_are_accepted() {
    let (aws, jwt) = ("IQoJb3JpZ2luX2VjEPr//////////wEaCXVzLWVhc3QtMSJHMEUCIQ+/=", "eyJhbGciOiJIUzUxMiJ9.eyJhIjoxfQ.a-b_c");
    let servers = [
        ("AWS", ["ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", aws]),
        ("MinIO, SeaweedFS, RustFS", ["YZ1XA9MZQSCWHU2TQ0AA", "x+4PZ8Yk8K8wVw0TnLhP3WcKjmJ3k3J5j5y+Xo9B", jwt]),
        ("Ceph", ["Y17yQbpLEEjy4G", "m3tQdL4xY0aH/jRm+TPmvJcLk==", "xs1Kk1qCVrWLQgfDEuB9kTS2n4AL/QGTFJ5wQnmIXuZ0jB+9A="]),
        ("keys of one's own", ["minio-admin.2:a@b", "a~b!c#d%e^f&amp;g*h(i)j,k;l&lt;m&gt;n?o[p]q{r}s|t", ""]),
    ];
    for (server, values) in servers {
        assert!(matches!(read("AssumeRole", &grant_of(values)), Reply::Granted(_)), "{server}");
    }
}

#[test]
fn values_that_a_reader_could_misread_are_rejected_with_their_element() {
    let cases = [
        ("${CI_DEPLOY_TOKEN}", "`$`"),
        ("A$HOME", "`$`"),
        ("a&#34;b", "`\"`"),
        ("A'; touch ran; #", "`'`"),
        ("A\\'; touch ran; #", "`\\`"),
        ("`id`", "```"),
        ("a b", "a space or a line break"),
        ("a\tb", "a space or a line break"),
        ("a&#10;LD_PRELOAD=/evil", "a space or a line break"),
        ("a\u{a0}b", "a space or a line break"),
        ("a\u{2028}b", "a space or a line break"),
        ("caf\u{e9}", "a character other than visible ASCII"),
        ("a\u{200b}b", "a character other than visible ASCII"),
        ("a&#27;[31m", "a character other than visible ASCII"),
        ("a&#127;b", "a character other than visible ASCII"),
    ];
    for (value, what) in cases {
        for (place, name) in ["AccessKeyId", "SecretAccessKey", "SessionToken"].into_iter().enumerate() {
            let mut values = ["FAKEKEY", "fake-secret", "fake-token"];
            values[place] = value;
            let Reply::UnsafeKeys(problem) = read("AssumeRole", &grant_of(values)) else { panic!("{name}: {value:?} was taken") };
            assert_eq!(problem, format!("its {name} contains {what}, which shells and other tools would misread"));
        }
    }
    for (place, name) in ["AccessKeyId", "SecretAccessKey"].into_iter().enumerate() {
        let mut values = ["FAKEKEY", "fake-secret", "fake-token"];
        values[place] = "";
        let Reply::Invalid(problem) = read("AssumeRole", &grant_of(values)) else { panic!("an empty {name} was taken") };
        assert_eq!(problem, format!("it contains no {name}"));
    }
}

#[test]
fn an_incomplete_grant_is_distinguished_from_a_page_that_is_not_an_sts() {
    let answer = |status: u16, kind: &str, body: &str| {
        http::Response::builder().status(status).header("content-type", kind).body(body.as_bytes().to_vec()).unwrap()
    };
    let incomplete = [
        grant("AssumeRoleWithLDAPIdentity", "2030-01-02T03:04:05Z"),
        grant("AssumeRole", "tomorrow"),
        answer(200, "application/xml", "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>"),
        answer(200, "application/xml", "<?xml version=\"1.0\"?><AssumeRoleResponse><Ass"),
        answer(200, "application/xml", &"<a>".repeat(5000)),
    ];
    for answer in &incomplete[..4] {
        assert!(matches!(read("AssumeRole", answer), Reply::Invalid(_)), "{:?}", read("AssumeRole", answer));
    }
    let strangers = [
        answer(200, "text/html", "<html><body>console</body></html>"),
        answer(200, "text/html", "<!doctype html><p>not closed"),
        answer(400, "application/json", r#"{"error":"invalid_request"}"#),
        answer(502, "text/html", "<html><h1>Bad Gateway</h1></html>"),
        answer(404, "text/plain", ""),
        answer(500, "application/xml", "<Error>"),
    ];
    for answer in strangers.iter().chain(&incomplete[4..]) {
        assert!(matches!(read("AssumeRole", answer), Reply::NotSts { .. }), "{:?}", read("AssumeRole", answer));
    }
}
