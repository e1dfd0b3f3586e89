//! What an STS response reveals about its server is used at the next call, and can be serialized in between.

use super::session::request;
use crate::support::answer::ScriptedResponse;
use crate::support::server::Hostile;
use crate::support::snapshot;
use crate::support::sts::{ASSUME_ROLE_GRANT, refusal};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sts_cli::identity::{AwsKeys, Proof};
use sts_cli::request::{Dialect, Request};
use sts_cli::secret::{SecretKey, SessionToken};
use sts_cli::sts::{self, LearnedServer, ServerProbe};
use sts_cli::sys::Deps;

fn keys(session_token: Option<&str>) -> Proof {
    let keys = AwsKeys {
        access_key: "FAKEKEY".to_owned(),
        secret_key: SecretKey::new("fake-secret".to_owned()),
        session_token: session_token.map(|token| SessionToken::new(token.to_owned())),
    };
    Proof { display_name: keys.access_key.clone(), keys: Some(keys), ..Proof::default() }
}

/// Performs one exchange with a serialized server profile; returns the updated one.
fn exchange(proof: &Proof, remembered: &str, request: &Request) -> (String, Result<(), sts::Error>) {
    let deps = Deps::real();
    let mut memory: LearnedServer = serde_json::from_str(remembered).unwrap();
    let outcome = deps.block_on(sts::exchange(proof, &ServerProbe::default(), &mut memory, request, &deps)).unwrap();
    (serde_json::to_string(&memory).unwrap(), outcome.map(drop))
}

const A_MINIO: &str = r#"{"wants_access_token":false,"dialect":"minio"}"#;

#[test]
fn minio_gets_a_revoke_type_from_the_second_call_on() {
    let server = Hostile::start();
    (0..2).for_each(|_| server.expect("POST /", ScriptedResponse::xml(200, ASSUME_ROLE_GRANT).header("Server", "MinIO")));
    let request = request(&server.origin());
    let (remembered, first) = exchange(&keys(None), "{}", &request);
    first.unwrap();
    assert_eq!(remembered, A_MINIO);
    exchange(&keys(None), &remembered, &request).1.unwrap();
    let with_type: Vec<bool> = server.requests().iter().map(|request| request.body.contains("TokenRevokeType=sts-cli-")).collect();
    assert_eq!(with_type, [false, true]);
}

#[test]
fn a_role_of_minio_gets_a_revoke_type_with_the_first_call() {
    let server = Hostile::start();
    let roles = ["arn:minio:iam:::role/jobs-of-a-company", "arn:aws:iam::123456789012:role/jobs"];
    for role in roles {
        server.expect("POST /", ScriptedResponse::xml(200, ASSUME_ROLE_GRANT));
        let request = Request { role_arn: Some(role.parse().unwrap()), ..request(&server.origin()) };
        exchange(&keys(None), "{}", &request).1.unwrap();
    }
    let with_type: Vec<bool> = server.requests().iter().map(|request| request.body.contains("TokenRevokeType=sts-cli-")).collect();
    assert_eq!(with_type, [true, false]);
}

#[test]
fn the_dialect_is_detected_from_an_error_response_too() {
    let server = Hostile::start();
    server.expect("POST /", refusal(403, "AccessDenied", "The request signature we calculated does not match"));
    let (remembered, outcome) = exchange(&keys(None), "{}", &request(&server.origin()));
    assert!(outcome.is_err());
    assert_eq!(remembered, A_MINIO);
}

#[test]
fn requests_that_a_known_server_would_refuse_are_not_sent() {
    let server = Hostile::start();
    let long = Request { duration: Some("365d".parse().unwrap()), ..request(&server.origin()) };
    let (_, outcome) = exchange(&keys(None), r#"{"dialect":"rustfs"}"#, &long);
    assert!(matches!(outcome, Err(sts::Error::DurationTooLong { dialect: Dialect::RustFs, .. })), "{outcome:?}");
    let (_, outcome) = exchange(&keys(Some("fake-token")), A_MINIO, &request(&server.origin()));
    assert!(matches!(outcome, Err(sts::Error::TemporaryKeysRefused { dialect: Dialect::Minio, .. })), "{outcome:?}");
}

#[test]
fn a_set_dialect_overrides_the_detected_one() {
    let server = Hostile::start();
    server.expect("POST /", ScriptedResponse::xml(200, ASSUME_ROLE_GRANT));
    let set = Request { dialect: Some(Dialect::SeaweedFs), ..request(&server.origin()) };
    exchange(&keys(None), A_MINIO, &set).1.unwrap();
    assert!(!server.requests()[0].body.contains("TokenRevokeType"));
}

#[test]
fn a_policy_too_long_for_minio_is_not_sent_if_the_server_could_be_minio() {
    let resource = "&".repeat(400);
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":["s3:*"],"Resource":["arn:aws:s3:::b/{resource}"]}}]}}"#
    );
    let server = Hostile::start();
    let narrowed = Request { policy: Some(text.parse().unwrap()), ..request(&server.origin()) };
    for remembered in ["{}", A_MINIO] {
        let (_, outcome) = exchange(&keys(None), remembered, &narrowed);
        assert!(matches!(outcome, Err(sts::Error::PolicyTooLong(bytes)) if bytes > 2400), "{outcome:?}");
    }
    server.expect("POST /", ScriptedResponse::xml(200, ASSUME_ROLE_GRANT));
    exchange(&keys(None), r#"{"dialect":"seaweedfs"}"#, &narrowed).1.unwrap();
}

#[test]
fn roles_and_policies_from_the_server_are_made_printable() {
    let claims = URL_SAFE_NO_PAD.encode(r#"{"accessKey":"x","policy":"read\u001b[31mwrite"}"#);
    let grant = ASSUME_ROLE_GRANT.replace("<SessionToken>fake", &format!("<SessionToken>e30.{claims}.e30"));
    let server = Hostile::start();
    server.expect("POST /", ScriptedResponse::xml(200, &grant));
    let asked = Request { role_arn: Some("arn:minio:iam:::role/elsewhere".parse().unwrap()), ..request(&server.origin()) };
    let deps = Deps::real();
    let exchange = deps.block_on(sts::exchange(&keys(None), &ServerProbe::default(), &mut LearnedServer::default(), &asked, &deps));
    let notices: Vec<String> = exchange.unwrap().unwrap().1.iter().map(ToString::to_string).collect();
    let granted = notices[0].split(' ').find(|word| word.len() == 10).unwrap(); // until 2099
    snapshot::matches("notices", &(notices.join("\n") + "\n").replace(granted, "[SECONDS]"));
}
