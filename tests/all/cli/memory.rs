//! What an STS answer tells about its server is known at the next call, and can be kept as text in between.

use super::session::request;
use crate::support::answer::Answer;
use crate::support::server::Hostile;
use crate::support::sts::{ASSUME_ROLE_GRANT, refusal};
use sts_cli::identity::Proof;
use sts_cli::request::{Dialect, Request};
use sts_cli::secret::{SecretKey, SessionToken};
use sts_cli::sts::{self, Greeting, Memory};
use sts_cli::sys::Deps;

fn keys(session_token: Option<&str>) -> Proof {
    Proof::AccessKeys {
        access_key: "FAKEKEY".to_owned(),
        secret_key: SecretKey::new("fake-secret".to_owned()),
        session_token: session_token.map(|token| SessionToken::new(token.to_owned())),
        external_id: None,
    }
}

/// One exchange, with what was remembered as text; gives what is to be remembered.
fn exchanged(proof: &Proof, remembered: &str, request: &Request) -> (String, Result<(), sts::Error>) {
    let deps = Deps::real();
    let mut memory: Memory = serde_json::from_str(remembered).unwrap();
    let outcome = deps.block_on(sts::exchange(proof, &Greeting::default(), &mut memory, request, &deps)).unwrap();
    (serde_json::to_string(&memory).unwrap(), outcome.map(drop))
}

const A_MINIO: &str = r#"{"wants_access_token":false,"dialect":"minio"}"#;

#[test]
fn a_minio_gets_a_revoke_type_from_the_second_call_on() {
    let server = Hostile::start();
    (0..2).for_each(|_| server.expect("POST /", Answer::xml(200, ASSUME_ROLE_GRANT).header("Server", "MinIO")));
    let request = request(&server.origin());
    let (remembered, first) = exchanged(&keys(None), "{}", &request);
    first.unwrap();
    assert_eq!(remembered, A_MINIO);
    exchanged(&keys(None), &remembered, &request).1.unwrap();
    let with_type: Vec<bool> = server.requests().iter().map(|request| request.body.contains("TokenRevokeType=sts-cli-")).collect();
    assert_eq!(with_type, [false, true]);
}

#[test]
fn a_refusal_tells_the_kind_of_server_too() {
    let server = Hostile::start();
    server.expect("POST /", refusal(403, "AccessDenied", "The request signature we calculated does not match"));
    let (remembered, outcome) = exchanged(&keys(None), "{}", &request(&server.origin()));
    assert!(outcome.is_err());
    assert_eq!(remembered, A_MINIO);
}

#[test]
fn what_a_remembered_server_would_refuse_is_not_sent() {
    let server = Hostile::start();
    let long = Request { duration: Some("365d".parse().unwrap()), ..request(&server.origin()) };
    let (_, outcome) = exchanged(&keys(None), r#"{"dialect":"rustfs"}"#, &long);
    assert!(matches!(outcome, Err(sts::Error::TooLong { dialect: Dialect::RustFs, .. })), "{outcome:?}");
    let (_, outcome) = exchanged(&keys(Some("fake-token")), A_MINIO, &request(&server.origin()));
    assert!(matches!(outcome, Err(sts::Error::TemporaryKeys { dialect: Dialect::Minio })), "{outcome:?}");
}

#[test]
fn what_was_set_goes_before_what_was_remembered() {
    let server = Hostile::start();
    server.expect("POST /", Answer::xml(200, ASSUME_ROLE_GRANT));
    let set = Request { dialect: Some(Dialect::SeaweedFs), ..request(&server.origin()) };
    exchanged(&keys(None), A_MINIO, &set).1.unwrap();
    assert!(!server.requests()[0].body.contains("TokenRevokeType"));
}
