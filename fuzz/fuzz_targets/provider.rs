//! What an identity provider and the browser send: discovery, key sets, tokens, device codes, callbacks.

use crate::assertions::{assert_harmless, assert_harmless_error, assert_shown, choice, response};
use sts_cli::fuzz_entry::provider::{read_callback, read_device_answer, read_discovery, read_key_set, read_tokens};
use sts_cli::identity::ClientRequest;
use sts_cli::request::Issuer;
use url::Url;

const REQUESTS: [ClientRequest; 6] = [
    ClientRequest::AuthorizationCode,
    ClientRequest::RefreshToken,
    ClientRequest::ClientCredentials,
    ClientRequest::DeviceAuthorization,
    ClientRequest::DeviceCode,
    ClientRequest::Revocation,
];
const STATE: &str = "s7nV5uQ1YbT0rWmXc2Kd8A";

/// The issuer of all documents.
fn issuer() -> Issuer {
    Issuer::new("https://id.example.com/realms/prod", false).expect("an issuer")
}

/// A document leads to no endpoint that is not encrypted, or that is on this machine or link-local.
pub fn discovery(input: &[u8]) {
    match read_discovery(&issuer(), input) {
        Ok(endpoints) => endpoints.iter().for_each(assert_is_remote),
        Err(error) => assert_harmless_error(&error),
    }
}

#[track_caller]
fn assert_is_remote(url: &Url) {
    assert_eq!(url.scheme(), "https", "{url}");
    let is_local = match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback() || address.is_link_local(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        host => host == Some(url::Host::Domain("localhost")),
    };
    assert!(!is_local, "{url}");
}

/// The reason why a document is not a key set can be shown.
pub fn key_sets(input: &[u8]) {
    match read_key_set(input) {
        Ok(count) => assert!(count <= input.len() / 2, "{count} keys"),
        Err(problem) => assert_harmless(&problem),
    }
}

/// A response with tokens has an ID token or an access token, and every refusal can be shown.
pub fn token_answers(input: &[u8]) {
    let (request, input) = choice(input, REQUESTS.len());
    let response = response(input).map(Into::into);
    match read_tokens(&response, REQUESTS[request]) {
        Ok(_) => assert!(response.status().is_success()),
        Err(error) => assert_harmless_error(&error),
    }
}

/// The addresses of a device login are web addresses without user information, and its code can be shown.
pub fn device_answers(input: &[u8]) {
    let endpoint = Url::parse("https://id.example.com/device").expect("a URL");
    match read_device_answer(&http::Response::new(input.to_vec().into()), &endpoint) {
        Ok(answer) => {
            assert_shown(&answer.user_code);
            assert!(answer.lifetime.is_none_or(|lifetime| lifetime.as_secs() <= 86_400));
            for url in answer.addresses {
                assert!(matches!(url.scheme(), "http" | "https"), "{url}");
                assert!(url.username().is_empty() && url.password().is_none() && url.as_str().len() <= 2000, "{url}");
                assert_harmless(url.as_str());
            }
        }
        Err(problem) => assert_harmless(&problem),
    }
}

/// Only a callback with exactly one `state`, and with the right one, is accepted; its code is not empty.
pub fn callbacks(input: &[u8]) {
    let (pasted, input) = choice(input, 2);
    let text = String::from_utf8_lossy(input);
    let query = text.replace("STATE", STATE); // for mutations, which do not find it
    match read_callback(&query, STATE, pasted == 1) {
        Ok(code) => {
            let asked = if pasted == 1 { query.split_once('?').map_or(query.trim(), |(_, query)| query) } else { &query };
            let asked = asked.trim_matches(['"', '\'']);
            let asked = if pasted == 1 { asked.split('#').next().unwrap_or_default() } else { asked };
            let states = url::form_urlencoded::parse(asked.as_bytes()).filter(|(name, _)| name == "state").collect::<Vec<_>>();
            assert!(matches!(states.as_slice(), [(_, state)] if state == STATE), "{states:?}");
            assert!(code.is_none_or(|code| !code.is_empty()));
        }
        Err(texts) => texts.iter().for_each(|text| assert_harmless(text)),
    }
}
