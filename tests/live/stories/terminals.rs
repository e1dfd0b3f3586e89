//! People whose browser is elsewhere: a code for a device, and an address carried from one machine to the other.

use crate::browser::Person;
use crate::clients::Keys;
use crate::logins::logs_in;
use crate::program::ProgramOutput;
use crate::servers::keycloak::ISSUER;
use crate::servers::minio::{ENDPOINT, STRICT_ENDPOINT};
use crate::servers::oidc_provider::STRICT_ISSUER;
use crate::story::{Story, run_story};
use crate::terminal::Terminal;

const IDENTITY: i32 = 4;

fn log_in(story: &Story, way: &str, issuer: &str, endpoint: &str, more: &[&str]) -> Terminal {
    let arguments = ["web-identity", "--endpoint", endpoint, "--issuer", issuer, "--client-id", "sts-cli", "--login", way];
    Terminal::runs(story, &[&arguments, more].concat())
}

/// The address that holds the code: the person types nothing.
fn address_with_code(terminal: &Terminal, issuer: &str) -> String {
    terminal.shows(&format!("{issuer}/device?user_code="))
}

fn by_device(story: &Story, issuer: &str, endpoint: &str) -> ProgramOutput {
    let terminal = log_in(story, "device", issuer, endpoint, &[]);
    let page = Person::approves("alice").opens(story, &address_with_code(&terminal, issuer));
    assert!(page.text().contains("Device Login Successful"), "{}", page.text());
    terminal.ends().assert_ok()
}

/// The person signs in where the client cannot be reached, and carries the last address over.
fn by_paste(story: &Story, issuer: &str, endpoint: &str) -> ProgramOutput {
    let mut terminal = log_in(story, "paste", issuer, endpoint, &[]);
    let address = terminal.shows(issuer);
    let page = Person::copies_address("alice").opens(story, &address);
    terminal.types(page.shown());
    terminal.ends().assert_ok()
}

#[test]
fn alice_approves_a_device_at_keycloak() {
    logs_in("web-identity", "device code", "MinIO, Keycloak", |story| {
        let keys = Keys::read(&by_device(story, ISSUER, ENDPOINT));
        keys.assert_claim("preferred_username", "alice");
        keys
    });
}

#[test]
fn alice_approves_a_device_at_a_provider_without_an_interval() {
    logs_in("web-identity", "device code", "MinIO, oidc-provider", |story| {
        Keys::read(&by_device(story, STRICT_ISSUER, STRICT_ENDPOINT)).at(STRICT_ENDPOINT)
    });
}

#[test]
fn alice_types_the_code_that_the_device_shows() {
    logs_in("web-identity", "device code, typed", "MinIO, oidc-provider", |story| {
        let terminal = log_in(story, "device", STRICT_ISSUER, STRICT_ENDPOINT, &[]);
        let code = terminal.text_after("enter the code");
        Person::approves("alice").types(code).opens(story, &format!("{STRICT_ISSUER}/device"));
        Keys::read(&terminal.ends().assert_ok()).at(STRICT_ENDPOINT)
    });
}

#[test]
fn alice_pastes_the_redirect_address_from_keycloak() {
    logs_in("web-identity", "pasted address", "MinIO, Keycloak", |story| Keys::read(&by_paste(story, ISSUER, ENDPOINT)));
}

#[test]
fn alice_pastes_the_redirect_address_from_a_strict_provider() {
    logs_in("web-identity", "pasted address", "MinIO, oidc-provider", |story| {
        Keys::read(&by_paste(story, STRICT_ISSUER, STRICT_ENDPOINT)).at(STRICT_ENDPOINT)
    });
}

#[test]
fn a_pasted_address_of_another_login_is_rejected() {
    run_story(|story| {
        let mut terminal = log_in(story, "paste", ISSUER, ENDPOINT, &["--timeout", "8s"]);
        terminal.shows(ISSUER);
        terminal.types("http://127.0.0.1:1/oauth2/callback?state=another&code=stolen");
        terminal.ends().assert_refused(IDENTITY).assert_explains(&["state"]);
    });
}

#[test]
fn a_user_who_denies_the_device_ends_the_login() {
    run_story(|story| {
        let terminal = log_in(story, "device", ISSUER, ENDPOINT, &[]);
        Person::rejects("alice").opens(story, &address_with_code(&terminal, ISSUER));
        terminal.ends().assert_refused(IDENTITY).assert_explains(&["access_denied"]);
    });
}

#[test]
fn an_ldap_password_is_prompted_and_not_shown() {
    use crate::servers::directory::BOB;
    use crate::servers::minio::LDAP_ENDPOINT;
    logs_in("ldap", "password at a prompt", "MinIO, slapd", |story| {
        let mut terminal = Terminal::runs(story, &["ldap", "--endpoint", LDAP_ENDPOINT, "--user", BOB.0]);
        terminal.shows("assword");
        terminal.types(BOB.1);
        let said = terminal.ends().assert_ok().assert_hides(&[BOB.1, "s%cret"]);
        Keys::read(&said).at(LDAP_ENDPOINT)
    });
}
