//! ListBuckets after a good grant: why there is no list, and what another try brings.

use super::{assume_role, grant};
use crate::support::answer::ScriptedResponse;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use sts_cli::s3::Error;
use sts_cli::sts::ErrorResponse;

const LIST: &str = "<ListAllMyBucketsResult><Buckets><Bucket><Name>logs</Name></Bucket></Buckets></ListAllMyBucketsResult>";

/// The server that grants, and gives these answers to ListBuckets; its address, and what is said of the buckets.
fn listing(answers: &[ScriptedResponse]) -> (String, String) {
    let server = Hostile::start();
    server.expect("POST /", ScriptedResponse::xml(200, &grant()));
    answers.iter().for_each(|answer| server.expect("GET /", answer.clone()));
    let outcome = assume_role(&server.origin(), &["-o", "json", "--buckets"]).run();
    assert!(outcome.code == 0 && outcome.stdout.contains("AccessKeyId"), "{}", outcome.stderr);
    (server.origin(), outcome.stderr)
}

fn error(status: u16, code: &str) -> ScriptedResponse {
    ScriptedResponse::xml(status, &format!("<Error><Code>{code}</Code><Message>in the server's words</Message></Error>"))
}

#[test]
fn different_failures_have_different_errors() {
    let mut table = Table::default();
    let three = |answer: ScriptedResponse| vec![answer.clone(), answer.clone(), answer];
    let rows = [
        ("may not list", vec![error(403, "AccessDenied")]),
        ("expired", vec![error(403, "ExpiredToken")]),
        ("a changed Host", vec![error(403, "SignatureDoesNotMatch")]),
        ("another clock", vec![error(403, "RequestTimeTooSkewed")]),
        ("to a console", vec![ScriptedResponse::empty(302).header("Location", "/rustfs/console/?planted")]),
        (
            "to another region",
            vec![ScriptedResponse::xml(301, "<Error><Code>PermanentRedirect</Code><Endpoint>s3.eu-west-1.example</Endpoint></Error>")],
        ),
        ("to another host", vec![ScriptedResponse::html(308).header("Location", "https://s3.example/")]),
        ("not supported", vec![error(501, "NotImplemented")]),
        ("not allowed", vec![error(405, "MethodNotAllowed")]),
        ("busy", three(error(503, "SlowDown"))),
        ("no server behind", three(ScriptedResponse::html(502))),
        ("throttled inside a success", three(error(200, "Throttling"))),
        ("refused inside a success", vec![error(200, "InvalidRequest")]),
        ("too large", vec![error(400, "MetadataTooLarge")]),
        ("another region", vec![error(400, "AuthorizationHeaderMalformed")]),
        ("no such bucket", vec![error(404, "NoSuchBucket")]),
        ("a page", vec![ScriptedResponse::html(404)]),
        ("a secret", vec![ScriptedResponse::xml(404, &grant())]),
    ];
    for (name, answers) in rows {
        let (origin, said) = listing(&answers);
        assert!(!said.contains("planted"), "{said}");
        table.row(name, &said.replace(&origin, "[STORE]"));
    }
    table.matches("failures");
}

/// Codes whose words sound like keys, tokens or times, and are of none.
#[test]
fn only_errors_about_keys_tokens_and_signatures_blame_the_credentials() {
    let of_the_request = [
        (404, "NoSuchKey"),
        (200, "NoSuchKey"),
        (400, "KeyTooLongError"),
        (400, "InvalidTimeStamp"),
        (404, "NoSuchUpload"),
        (400, "TokenCodeInvalid"),
        (409, "KeyAlreadyExists"),
    ];
    for (status, code) in of_the_request {
        let (_, said) = listing(&[error(status, code)]);
        assert!(said.starts_with(&format!("warning: the storage server refused ListBuckets: {code}")), "{said}");
        assert!(!said.contains("--fresh"), "{said}");
    }
    for (status, code) in [
        (400, "ExpiredToken"),
        (400, "ExpiredTokenException"),
        (200, "InvalidToken"),
        (400, "UnrecognizedClientException"),
        (403, "Whatever"),
    ] {
        let (_, said) = listing(&[error(status, code)]);
        assert!(said.starts_with("warning: the storage server refused the credentials: ") && said.contains("--fresh"), "{said}");
    }
}

#[test]
fn a_wrong_region_is_recognized_for_every_server() {
    for code in ["InvalidRegion", "IllegalLocationConstraintException", "AuthorizationHeaderMalformed", "InvalidLocationConstraint"] {
        for status in [400, 403] {
            let (_, said) = listing(&[error(status, code)]);
            assert!(said.contains("--region") && !said.contains("--fresh"), "{said}");
        }
    }
}

#[test]
fn responses_of_gateways_are_explained() {
    let page = |status: u16, title: &str| ScriptedResponse::new(status, "text/html", &format!("<html><title>{title}</title></html>"));
    for (answer, hint) in [
        (page(400, "400 No required SSL certificate was sent"), "--client-cert"),
        (page(400, "400 The SSL certificate error"), "another certificate with --client-cert"),
        (page(401, "401 Authorization Required"), "login of its own"),
        (page(421, "Misdirected Request"), "check the host in --endpoint"),
        (page(451, "Unavailable"), "legal reasons"),
        (page(496, ""), "--client-cert"),
        (page(511, "Network Authentication Required"), "open a web page in a browser"),
        (ScriptedResponse::empty(302), "redirects without naming a target"),
    ] {
        let (_, said) = listing(&[answer]);
        assert!(said.contains(hint), "{hint}: {said}");
    }
}

#[test]
fn temporary_failures_are_retried() {
    for passing in [
        error(403, "InvalidAccessKeyId"),
        error(403, "InvalidTokenId"),
        error(503, "SlowDown"),
        error(500, "InternalError"),
        error(400, "RequestTimeout"),
        error(200, "InternalServerError"),
        error(403, "RequestThrottledException"),
        error(400, "OperationTimeout"),
        error(400, "GatewayTimeout"),
        error(509, "BandwidthLimitExceeded"),
        ScriptedResponse::html(504),
        ScriptedResponse::hang_up(),
    ] {
        let (_, said) = listing(&[passing, ScriptedResponse::xml(200, LIST)]);
        assert_eq!(said, "note: buckets: logs\n");
    }
    let unknown = error(403, "InvalidAccessKeyId");
    let (_, said) = listing(&[unknown.clone(), unknown]);
    assert!(said.starts_with("warning: the storage server refused the credentials: InvalidAccessKeyId"), "{said}");
}

#[test]
fn a_signature_mismatch_names_the_path_in_the_endpoint() {
    let server = Hostile::start();
    server.expect("POST /minio", ScriptedResponse::xml(200, &grant()));
    server.expect("GET /minio", error(403, "SignatureDoesNotMatch"));
    let outcome = assume_role(&format!("{}/minio", server.origin()), &["-o", "json", "--buckets"]).run();
    assert!(outcome.stderr.contains("remove the path from --endpoint"), "{}", outcome.stderr);
}

/// `status --online` says of keys that they are not taken only where the answer says so.
#[test]
fn errors_about_the_request_do_not_count_as_refused_keys() {
    let is_refusal = |status: u16, code: &str| {
        let refusal = ErrorResponse { status, code: code.to_owned(), message: String::new(), request_id: None };
        Error::Refused { refusal, address: String::new() }.is_refusal()
    };
    for (status, code) in [(404, "NoSuchKey"), (400, "InvalidRegion"), (200, "KeyTooLongError"), (400, "MetadataTooLarge")] {
        assert!(!is_refusal(status, code), "{code}");
    }
    for (status, code) in [(403, "ExpiredToken"), (400, "InvalidToken"), (401, "no code")] {
        assert!(is_refusal(status, code), "{code}");
    }
}
