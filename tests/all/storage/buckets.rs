//! ListBuckets after a good grant: why there is no list, and what another try brings.

use super::{assume_role, grant};
use crate::support::answer::Answer;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;

const LIST: &str = "<ListAllMyBucketsResult><Buckets><Bucket><Name>logs</Name></Bucket></Buckets></ListAllMyBucketsResult>";

/// The server that grants, and gives these answers to ListBuckets; its address, and what is said of the buckets.
fn listing(answers: &[Answer]) -> (String, String) {
    let server = Hostile::start();
    server.expect("POST /", Answer::xml(200, &grant()));
    answers.iter().for_each(|answer| server.expect("GET /", answer.clone()));
    let outcome = assume_role(&server.origin(), &["-o", "json", "--buckets"]).run();
    assert!(outcome.code == 0 && outcome.stdout.contains("AccessKeyId"), "{}", outcome.stderr);
    (server.origin(), outcome.stderr)
}

fn error(status: u16, code: &str) -> Answer {
    Answer::xml(status, &format!("<Error><Code>{code}</Code><Message>in the server's words</Message></Error>"))
}

#[test]
fn failures_are_told_apart() {
    let mut table = Table::default();
    let three = |answer: Answer| vec![answer.clone(), answer.clone(), answer];
    let rows = [
        ("may not list", vec![error(403, "AccessDenied")]),
        ("expired", vec![error(403, "ExpiredToken")]),
        ("a changed Host", vec![error(403, "SignatureDoesNotMatch")]),
        ("another clock", vec![error(403, "RequestTimeTooSkewed")]),
        ("to a console", vec![Answer::empty(302).header("Location", "/rustfs/console/?planted")]),
        (
            "to another region",
            vec![Answer::xml(301, "<Error><Code>PermanentRedirect</Code><Endpoint>s3.eu-west-1.example</Endpoint></Error>")],
        ),
        ("to another host", vec![Answer::html(308).header("Location", "https://s3.example/")]),
        ("not supported", vec![error(501, "NotImplemented")]),
        ("not allowed", vec![error(405, "MethodNotAllowed")]),
        ("busy", three(error(503, "SlowDown"))),
        ("no server behind", three(Answer::html(502))),
        ("throttled inside a success", three(error(200, "Throttling"))),
        ("refused inside a success", vec![error(200, "InvalidRequest")]),
        ("too large", vec![error(400, "MetadataTooLarge")]),
        ("another region", vec![error(400, "AuthorizationHeaderMalformed")]),
        ("no such bucket", vec![error(404, "NoSuchBucket")]),
        ("a page", vec![Answer::html(404)]),
        ("a secret", vec![Answer::xml(404, &grant())]),
    ];
    for (name, answers) in rows {
        let (origin, said) = listing(&answers);
        assert!(!said.contains("planted"), "{said}");
        table.row(name, &said.replace(&origin, "[STORE]"));
    }
    table.matches("failures");
}

#[test]
fn what_another_try_brings_is_waited_for() {
    for passing in [
        error(403, "InvalidAccessKeyId"),
        error(403, "InvalidTokenId"),
        error(503, "SlowDown"),
        error(500, "InternalError"),
        Answer::html(504),
        Answer::hang_up(),
    ] {
        let (_, said) = listing(&[passing, Answer::xml(200, LIST)]);
        assert_eq!(said, "note: buckets: logs\n");
    }
    let unknown = error(403, "InvalidAccessKeyId");
    let (_, said) = listing(&[unknown.clone(), unknown]);
    assert!(said.starts_with("warning: the storage server refused the credentials: InvalidAccessKeyId"), "{said}");
}

#[test]
fn a_path_in_the_address_is_named_where_a_signature_does_not_fit() {
    let server = Hostile::start();
    server.expect("POST /minio", Answer::xml(200, &grant()));
    server.expect("GET /minio", error(403, "SignatureDoesNotMatch"));
    let outcome = assume_role(&format!("{}/minio", server.origin()), &["-o", "json", "--buckets"]).run();
    assert!(outcome.stderr.contains("take the path out of --endpoint"), "{}", outcome.stderr);
}
