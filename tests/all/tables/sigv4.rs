//! Signatures: the published vectors, and any request against the signer of the AWS SDK.

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::Value;
use std::time::{Duration, SystemTime};
use sts_cli::sigv4::{self, SigningKeys, SigningScope};

const ACCESS_KEY: &str = "AKIDEXAMPLE";
const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn request(text: &str) -> http::Request<Vec<u8>> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let line = lines.next().unwrap();
    let (method, rest) = line.split_once(' ').unwrap();
    let (target, _) = rest.rsplit_once(' ').unwrap();
    let builder = http::Request::builder().method(method).uri(target.replace(' ', "%20"));
    let builder = lines.filter_map(|line| line.split_once(':')).fold(builder, |builder, (name, value)| builder.header(name, value));
    builder.body(body.as_bytes().to_vec()).unwrap()
}

fn signature_of(request: &http::Request<Vec<u8>>) -> String {
    let authorization = request.headers()["authorization"].to_str().unwrap();
    authorization.rsplit_once("Signature=").unwrap().1.to_owned()
}

#[test]
fn the_published_signature_vectors_are_reproduced() {
    let suite: Value = serde_json::from_str(include_str!("../../cases/sigv4.json")).unwrap();
    let cases = suite["cases"].as_array().unwrap();
    assert!(cases.len() > 20, "the suite is here");
    for case in cases {
        let mut request = request(case["request"].as_str().unwrap());
        let keys = SigningKeys { access_key: ACCESS_KEY, secret_key: SECRET_KEY, session_token: case["token"].as_str() };
        let scope = SigningScope { time: "2015-08-30T12:36:00Z".parse().unwrap(), region: "us-east-1", service: "service" };
        sigv4::sign(&mut request, &keys, &scope).unwrap();
        assert_eq!(signature_of(&request), case["signature"].as_str().unwrap(), "{}", case["name"]);
    }
}

fn signed_by_the_sdk(request: &http::Request<Vec<u8>>, token: Option<&str>, seconds: i64, service: &str) -> String {
    let identity = Credentials::new(ACCESS_KEY, SECRET_KEY, token.map(str::to_owned), None, "test").into();
    let mut settings = SigningSettings::default();
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    if service == "s3" {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region("eu-west-1")
        .name(service)
        .time(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.unsigned_abs()))
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
    let uri = request.uri().to_string();
    let signable = SignableRequest::new(request.method().as_str(), uri, headers, SignableBody::Bytes(request.body())).unwrap();
    sign(signable, &parameters).unwrap().into_parts().1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_request_is_signed_as_the_aws_sdk_signs_it(
        post in any::<bool>(),
        port in 1024..60000_u16,
        path in "(/[A-Za-z0-9._~-]{1,9}){0,3}",
        query in proptest::collection::vec(("[a-zA-Z0-9 _&+/=äö*~-]{1,8}", "[a-zA-Z0-9 _&+/=€*~-]{0,12}"), 0..5),
        header in "[!-~]([ -~]{0,20}[!-~])?",
        body in proptest::collection::vec(any::<u8>(), 0..200),
        token in proptest::option::of("[A-Za-z0-9+/=._-]{1,60}"),
        seconds in 1_000_000_000..4_000_000_000_i64,
        s3 in any::<bool>(),
    ) {
        let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{}={}", sigv4::encode(name), sigv4::encode(value))).collect();
        let path = if path.is_empty() { "/" } else { &path };
        let uri = if pairs.is_empty() { format!("http://127.0.0.1:{port}{path}") } else { format!("http://127.0.0.1:{port}{path}?{}", pairs.join("&")) };
        let method = if post { "POST" } else { "GET" };
        let mut request = http::Request::builder()
            .method(method)
            .uri(uri)
            .header("host", format!("127.0.0.1:{port}"))
            .header("x-amz-meta-story", header)
            .body(body)
            .unwrap();
        let service = if s3 { "s3" } else { "sts" };
        let expected = signed_by_the_sdk(&request, token.as_deref(), seconds, service);
        let keys = SigningKeys { access_key: ACCESS_KEY, secret_key: SECRET_KEY, session_token: token.as_deref() };
        let scope = SigningScope { time: Timestamp::from_second(seconds).unwrap(), region: "eu-west-1", service };
        sigv4::sign(&mut request, &keys, &scope).unwrap();
        prop_assert_eq!(signature_of(&request), expected);
    }
}
