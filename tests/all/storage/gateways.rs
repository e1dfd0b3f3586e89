//! Gateways in front of an STS: their pages, redirects, and transient and permanent failures.

use super::{assume_role, grant, granting};
use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::sts;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs a call whose STS sends these responses in turn; returns its origin and the outcome.
fn run_with_responses(answers: &[ScriptedResponse]) -> (String, Outcome) {
    let server = Hostile::start();
    answers.iter().for_each(|answer| server.expect("POST /", answer.clone()));
    let outcome = assume_role(&server.origin(), &["-q", "-o", "json"]).run();
    (server.origin(), outcome)
}

fn page(status: u16, title: &str) -> ScriptedResponse {
    ScriptedResponse::new(status, "text/html", &format!("<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"))
}

#[test]
fn gateway_responses_are_explained_by_status_and_message() {
    let mut table = Table::default();
    let rows = [
        ("nginx: header", page(400, "400 Request Header Or Cookie Too Large")),
        ("nginx: TLS", page(400, "400 The plain HTTP request was sent to HTTPS port")),
        ("Go: TLS", ScriptedResponse::new(400, "text/plain", "Client sent an HTTP request to an HTTPS server.\n")),
        ("a login of a proxy", page(401, "401 Authorization Required")),
        ("a firewall", page(403, "Access Denied - WAF")),
        ("a console", page(404, "MinIO Console")),
        ("a forward proxy", page(407, "Proxy Authentication Required")),
        ("Apache: too large", page(413, "413 Content Too Large")),
        ("Envoy: too large", ScriptedResponse::new(413, "text/plain", "Payload Too Large")),
        ("HAProxy: address", page(414, "414 URI Too Long")),
        ("IIS: headers", ScriptedResponse::empty(431)),
        ("nginx: no client certificate", page(400, "400 No required SSL certificate was sent")),
        ("nginx: another client certificate", page(400, "400 The SSL certificate error")),
        ("nginx: no client certificate, by status", ScriptedResponse::empty(496)),
        ("nginx: another client certificate, by status", ScriptedResponse::empty(495)),
        ("a host that is not there", page(421, "421 Misdirected Request")),
        ("forbidden by law", page(451, "Unavailable For Legal Reasons")),
        ("a captive portal", page(511, "Network Authentication Required")),
        ("a redirect to nowhere", page(302, "302 Found")),
        ("Kong, JSON", ScriptedResponse::new(404, "application/json", r#"{"message":"no Route matched with those values"}"#)),
    ];
    for (name, answer) in rows {
        let (origin, outcome) = run_with_responses(&[answer]);
        table.fails(6, name, &outcome.named(&origin, "[STS]"));
    }
    table.matches("pages");
}

#[test]
fn a_redirect_names_its_target_and_is_not_followed() {
    let elsewhere = Hostile::start();
    let mut table = Table::default();
    let place = |path: &str| format!("{}{path}", elsewhere.origin());
    let rows = [
        (301, "https://s3.example/".to_owned(), ""),
        (302, "https://sso.example/oauth2/start?rd=https%3A%2F%2Fplanted".to_owned(), ""),
        (303, "/minio/login?planted".to_owned(), ""),
        (307, place("/"), "<Error><Code>TemporaryRedirect</Code><Endpoint>s3-eu.example</Endpoint></Error>"),
        (308, place("/bucket#planted"), ""),
        (301, String::new(), "<Error><Code>PermanentRedirect</Code><Endpoint>s3-eu.example</Endpoint></Error>"),
    ];
    for (status, location, body) in rows {
        let answer = ScriptedResponse::xml(status, body);
        let (origin, outcome) = run_with_responses(&[if location.is_empty() { answer } else { answer.header("Location", &location) }]);
        assert!(!outcome.stderr.contains("planted"), "{}", outcome.stderr);
        table.fails(
            6,
            &format!("{status} {}", location.replace(&elsewhere.origin(), "[OTHER]")),
            &outcome.named(&origin, "[STS]").named(&elsewhere.origin(), "[OTHER]"),
        );
    }
    let server = Hostile::start();
    server.expect("POST /", ScriptedResponse::empty(301).header("Location", &format!("{}/", server.origin().replace("http:", "https:"))));
    let outcome = assume_role(&server.origin(), &["-o", "json"]).run();
    outcome.fails_with_fragments(6, &["use https:// in --endpoint"]);
    assert_eq!(elsewhere.connections(), 0);
    table.matches("redirects");
}

#[test]
fn temporary_failures_are_retried_and_lasting_ones_reported() {
    let granted = ScriptedResponse::xml(200, &grant());
    let passing = [
        page(500, "Internal Server Error"),
        page(502, "Bad Gateway"),
        page(504, "Gateway Time-out"),
        page(521, "Web server is down"),
        ScriptedResponse::new(524, "text/plain", "error code: 524"),
        sts::refusal(500, "InternalError", "We encountered an internal error"),
        sts::refusal(429, "TooManyRequests", ""),
        sts::refusal(400, "Throttling", "Rate exceeded"),
        sts::refusal(400, "ThrottlingException", "Rate exceeded"),
        sts::refusal(400, "IDPCommunicationError", ""),
        sts::refusal(400, "RequestTimeout", ""),
        sts::refusal(400, "RequestTimeoutException", ""),
        sts::refusal(400, "PriorRequestNotComplete", ""),
        sts::refusal(400, "BandwidthLimitExceeded", ""),
        sts::refusal(400, "ThrottledException", ""),
        sts::refusal(403, "RequestThrottled", ""),
        sts::refusal(400, "RequestThrottledException", ""),
        sts::refusal(400, "EC2ThrottledException", ""),
        sts::refusal(400, "TooManyRequestsException", ""),
        sts::refusal(200, "SlowDownRead", ""),
        sts::refusal(400, "SlowDownWrite", ""),
        sts::refusal(200, "XMinioServerNotInitialized", ""),
        sts::refusal(400, "XMinioIAMNotInitialized", ""),
        sts::refusal(200, "InternalServerError", ""),
        sts::refusal(200, "TransactionInProgressException", ""),
        sts::refusal(200, "SlowDown", "Please reduce"),
        ScriptedResponse::xml(200, "<Error><Code>ServiceUnavailable</Code></Error>"),
        ScriptedResponse::xml(503, "<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>"),
    ];
    for trouble in passing {
        run_with_responses(&[trouble, granted.clone()]).1.ok();
    }
    for lasting in [
        page(408, "Request Timeout"),
        page(425, "Too Early"),
        sts::refusal(200, "InternalServerError", "internal"),
        sts::refusal(400, "Throttling", "Rate exceeded"),
        page(502, "Bad Gateway"),
        page(500, "Internal Server Error"),
    ] {
        let (_, outcome) = run_with_responses(&[lasting.clone(), lasting.clone(), lasting.clone(), lasting]);
        outcome.fails_with_fragments(6, &["try again in a minute"]);
        assert!(!outcome.stderr.contains("console") && !outcome.stderr.contains("web page"), "{}", outcome.stderr);
    }
    for final_answer in
        [sts::refusal(501, "NotImplemented", "no"), page(505, "HTTP Version Not Supported"), sts::refusal(403, "AccessDenied", "no")]
    {
        run_with_responses(&[final_answer]);
    }
}

/// A port at which something greets, or answers what it does not understand: it is found out once, not four times.
#[test]
fn servers_without_http_are_named_and_contacted_once() {
    const GREETING: bool = true;
    const ANSWER: bool = false;
    for (what, when, bytes) in [
        ("SSH", GREETING, &b"SSH-2.0-OpenSSH_9.6\r\n"[..]),
        ("SMTP", GREETING, b"220 mail.example ESMTP\r\n"),
        ("MySQL", GREETING, b"\x4a\0\0\0\x0a8.0.36\0"),
        ("HTTP/2", GREETING, b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x80"),
        ("HTTP/2, asked", ANSWER, b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\x01"),
        ("Redis", ANSWER, b"-ERR unknown command 'POST'\r\n"),
        ("plain text", ANSWER, b"hello\n"),
        ("PostgreSQL", ANSWER, b"E\0\0\0\x10SFATAL\0\0"),
        ("TLS", ANSWER, b"\x15\x03\x01\0\x02\x02\x46"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                counted.fetch_add(1, Ordering::SeqCst);
                if when == ANSWER {
                    let _ = stream.read(&mut [0; 1024]);
                }
                let _ = stream.write_all(bytes);
                let _ = stream.read(&mut [0; 1024]); // until the client is gone
            }
        });
        let outcome = assume_role(&endpoint, &["-o", "json"]).run();
        assert_eq!(outcome.code, 6, "{what}: {outcome:?}");
        for words in ["does not speak HTTP/1.1", "check the scheme and port in --endpoint"] {
            assert!(outcome.stderr.contains(words), "{what}: {outcome:?}");
        }
        assert_eq!(connections.load(Ordering::SeqCst), 1, "{what}: {outcome:?}");
    }
}

#[test]
fn retry_after_is_honored() {
    let busy = sts::refusal(503, "SlowDown", "").header("Retry-After", "2");
    let started = std::time::Instant::now();
    run_with_responses(&[busy, ScriptedResponse::xml(200, &grant())]).1.ok();
    assert!(started.elapsed().as_secs() >= 2);
}

/// A fault of SOAP, with these elements in it.
fn soap(status: u16, fault: &str) -> ScriptedResponse {
    ScriptedResponse::xml(
        status,
        &format!(
            "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body><soapenv:Fault>{fault}</soapenv:Fault></soapenv:Body></soapenv:Envelope>"
        ),
    )
}

#[test]
fn an_error_with_status_200_shows_its_code() {
    let mut table = Table::default();
    let rows = [
        ("STS shape", sts::refusal(200, "AccessDenied", "Access denied"), 5),
        ("S3 shape", ScriptedResponse::xml(200, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>"), 5),
        (
            "wrapped",
            ScriptedResponse::xml(
                202,
                "<ErrorResponse><Errors><Error><Code>ExpiredToken</Code></Error></Errors><RequestID>17A3</RequestID></ErrorResponse>",
            ),
            5,
        ),
        ("of SOAP 1.1", soap(200, "<faultcode>soapenv:Client.AccessDenied</faultcode><faultstring>may not assume it</faultstring>"), 5),
        ("of SOAP 1.2", soap(400, "<Code><Value>env:Sender</Value></Code><Reason><Text>wrong digest</Text></Reason>"), 5),
        ("of SOAP as S3 has it", soap(403, "<Faultcode>Client.ExpiredToken</Faultcode><Faultstring>too old</Faultstring>"), 5),
        ("a success that is none", ScriptedResponse::xml(200, "<AssumeRoleWithClientGrantsResponse/>"), 6),
        (
            "as a web page",
            ScriptedResponse::new(
                400,
                "text/html",
                "<ErrorResponse><Error><Code>ValidationError</Code><Message>1 validation error: Value at 'roleSessionName'</Message></Error></ErrorResponse>",
            ),
            5,
        ),
    ];
    for (name, answer, code) in rows {
        let (origin, outcome) = run_with_responses(&[answer]);
        table.fails(code, name, &outcome.named(&origin, "[STS]"));
    }
    table.matches("errors-inside");
}

#[test]
fn xml_with_another_content_type_is_read_as_xml() {
    for kind in ["text/html; charset=utf-8", "text/plain", "application/octet-stream", "application/json"] {
        let server = Hostile::start();
        server.expect("POST /", ScriptedResponse::new(200, kind, &grant()));
        assert_eq!(assume_role(&server.origin(), &["-o", "json"]).run().access_key(), sts::ACCESS_KEY, "{kind}");
    }
}

#[test]
fn clock_skew_is_recognized_for_every_server() {
    let words = [
        (
            403,
            "SignatureDoesNotMatch",
            "Signature expired: 20261130T010000Z is now earlier than 20261130T011500Z (20261130T013000Z - 15 min.)",
        ),
        (403, "SignatureDoesNotMatch", "Signature not yet current: 20261130T020000Z is still later than 20261130T011500Z"),
        (403, "RequestTimeTooSkewed", "The difference between the request time and the server's time is too large."),
        (400, "RequestExpired", ""),
        (403, "AccessDenied", "Request has expired"),
    ];
    for (status, code, message) in words {
        run_with_responses(&[sts::refusal(status, code, message)]).1.fails_with_fragments(5, &["correct this machine's clock"]);
    }
    let wrong = run_with_responses(&[sts::refusal(403, "SignatureDoesNotMatch", "")]).1;
    wrong.fails_with_fragments(5, &["check the secret key"]);
    let ceph = ScriptedResponse::xml(403, "<Error><Code>AccessDenied</Code><RequestId>tx000000000000000000001</RequestId></Error>");
    run_with_responses(&[ceph]).1.fails_with_fragments(5, &["check the secret key (Ceph sends no reason)"]);
}

#[test]
fn errors_that_a_path_in_the_endpoint_can_cause_name_the_path() {
    for path in ["/minio-api", "/s3/v1"] {
        for (answer, asks) in [
            (sts::refusal(403, "SignatureDoesNotMatch", "The request signature we calculated does not match"), true),
            (sts::refusal(400, "InvalidParameterValue", "Unsupported action AssumeRole"), true),
            (ScriptedResponse::xml(405, "<Error><Code>MethodNotAllowed</Code></Error>"), true),
            (page(404, "Not Found"), true),
            (sts::refusal(400, "InvalidParameterValue", "Token is expired"), false),
            (page(413, "Too Large"), false),
        ] {
            let server = Hostile::start();
            server.expect(&format!("POST {path}"), answer);
            let outcome = assume_role(&format!("{}{path}", server.origin()), &["-o", "json"]).run();
            assert_eq!(outcome.stderr.contains("remove the path from --endpoint"), asks, "{}", outcome.stderr);
        }
    }
}

#[test]
fn session_names_are_valid_for_every_server() {
    let server = granting("POST /");
    for (key, name) in
        [("alice+ci@corp.example", "alice-ci@corp.example"), ("Zoë/admin", "Zo--admin"), ("+", "sts-cli"), ("a=b,c.d_e-f", "a=b,c.d_e-f")]
    {
        assume_role(&server.origin(), &["-q", "-o", "json"]).env("AWS_ACCESS_KEY_ID", key).run().ok();
        let body = server.requests().pop().unwrap().body;
        let sent = url::form_urlencoded::parse(body.as_bytes()).find(|(key, _)| key == "RoleSessionName").unwrap().1.into_owned();
        assert_eq!(sent, name);
    }
    assume_role(&server.origin(), &["-q", "-o", "json", "--session-name", "a+b"]).run().ok();
    assert!(server.requests().pop().unwrap().body.contains("RoleSessionName=a%2Bb"));
    let server = Hostile::start();
    server.expect(
        "POST /",
        ScriptedResponse::xml(400, "<Error><Code>InvalidArgument</Code><RequestId>tx000000000000000000001</RequestId></Error>"),
    );
    let refused = assume_role(&server.origin(), &["-q", "-o", "json", "--session-name", "a+b"]).run();
    refused.fails_with_fragments(5, &["InvalidArgument", "--session-name"]);
}
