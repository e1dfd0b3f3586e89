//! Published signatures are accepted, and any deviation between what was signed and what was sent is refused.

use super::SignatureVerifier;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use axum::body::Bytes;
use axum::http::header::{AUTHORIZATION, HOST, HeaderValue};
use axum::http::{Method, Request};
use s3s::auth::SimpleAuth;
use std::time::{Duration, SystemTime};

const ACCESS_KEY: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// 2030-01-02T03:04:05Z.
const TIME: u64 = 1_893_553_445;

fn verifier() -> SignatureVerifier {
    SignatureVerifier::new(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY))
}

async fn is_signed(request: &Request<Bytes>) -> bool {
    let authorization = request.headers()[AUTHORIZATION].to_str().unwrap().to_owned();
    let (_, names) = authorization.split_once("SignedHeaders=").unwrap();
    let names: Vec<&str> = names.split(',').next().unwrap().split(';').collect();
    verifier().is_signed(request, &names).await
}

/// An example of the Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single
/// Chunk".
struct Published {
    method: Method,
    path: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    signed_headers: &'static str,
    signature: &'static str,
}

const EMPTY: (&str, &str) = ("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

static PUBLISHED: [Published; 4] = [
    Published {
        method: Method::GET,
        path: "/test.txt",
        headers: &[("range", "bytes=0-9"), EMPTY],
        body: "",
        signed_headers: "host;range;x-amz-content-sha256;x-amz-date",
        signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    },
    Published {
        method: Method::PUT,
        path: "/test%24file.text",
        headers: &[
            ("date", "Fri, 24 May 2013 00:00:00 GMT"),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ("x-amz-content-sha256", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"),
        ],
        body: "Welcome to Amazon S3.",
        signed_headers: "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
        signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    },
    Published {
        method: Method::GET,
        path: "/?lifecycle",
        headers: &[EMPTY],
        body: "",
        signed_headers: "host;x-amz-content-sha256;x-amz-date",
        signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    },
    Published {
        method: Method::GET,
        path: "/?max-keys=2&prefix=J",
        headers: &[EMPTY],
        body: "",
        signed_headers: "host;x-amz-content-sha256;x-amz-date",
        signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    },
];

impl Published {
    fn request(&self, signature: &str) -> Request<Bytes> {
        let credential = format!("{ACCESS_KEY}/20130524/us-east-1/s3/aws4_request");
        let authorization = format!("AWS4-HMAC-SHA256 Credential={credential},SignedHeaders={},Signature={signature}", self.signed_headers);
        let builder = Request::builder().method(&self.method).uri(self.path);
        let builder = builder.header(HOST, "examplebucket.s3.amazonaws.com").header("x-amz-date", "20130524T000000Z");
        let builder = self.headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
        builder.header(AUTHORIZATION, authorization).body(Bytes::from_static(self.body.as_bytes())).unwrap()
    }
}

#[tokio::test]
async fn published_signatures_are_accepted_and_others_are_not() {
    for example in &PUBLISHED {
        assert!(is_signed(&example.request(example.signature)).await, "{}", example.path);
        let other = example.signature.replace('f', "e");
        assert!(!is_signed(&example.request(&other)).await, "{}", example.path);
    }
}

/// An STS call as the AWS SDKs send it.
fn assume_role() -> Request<Bytes> {
    let body = "Action=AssumeRole&Version=2011-06-15&RoleSessionName=a%20b&DurationSeconds=3600";
    let builder = Request::post("/").header(HOST, "127.0.0.1:9000").header("content-type", "application/x-www-form-urlencoded");
    builder.body(Bytes::from_static(body.as_bytes())).unwrap()
}

/// Signs the request with the code of the AWS SDKs.
fn signed(request: Request<Bytes>, secret_key: &str, region: &str, time: u64) -> Request<Bytes> {
    signed_with(SigningSettings::default(), request, secret_key, region, time)
}

fn signed_with(settings: SigningSettings, mut request: Request<Bytes>, secret_key: &str, region: &str, time: u64) -> Request<Bytes> {
    let identity = Credentials::new(ACCESS_KEY, secret_key, None, None, "test").into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("sts")
        .time(SystemTime::UNIX_EPOCH + Duration::from_secs(time))
        .settings(settings);
    let uri = format!("http://127.0.0.1:9000{}", request.uri());
    let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
    let signable = SignableRequest::new(request.method().as_str(), uri, headers, SignableBody::Bytes(request.body())).unwrap();
    let (instructions, _) = sign(signable, &parameters.build().unwrap().into()).unwrap().into_parts();
    instructions.apply_to_request_http1x(&mut request);
    request
}

#[tokio::test]
async fn calls_signed_by_the_aws_sdk_are_accepted() {
    assert!(is_signed(&signed(assume_role(), SECRET_KEY, "eu-central-1", TIME)).await);
    let mut with_query = assume_role();
    *with_query.uri_mut() = "/?b=2&a=1%20x&c=%2B".parse().unwrap();
    assert!(is_signed(&signed(with_query, SECRET_KEY, "us-east-1", TIME)).await);
}

#[tokio::test]
async fn long_calls_are_accepted() {
    let mut request = assume_role();
    *request.body_mut() = Bytes::from(format!("Action=AssumeRole&Policy={}", "x".repeat(20_000)));
    assert!(is_signed(&signed(request, SECRET_KEY, "us-east-1", TIME)).await);
}

#[tokio::test]
async fn a_call_changed_after_signing_is_rejected() {
    type Change = fn(&mut Request<Bytes>);
    let changes: [(&str, Change); 8] = [
        ("method", |request| *request.method_mut() = Method::PUT),
        ("path", |request| *request.uri_mut() = "/x".parse().unwrap()),
        ("query", |request| *request.uri_mut() = "/?a=1".parse().unwrap()),
        ("body", |request| *request.body_mut() = Bytes::from_static(b"Action=GetCallerIdentity")),
        ("host", |request| drop(request.headers_mut().insert(HOST, HeaderValue::from_static("elsewhere")))),
        ("time", |request| drop(request.headers_mut().insert("x-amz-date", HeaderValue::from_static("20300102T030406Z")))),
        ("day", |request| drop(request.headers_mut().insert("x-amz-date", HeaderValue::from_static("20300103T030405Z")))),
        ("missing signed header", |request| drop(request.headers_mut().remove("content-type"))),
    ];
    let valid = signed(assume_role(), SECRET_KEY, "us-east-1", TIME);
    assert!(is_signed(&valid).await);
    for (name, change) in changes {
        let mut sent = valid.clone();
        change(&mut sent);
        assert!(!is_signed(&sent).await, "{name}");
    }
}

#[tokio::test]
async fn invalid_client_signatures_are_rejected() {
    let mut other_hash = assume_role();
    other_hash.headers_mut().insert("x-amz-content-sha256", HeaderValue::from_static(EMPTY.1));
    let with_replaced_text = |from: &str, to: &str| {
        let mut request = signed(assume_role(), SECRET_KEY, "us-east-1", TIME);
        let authorization = request.headers()[AUTHORIZATION].to_str().unwrap().replace(from, to);
        request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_str(&authorization).unwrap());
        request
    };
    let mut without_host = SigningSettings::default();
    without_host.excluded_headers = Some(vec!["host".into()]);
    let without_host = signed_with(without_host, assume_role(), SECRET_KEY, "us-east-1", TIME);
    assert!(!without_host.headers()[AUTHORIZATION].to_str().unwrap().contains("host"));
    for (name, request) in [
        ("secret key", signed(assume_role(), "another secret", "us-east-1", TIME)),
        ("hash of another body", signed(other_hash, SECRET_KEY, "us-east-1", TIME)),
        ("region", with_replaced_text("/us-east-1/", "/eu-west-1/")),
        ("service", with_replaced_text("/sts/", "/s3/")),
        ("unsorted headers", with_replaced_text("content-type;host", "host;content-type")),
        ("host not signed", without_host),
        ("a header that is not sent", with_replaced_text(";x-amz-date", ";x-amz-date;x-other")),
    ] {
        assert!(!is_signed(&request).await, "{name}");
    }
}
