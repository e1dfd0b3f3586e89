//! The library's session: one login, however many ask.

use crate::support;
use crate::support::answer::ScriptedResponse;
use crate::support::server::Hostile;
use crate::support::sts::ASSUME_ROLE_GRANT;
use secrecy::SecretString;
use std::rc::Rc;
use sts_cli::cli::explain_error;
use sts_cli::request::{AccessKeys, Identity, KeySource, Request, SecretSource};
use sts_cli::session::Session;
use sts_cli::sys::Deps;

/// A trade of long-term keys at this endpoint.
pub(super) fn request(endpoint: &str) -> Request {
    let secret_key = SecretSource::Value(SecretString::from("fake-secret"));
    let keys = KeySource::Given { access_key: "FAKEKEY".to_owned(), secret_key, session_token: None };
    let keys = AccessKeys { keys, external_id: None, mfa: None };
    Request { identity: Identity::AccessKeys(keys), ..support::request::request(endpoint) }
}

#[test]
fn concurrent_callers_of_a_session_share_one_exchange() {
    let server = Hostile::start();
    server.expect("POST /", ScriptedResponse::xml(200, ASSUME_ROLE_GRANT));
    let deps = Rc::new(Deps::real());
    let request = Rc::new(request(&server.origin()));
    let session = Session::new(&request, &deps, explain_error).unwrap();
    let keys = deps.block_on(async {
        let (first, second, third) = tokio::join!(session.credentials(), session.credentials(), session.credentials());
        let fourth = session.credentials().await;
        [first, second, third, fourth].map(|credentials| credentials.unwrap().access_key)
    });
    assert_eq!(keys.unwrap(), ["FAKETEMPORARYKEY0000"; 4]);
    assert_eq!(server.requests().len(), 1);
}
