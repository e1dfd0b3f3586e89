//! Discovery documents that lie, do not end, lead elsewhere, or are none: found out before anyone is asked to log in.

use crate::support::answer::Answer;
use crate::support::program::Program;
use crate::support::stage::{DISCOVERY, Stage};
use crate::support::sts;
use crate::support::tokens::Key;
use serde_json::{Value, json};

/// A run on this document ends before an address is shown.
fn ends(change: impl FnOnce(&mut Value), code: i32, snapshot: &str) {
    Stage::with_discovery(change).run(&[]).fails(code, snapshot);
}

/// A run on this answer instead of a document ends before an address is shown.
fn ends_on(answer: Answer, code: i32, snapshot: &str) {
    let stage = Stage::silent();
    stage.provider.expect(DISCOVERY, answer);
    stage.run(&[]).fails(code, snapshot);
}

#[test]
fn another_issuers_document_is_refused() {
    ends(|document| document["issuer"] = json!("https://other.example"), 4, "another-issuer");
}

#[test]
fn an_issuer_that_differs_by_a_slash_is_another_one() {
    let stage = Stage::with_discovery(|document| document["issuer"] = json!(format!("{}/", document["issuer"].as_str().unwrap())));
    stage.run(&[]).fails(4, "issuer-with-slash");
}

#[test]
fn endpoints_on_plain_http_of_other_machines_are_refused() {
    for field in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        ends(|document| document[field] = json!("http://id.example/x"), 4, &format!("plain-http/{field}"));
    }
}

#[test]
fn an_authorization_endpoint_that_is_no_web_address_never_reaches_the_browser() {
    for address in ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"] {
        let stage = Stage::with_discovery(|document| document["authorization_endpoint"] = json!(address));
        stage.run(&["--allow-http-issuer"]).fails(4, &format!("authorization-endpoint/{}", address.split(':').next().unwrap()));
    }
}

#[test]
fn a_document_that_lacks_an_address_is_named() {
    let stage = Stage::with_discovery(|document| {
        document.as_object_mut().unwrap().remove("token_endpoint");
    });
    stage.run(&[]).fails(6, "no-token-endpoint");
}

#[test]
fn an_address_that_a_login_can_do_without_counts_as_none_when_it_cannot_be_used() {
    for field in ["device_authorization_endpoint", "userinfo_endpoint", "revocation_endpoint"] {
        for address in [json!(""), json!("http://id.example/x"), json!(null), json!(7)] {
            let stage = Stage::with_discovery(|document| document[field] = address).with_keys([Key::named("one").public()]);
            stage.log_in().completes();
        }
    }
}

#[test]
fn a_document_without_addresses_for_people_is_refused_to_people_only() {
    for field in ["authorization_endpoint", "jwks_uri"] {
        let change = |document: &mut Value| drop(document.as_object_mut().unwrap().remove(field));
        ends(change, 6, &format!("without/{field}"));
    }
    ends(|document| document["jwks_uri"] = json!("keys"), 6, "jwks-uri-no-address");

    let stage = Stage::with_discovery(|document| {
        ["authorization_endpoint", "jwks_uri"].iter().for_each(|field| drop(document.as_object_mut().unwrap().remove(*field)));
    });
    stage.provider.expect("POST /token", Answer::json(&json!({"access_token": "e30.e30.e30", "token_type": "Bearer"})));
    let grant = sts::grant_document(&sts::credentials()).replace("WebIdentity", "ClientGrants");
    stage.storage.expect("POST /", Answer::xml(200, &grant));
    let (issuer, endpoint) = (stage.provider.origin(), stage.storage.origin());
    let service = ["client-grants", "-o", "json", "--no-buckets", "--client-id", "robot", "--issuer", &issuer, "--endpoint", &endpoint];
    Program::sts_cli(service).env("STS_CLI_CLIENT_SECRET", "fake-secret").run().ok();
}

#[test]
fn what_is_no_document_is_named() {
    ends_on(Answer::html(200), 6, "html");
    ends_on(Answer::html(500), 6, "status-500");
    ends_on(Answer::empty(404), 6, "status-404");
    let leads = Answer::empty(302).header("Location", "https://login.example/?from=x");
    ends_on(leads, 6, "status-302");
}

#[test]
fn a_redirect_is_not_followed() {
    let stage = Stage::silent();
    let elsewhere = format!("{}/elsewhere", stage.provider.origin());
    stage.provider.expect(DISCOVERY, Answer::empty(301).header("Location", &elsewhere));
    stage.run(&[]).fails(6, "redirect");
}

#[test]
fn an_endless_document_is_cut_off() {
    ends_on(Answer::endless("application/json"), 6, "endless");
}

#[test]
fn a_document_nested_without_end_is_no_document() {
    let nested = format!("{{\"x\":{}", "[".repeat(900_000));
    ends_on(Answer::new(200, "application/json", &nested), 6, "nested");
}

#[test]
fn an_unreachable_provider_is_named() {
    let stage = Stage::silent();
    let nobody = unused_address();
    let outcome = stage.run(&["--issuer", &nobody]).named(&nobody, "[NOBODY]");
    outcome.fails(6, "unreachable");
}

#[test]
fn a_provider_on_plain_http_of_another_machine_gets_not_a_byte() {
    let stage = Stage::silent();
    let endpoint = stage.storage.origin();
    let plain = ["web-identity", "-o", "json", "--client-id", "x", "--endpoint", &endpoint, "--issuer", "http://id.example/realms/x?a=b"];
    Program::sts_cli(plain).run().fails(2, "plain-http");
    assert_eq!(stage.storage.connections(), 0);
}

#[test]
fn a_key_set_that_is_none_ends_the_login_before_the_person_is_done() {
    let cases =
        [("status-500", Answer::html(500)), ("html", Answer::html(200)), ("redirect", Answer::empty(307).header("Location", "/keys2"))];
    for (name, answer) in cases {
        let stage = Stage::with_discovery(|_| {});
        stage.provider.expect("GET /keys", answer);
        stage.log_in().end().fails(6, &format!("key-set/{name}"));
    }
}

/// An address that nobody listens on, for now.
fn unused_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
