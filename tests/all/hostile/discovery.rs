//! Discovery documents that lie, do not end, lead elsewhere, or are none: found out before anyone is asked to log in.

use crate::support::answer::Answer;
use crate::support::program::Program;
use crate::support::stage::{DISCOVERY, Stage};
use crate::support::sts;
use crate::support::tokens::Key;
use serde_json::{Value, json};

const CHECK: &str = "hint: check --issuer: <issuer>/.well-known/openid-configuration must be the provider's discovery document";

/// A run on this document ends before an address is shown.
fn ends(change: impl FnOnce(&mut Value), code: i32, stderr: &str) {
    Stage::with_discovery(change).run(&[]).refused(code, stderr);
}

/// A run on this answer instead of a document ends before an address is shown.
fn ends_on(answer: Answer, code: i32, stderr: &str) {
    let stage = Stage::silent();
    stage.provider.expect(DISCOVERY, answer);
    stage.run(&[]).refused(code, stderr);
}

fn not_usable(problem: &str) -> String {
    let place = "the discovery document at [PROVIDER]/.well-known/openid-configuration";
    format!("error: {place} is not usable: {problem}\n  {CHECK}\n")
}

#[test]
fn another_issuers_document_is_refused() {
    let text = "error: the provider calls itself https://other.example, not [PROVIDER]\n  hint: if that is your provider, write --issuer https://other.example\n";
    ends(|document| document["issuer"] = json!("https://other.example"), 4, text);
}

#[test]
fn an_issuer_that_differs_by_a_slash_is_another_one() {
    let stage = Stage::with_discovery(|document| document["issuer"] = json!(format!("{}/", document["issuer"].as_str().unwrap())));
    stage.run(&[]).refused(
        4,
        "error: the provider calls itself [PROVIDER]/, not [PROVIDER]\n  hint: if that is your provider, write --issuer [PROVIDER]/\n",
    );
}

#[test]
fn endpoints_on_plain_http_of_other_machines_are_refused() {
    let cases =
        [("authorization_endpoint", "authorization endpoint"), ("token_endpoint", "token endpoint"), ("jwks_uri", "key set address")];
    for (field, what) in cases {
        let text = format!(
            "error: the provider's {what} cannot be used\n  \
             caused by: http://id.example is plain http to another machine: whoever listens on the way gets the keys\n  \
             hint: have the provider use https; on a network you trust, --allow-http-issuer allows it\n"
        );
        ends(|document| document[field] = json!("http://id.example/x"), 4, &text);
    }
}

#[test]
fn an_authorization_endpoint_that_is_no_web_address_never_reaches_the_browser() {
    for address in ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"] {
        let stage = Stage::with_discovery(|document| document["authorization_endpoint"] = json!(address));
        stage.run(&["--allow-http-issuer"]).refused_saying(4, &["error: the provider's authorization endpoint cannot be used\n"]);
    }
}

#[test]
fn a_document_that_lacks_an_address_is_named() {
    let stage = Stage::with_discovery(|document| {
        document.as_object_mut().unwrap().remove("token_endpoint");
    });
    stage.run(&[]).refused_saying(6, &["is not usable: missing field `token_endpoint`", CHECK]);
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
    for (field, text) in [("authorization_endpoint", "missing field `authorization_endpoint`"), ("jwks_uri", "missing field `jwks_uri`")] {
        let change = |document: &mut Value| drop(document.as_object_mut().unwrap().remove(field));
        ends(change, 6, &not_usable(text));
    }
    ends(|document| document["jwks_uri"] = json!("keys"), 6, &not_usable("`jwks_uri` is not a web address"));

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
    ends_on(Answer::html(200), 6, &not_usable("it is not JSON"));
    ends_on(Answer::html(500), 6, &not_usable("the answer is status 500"));
    ends_on(Answer::empty(404), 6, &not_usable("the answer is status 404"));
    let leads = Answer::empty(302).header("Location", "https://login.example/?from=x");
    ends_on(leads, 6, &not_usable("the answer is status 302, which leads to https://login.example/?from=x"));
}

#[test]
fn a_redirect_is_not_followed() {
    let stage = Stage::silent();
    let elsewhere = format!("{}/elsewhere", stage.provider.origin());
    stage.provider.expect(DISCOVERY, Answer::empty(301).header("Location", &elsewhere));
    stage.run(&[]).refused(6, &not_usable("the answer is status 301, which leads to [PROVIDER]/elsewhere"));
}

#[test]
fn an_endless_document_is_cut_off() {
    ends_on(
        Answer::endless("application/json"),
        6,
        "error: the identity provider did not answer: the discovery document\n  \
         caused by: GET [PROVIDER]/.well-known/openid-configuration: the answer is longer than 1 MiB\n  \
         hint: something other than the identity provider answers there: check --issuer\n",
    );
}

#[test]
fn a_document_nested_without_end_is_no_document() {
    let nested = format!("{{\"x\":{}", "[".repeat(900_000));
    ends_on(Answer::new(200, "application/json", &nested), 6, &not_usable("it is not JSON"));
}

#[test]
fn an_unreachable_provider_is_named() {
    let stage = Stage::silent();
    let nobody = unused_address();
    let outcome = stage.run(&["--issuer", &nobody]).named(&nobody, "[NOBODY]");
    outcome.refused(
        6,
        "error: the identity provider did not answer: the discovery document\n  \
         caused by: GET [NOBODY]/.well-known/openid-configuration: cannot connect\n  \
         caused by: Connection refused (os error 111)\n  \
         hint: check --issuer, and that the identity provider runs and can be reached from this machine\n",
    );
}

#[test]
fn a_provider_on_plain_http_of_another_machine_gets_not_a_byte() {
    let stage = Stage::silent();
    let endpoint = stage.storage.origin();
    let plain = ["web-identity", "-o", "json", "--client-id", "x", "--endpoint", &endpoint, "--issuer", "http://id.example/realms/x?a=b"];
    Program::sts_cli(plain).run().refused(
        2,
        "error: --issuer: http://id.example is plain http to another machine: whoever listens on the way gets the keys\n  \
             hint: write https://, or on a network you trust allow it with --allow-http-issuer\n",
    );
    assert_eq!(stage.storage.connections(), 0);
}

#[test]
fn a_key_set_that_is_none_ends_the_login_before_the_person_is_done() {
    let cases = [
        (Answer::html(500), "the answer is status 500"),
        (Answer::html(200), "it is not JSON"),
        (Answer::empty(307).header("Location", "/keys2"), "the answer is status 307, which leads to /keys2"),
    ];
    for (answer, problem) in cases {
        let stage = Stage::with_discovery(|_| {});
        stage.provider.expect("GET /keys", answer);
        let text = format!("error: the provider's key set at [PROVIDER]/keys is not usable: {problem}\n  {CHECK}\n");
        stage.log_in().end().refused(6, &text);
    }
}

/// An address that nobody listens on, for now.
fn unused_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
