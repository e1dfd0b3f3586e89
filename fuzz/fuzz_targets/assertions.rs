//! What several targets assert, written without the code that it judges; and the parts of an input.

use std::time::Duration;
use sts_cli::request::{CachePolicy, Endpoint, Identity, OutputFormat, Request};
use sts_cli::sys::{ClientCertificate, Trust};

/// The most characters of a text from outside that a message shows: 400 and an ellipsis.
const MOST_SHOWN: usize = 401;

/// The statuses of responses.
const STATUSES: [u16; 10] = [200, 201, 301, 307, 400, 403, 404, 500, 501, 503];

/// The characters that must not reach a terminal: those that control it, that reorder text, and that nobody sees.
fn is_harmful(c: char) -> bool {
    let is_bidi = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}');
    let is_tag = matches!(c, '\u{e0000}'..='\u{e007f}');
    c.is_control() || is_bidi || is_invisible || is_tag
}

/// Asserts that a text can be printed on one line of a terminal.
#[track_caller]
pub fn assert_harmless(text: &str) {
    let found = text.chars().find(|c| is_harmful(*c));
    assert_eq!(found, None, "a harmful character is shown in {text:?}");
}

/// Asserts that a text from outside can be printed, and is short.
#[track_caller]
pub fn assert_shown(text: &str) {
    assert_harmless(text);
    assert!(text.chars().count() <= MOST_SHOWN, "{} characters are shown", text.chars().count());
}

/// Asserts that an error and all its causes can be printed.
#[track_caller]
pub fn assert_harmless_error(error: &dyn std::error::Error) {
    let mut next = Some(error);
    while let Some(error) = next {
        assert_harmless(&error.to_string());
        next = error.source();
    }
}

/// Splits the first byte off an input, as a choice among `count`.
pub fn choice(input: &[u8], count: usize) -> (usize, &[u8]) {
    input.split_first().map_or((0, input), |(first, rest)| (usize::from(*first) % count, rest))
}

/// Splits an input at the first line that is only `--`: the parts of a case with several texts.
pub fn split_parts(input: &[u8]) -> (&[u8], &[u8]) {
    let separator = b"\n--\n";
    match input.windows(separator.len()).position(|window| window == separator) {
        Some(at) => (&input[..at], &input[at + separator.len()..]),
        None => (input, b""),
    }
}

/// Reads an input as a response: a byte for the status, then the lines of a captured response, or only a body.
pub fn response(input: &[u8]) -> http::Response<Vec<u8>> {
    let (status, rest) = choice(input, STATUSES.len());
    let (head, body) = split_parts(rest);
    let (head, body) = if body.is_empty() { (&b""[..], head) } else { (head, body) };
    let mut response = http::Response::new(body.to_vec());
    *response.status_mut() = http::StatusCode::from_u16(STATUSES[status]).expect("a status");
    for line in head.split(|byte| *byte == b'\n') {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let name = http::HeaderName::from_bytes(&line[..colon]);
        let value = http::HeaderValue::from_bytes(line[colon + 1..].trim_ascii());
        if let (Ok(name), Ok(value)) = (name, value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// A request for an endpoint that is neither on loopback nor link-local.
pub fn request(endpoint: &str) -> Request {
    Request {
        identity: Identity::Certificate(ClientCertificate { certificate: "cert.pem".into(), key: "key.pem".into() }),
        endpoint: Endpoint::new(endpoint, false).expect("an endpoint of the targets"),
        region: "us-east-1".to_owned(),
        s3_endpoint: None,
        dialect: None,
        policy: None,
        role_arn: None,
        session_name: None,
        duration: None,
        trust: Trust::default(),
        timeout: Duration::from_secs(10),
        cache_policy: CachePolicy::DISABLED,
        delivery: OutputFormat::Json.into(),
        profile: None,
    }
}
