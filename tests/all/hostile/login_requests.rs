//! What binds a login to this process: fresh random values, a port that is open only meanwhile, and the issuer of the response.

use crate::support::program::{BINARY, Program};
use crate::support::snapshot::project;
use crate::support::stage::{Login, ScriptedServers};
use crate::support::tokens::CLIENT_ID;
use rustix::process::Signal;
use std::collections::BTreeSet;
use std::net::TcpStream;
use std::path::Path;

/// RFC 7636, sections 4.1 and 7.1; RFC 9700, section 2.1.1: the values are of one transaction.
#[test]
fn each_login_has_its_own_state_nonce_and_verifier() {
    let mut seen = BTreeSet::new();
    for _ in 0..2 {
        let stage = ScriptedServers::new();
        let login = stage.log_in();
        seen.extend(["state", "nonce", "code_challenge"].map(|name| login.parameter(name)));
        login.completes();
        let sent = stage.provider.requests_of("POST /token").pop().unwrap();
        let mut fields = url::form_urlencoded::parse(sent.body.as_bytes());
        let verifier = fields.find(|(name, _)| name == "code_verifier").unwrap().1.into_owned();
        let is_unreserved = |letter: char| letter.is_ascii_alphanumeric() || "-._~".contains(letter);
        assert!((43..=128).contains(&verifier.len()) && verifier.chars().all(is_unreserved), "{verifier}");
        seen.insert(verifier);
    }
    assert_eq!(seen.len(), 8, "{seen:?}");
    assert!(seen.iter().all(|value| value.len() >= 43), "256 random bits: {seen:?}");
}

/// RFC 8252, section 8.3: the port opens with the request and closes with the response.
#[test]
fn the_callback_port_is_open_only_during_the_login() {
    let stage = ScriptedServers::new();
    let login = stage.log_in();
    let address = login.authority();
    assert!(TcpStream::connect(&address).is_ok());
    login.completes();
    assert!(TcpStream::connect(&address).is_err(), "{address} is still open");
}

/// RFC 9207, section 2.4: an error is a response too, and that of another issuer says nothing about this login.
#[test]
fn an_error_of_another_issuer_is_not_shown_as_the_providers() {
    let stage = ScriptedServers::allowing_keys();
    let login = stage.log_in();
    let callback = login.callback().without("code").and("error", "access_denied").and("iss", "https://other.example");
    assert_eq!(callback.send().status, 403);
    login.end().fails(4, "error-of-another-issuer");
}

/// A case that differs, an encoded slash, or a final one make another issuer: RFC 9207, section 2.4, requires a comparison of strings.
#[test]
fn the_issuer_of_a_response_is_compared_as_a_string() {
    for (part, other) in [("http", "HTTP"), ("//", "%2F%2F"), ("127.0.0.1", "127.0.0.1.")] {
        let stage = ScriptedServers::allowing_keys();
        let login = stage.log_in();
        let issuer = stage.provider.origin().replace(part, other);
        assert_eq!(login.callback().and("iss", &issuer).send().status, 403, "{issuer}");
        login.end().fails_with_fragments(4, &["the authorization response"]);
    }
}

/// RFC 9700, sections 2.1.2 and 2.4: neither the implicit grant nor that of passwords. The response type is the only one in the sources.
#[test]
fn no_other_grant_than_these_four_is_requested() {
    let (grants, response_types) = (values_in_sources("\"grant_type\", "), values_in_sources("\"response_type\", "));
    let known = ["\"authorization_code\")", "\"client_credentials\")]", "\"refresh_token\")", "DEVICE_CODE)"];
    assert_eq!(grants, known.map(str::to_owned).into());
    assert_eq!(response_types, ["\"code\")".to_owned()].into());
}

/// The words that follow `start` in the sources of the program.
fn values_in_sources(start: &str) -> BTreeSet<String> {
    fn below(folder: &Path, texts: &mut Vec<String>) {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { below(&path, texts) } else { texts.push(std::fs::read_to_string(path).unwrap_or_default()) }
        }
    }
    let mut texts = Vec::new();
    below(&project().join("src"), &mut texts);
    let words = |text: &String| {
        let after = text.split(start).skip(1).filter_map(|rest| rest.split([',', ';', '\n']).next()).map(str::to_owned);
        after.collect::<Vec<_>>()
    };
    texts.iter().flat_map(words).collect()
}

#[test]
fn a_crash_during_a_login_leaves_no_core_dump() {
    let stage = ScriptedServers::allowing_keys();
    let folder = tempfile::tempdir().unwrap();
    let script = format!("cd {} && ulimit -c unlimited && exec \"$0\" \"$@\"", folder.path().display());
    let (issuer, endpoint) = (stage.provider.origin(), stage.storage.origin());
    let login = ["web-identity", "--no-browser", "-o", "json", "--issuer", &issuer, "--endpoint", &endpoint, "--client-id", CLIENT_ID];
    let program = ["-c", script.as_str(), &BINARY].into_iter().chain(login);
    let login = Login::new(&stage, Program::of("sh", program).start());
    login.running.signal(Signal::ABORT);
    let outcome = login.running.end();
    assert_eq!(outcome.code, -6, "{outcome:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
