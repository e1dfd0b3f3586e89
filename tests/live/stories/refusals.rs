//! Logins that end without credentials: who said no, what that means, and an exit code of its own.

use crate::browser::Person;
use crate::program::{BINARY, ProgramOutput, bare, credentials, run, run_with_input, sts_cli, sts_cli_with};
use crate::servers::keycloak::ISSUER;
use crate::servers::minio::{CAROL, CONSOLE, ENDPOINT, PLAIN_ENDPOINT};
use crate::story::{Story, run_story};

const IDENTITY: i32 = 4;
const STS: i32 = 5;
const NETWORK: i32 = 6;

fn log_in(story: &Story, person: &Person, endpoint: &str, client: &str, more: &[&str]) -> ProgramOutput {
    let arguments = ["web-identity", "--endpoint", endpoint, "--issuer", ISSUER, "--client-id", client, "-o", "json"];
    sts_cli_with(story, person, &[&arguments, more].concat())
}

#[test]
fn a_user_without_a_policy_gets_the_missing_claim_named() {
    run_story(|story| {
        let eve = Person::signs_in("eve");
        log_in(story, &eve, ENDPOINT, "sts-cli", &[]).assert_refused(STS).assert_explains(&[
            "policy claim missing",
            "preferred_username",
            "groups",
        ]);
        let page = eve.last_page(story);
        page.assert_safe_page();
        page.assert_failure("policy claim missing");
    });
}

#[test]
fn a_user_who_declines_ends_the_login() {
    run_story(|story| {
        let alice = Person::declines("alice");
        log_in(story, &alice, ENDPOINT, "asks", &[]).assert_refused(IDENTITY).assert_explains(&["access_denied", "canceled"]);
        alice.last_page(story).assert_failure("access_denied");
    });
}

#[test]
fn an_unregistered_redirect_uri_times_out() {
    const WRONG: &str = "http://127.0.0.1:18123/wrong/callback";
    run_story(|story| {
        let alice = Person::views("alice");
        let said = log_in(story, &alice, ENDPOINT, "sts-cli", &["--redirect-uri", WRONG, "--timeout", "5s"]);
        said.assert_refused(IDENTITY).assert_explains(&[WRONG, "within 5 s"]);
        assert!(alice.last_page(story).text().contains("Invalid parameter: redirect_uri"), "{}", alice.last_page(story).text());
    });
}

#[test]
fn an_unknown_client_times_out() {
    run_story(|story| {
        let alice = Person::views("alice");
        let said = log_in(story, &alice, ENDPOINT, "nobody", &["--timeout", "5s"]);
        said.assert_refused(IDENTITY);
        assert!(alice.last_page(story).text().contains("Client not found"), "{}", alice.last_page(story).text());
    });
}

#[test]
fn a_server_without_a_provider_is_reported() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        log_in(story, &alice, PLAIN_ENDPOINT, "sts-cli", &[]).assert_refused(STS).assert_explains(&["OpenID"]);
        alice.last_page(story).assert_failure("OpenID");
    });
}

#[test]
fn an_endpoint_that_is_the_provider_is_recognized() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        log_in(story, &alice, "http://127.0.0.1:8180", "sts-cli", &[]).assert_refused(NETWORK).assert_explains(&["identity provider"]);
    });
}

#[test]
fn an_issuer_that_is_the_storage_server_is_recognized() {
    run_story(|story| {
        let said = sts_cli(story, &["web-identity", "--endpoint", ENDPOINT, "--issuer", ENDPOINT, "--client-id", "sts-cli", "-o", "json"]);
        said.assert_refused(NETWORK).assert_explains(&["/.well-known/openid-configuration"]);
    });
}

#[test]
fn an_unreachable_endpoint_is_detected_before_the_login() {
    run_story(|story| {
        let alice = Person::views("alice");
        log_in(story, &alice, "http://127.0.0.1:9", "sts-cli", &["--timeout", "20s"])
            .assert_refused(NETWORK)
            .assert_explains(&["127.0.0.1:9"]);
    });
}

#[test]
fn a_wrong_client_secret_is_reported_as_a_provider_refusal() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        let mut command = bare(story, BINARY);
        command.env("BROWSER", alice.browser_command(story)).env("STS_CLI_CLIENT_SECRET", "wrong-secret-for-tests");
        command.args(["web-identity", "--endpoint", ENDPOINT, "--issuer", ISSUER, "--client-id", "web", "-o", "json"]);
        let said = run(&mut command).assert_refused(IDENTITY);
        alice.last_page(story).assert_failure("client_secret_basic");
        assert!(!said.stderr.contains("wrong-secret-for-tests"), "even a wrong secret is not shown");
    });
}

/// Neither keys nor a password get an answer where there is no STS, and what is there is recognized.
fn assert_recognized(endpoint: &str, what: &str) -> impl FnOnce(&Story) {
    move |story| {
        let mut command = credentials(story, &["assume-role", "--endpoint", endpoint]);
        command.env("AWS_ACCESS_KEY_ID", CAROL.0).env("AWS_SECRET_ACCESS_KEY", CAROL.1);
        run(&mut command).assert_refused(NETWORK).assert_explains(&[what]).assert_hides(&[CAROL.1]);
        let mut command = credentials(story, &["ldap", "--endpoint", endpoint, "--user", "alice", "--password-file", "-"]);
        run_with_input(&mut command, "secret-for-nobody-here").assert_refused(NETWORK).assert_explains(&[what]);
    }
}

#[test]
fn the_port_of_the_console_is_recognized() {
    run_story(|story| assert_recognized(CONSOLE, "port")(story));
}

#[test]
fn keycloak_is_not_accepted_as_a_storage_server() {
    run_story(|story| assert_recognized("http://127.0.0.1:8180", "redirects to http://127.0.0.1:8180/admin/")(story));
}

#[test]
fn a_strict_provider_is_not_accepted_as_a_storage_server() {
    run_story(|story| assert_recognized("http://127.0.0.1:9400", "is not an STS")(story));
}

#[test]
fn the_seaweedfs_master_is_not_accepted_as_a_storage_server() {
    run_story(|story| assert_recognized("http://127.0.0.1:9333", "is not an STS")(story));
}
