//! Users who log in through the pages of Keycloak and get credentials that MinIO accepts.

use crate::browser::Person;
use crate::clients::{Keys, assert_list_and_write, aws, mc, small_file};
use crate::logins::logs_in;
use crate::program::{BINARY, ProgramOutput, bare, run, sts_cli_with};
use crate::servers::keycloak::{ISSUER, WEB_SECRET};
use crate::servers::minio::{ENDPOINT, POST_ROLE, STRICT_ENDPOINT, USERINFO_ENDPOINT, WEB_ROLE};
use crate::servers::oidc_provider::{ROBOT_SECRET, STRICT_ISSUER};
use crate::story::{Story, run_story};

/// Common arguments of the logins in this file.
const LOGIN: [&str; 9] = ["web-identity", "--endpoint", ENDPOINT, "--issuer", ISSUER, "--no-buckets", "-o", "json", "--client-id"];

fn log_in(story: &Story, person: &Person, more: &[&str]) -> ProgramOutput {
    sts_cli_with(story, person, &[&LOGIN, more].concat())
}

#[test]
fn alice_logs_in_and_the_aws_cli_and_mc_list_and_write() {
    logs_in("web-identity", "browser", "MinIO, Keycloak", |story| {
        let alice = Person::signs_in("alice");
        let said = log_in(story, &alice, &["sts-cli"]).assert_ok();
        let keys = Keys::read(&said);
        let page = alice.last_page(story);
        page.assert_safe_page();
        page.assert_success("alice");
        assert_list_and_write(story, &keys, "alice");
        keys
    });
}

#[test]
fn the_session_token_contains_the_policy_and_a_revoke_type() {
    run_story(|story| {
        let said = log_in(story, &Person::signs_in("alice"), &["sts-cli"]).assert_ok();
        let claims = Keys::read(&said).claims();
        assert_eq!(claims["preferred_username"], "alice");
        assert!(claims["policy"].to_string().contains("readwrite"), "{}", claims["policy"]);
        assert!(claims["tokenRevokeType"].as_str().is_some_and(|kind| kind.starts_with("sts-cli-")), "{}", claims["tokenRevokeType"]);
    });
}

#[test]
fn the_login_is_protected_by_pkce_state_and_nonce() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        log_in(story, &alice, &["sts-cli"]).assert_ok();
        let page = alice.last_page(story);
        assert_eq!(page.parameter("code_challenge_method"), "S256");
        assert_eq!(page.parameter("code_challenge").len(), 43);
        assert!(page.parameter("state").len() >= 43 && page.parameter("nonce").len() >= 43, "256 bits each");
        assert!(
            page.parameter("redirect_uri").starts_with("http://127.0.0.1:") && page.parameter("redirect_uri").ends_with("/oauth2/callback")
        );
        assert!(page.parameter("scope").split(' ').any(|scope| scope == "openid"), "{}", page.parameter("scope"));
    });
}

#[test]
fn bob_lists_and_reads_but_cannot_write() {
    run_story(|story| {
        let keys = Keys::read(&log_in(story, &Person::signs_in("bob"), &["sts-cli"]).assert_ok());
        let file = small_file(story);
        assert!(mc(story, &keys, &["ls", "x"]).assert_ok().stdout.contains("demo/"));
        assert_eq!(mc(story, &keys, &["cat", "x/demo/readme.txt"]).assert_ok().stdout, "welcome\n");
        assert!(aws(story, &keys, &["s3", "ls"]).assert_ok().stdout.contains("demo"));
        mc(story, &keys, &["cp", &file, "x/demo/bob.txt"]).assert_failed().assert_explains(&["Insufficient permissions"]);
        aws(story, &keys, &["s3", "cp", &file, "s3://demo/bob.txt"]).assert_failed().assert_explains(&["AccessDenied", "PutObject"]);
    });
}

#[test]
fn a_client_with_a_secret_logs_in() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        let mut command = bare(story, BINARY);
        command.env("BROWSER", alice.browser_command(story)).env("STS_CLI_CLIENT_SECRET", WEB_SECRET);
        let said = run(command.args(LOGIN).arg("web")).assert_ok();
        alice.last_page(story).assert_success("alice");
        mc(story, &Keys::read(&said), &["ls", "x"]).assert_ok();
        assert!(!said.stderr.contains(WEB_SECRET), "the secret stays secret");
    });
}

#[test]
fn a_client_registered_for_post_only_logs_in() {
    logs_in("web-identity", "browser, secret by post", "MinIO, oidc-provider", |story| {
        let alice = Person::signs_in("alice");
        let mut command = bare(story, BINARY);
        command.env("BROWSER", alice.browser_command(story)).env("STS_CLI_CLIENT_SECRET", ROBOT_SECRET);
        command.args(["web-identity", "--endpoint", STRICT_ENDPOINT, "--issuer", STRICT_ISSUER, "--client-id", "web-by-post"]);
        let said = run(command.args(["--role-arn", POST_ROLE, "--no-buckets", "-o", "json"])).assert_ok();
        alice.last_page(story).assert_success("alice");
        Keys::read(&said.assert_hides(&[ROBOT_SECRET])).at(STRICT_ENDPOINT)
    });
}

#[test]
fn two_hours_are_granted_for_an_id_token_valid_five_minutes() {
    run_story(|story| {
        let said = log_in(story, &Person::signs_in("alice"), &["sts-cli", "--duration", "2h"]).assert_ok();
        let minutes = Keys::read(&said).minutes_left();
        assert!((118..=120).contains(&minutes), "{minutes} minutes are left");
    });
}

#[test]
fn an_interactive_login_lasts_eight_hours_by_default() {
    run_story(|story| {
        let said = log_in(story, &Person::signs_in("alice"), &["sts-cli"]).assert_ok();
        let minutes = Keys::read(&said).minutes_left();
        assert!((478..=480).contains(&minutes), "{minutes} minutes are left");
    });
}

#[test]
fn a_role_that_the_server_ignores_is_named_in_a_warning() {
    const ROLE: &str = "arn:aws:iam::123456789012:role/dummy";
    run_story(|story| {
        let said = log_in(story, &Person::signs_in("alice"), &["sts-cli", "--role-arn", ROLE]).assert_ok();
        mc(story, &Keys::read(&said), &["ls", "x"]).assert_ok();
        said.assert_explains(&["warning: the server ignored the role", ROLE, "readwrite"]);
    });
}

#[test]
fn a_redirect_to_localhost_works() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        let said = log_in(story, &alice, &["sts-cli", "--redirect-uri", "http://localhost:18080/oauth2/callback"]).assert_ok();
        assert_eq!(alice.last_page(story).parameter("redirect_uri"), "http://localhost:18080/oauth2/callback");
        mc(story, &Keys::read(&said), &["ls", "x"]).assert_ok();
    });
}

/// Logs in through the strict provider, which gives a refresh token only to those who ask for consent.
fn log_in_strictly(story: &Story, person: &Person, more: &[&str]) -> ProgramOutput {
    let arguments =
        ["web-identity", "--endpoint", STRICT_ENDPOINT, "--issuer", STRICT_ISSUER, "--client-id", "sts-cli", "--no-buckets", "-o", "json"];
    sts_cli_with(story, person, &[&arguments, more].concat())
}

#[test]
fn alice_logs_in_through_a_strict_provider() {
    logs_in("web-identity", "browser", "MinIO, oidc-provider", |story| {
        let alice = Person::signs_in("alice");
        let keys = Keys::read(&log_in_strictly(story, &alice, &[]).assert_ok()).at(STRICT_ENDPOINT);
        alice.last_page(story).assert_success("alice");
        keys.assert_claim("iss", STRICT_ISSUER);
        keys
    });
}

#[test]
fn offline_access_without_a_refresh_token_is_noted_with_a_hint() {
    run_story(|story| {
        let scopes = ["--scopes", "openid,offline_access"];
        let said = log_in_strictly(story, &Person::signs_in("alice"), &scopes).assert_ok();
        said.assert_explains(&["no refresh token", "prompt=consent"]);
        let said =
            log_in_strictly(story, &Person::signs_in("alice"), &[&scopes[..], &["--auth-param", "prompt=consent"]].concat()).assert_ok();
        assert!(!said.stderr.contains("no refresh token"), "{}", said.stderr);
    });
}

#[test]
fn a_role_of_the_server_is_used_instead_of_the_claim() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        let mut command = bare(story, BINARY);
        command.env("BROWSER", alice.browser_command(story)).env("STS_CLI_CLIENT_SECRET", WEB_SECRET);
        let said = run(command.args(LOGIN).args(["web", "--role-arn", WEB_ROLE])).assert_ok();
        assert!(!said.stderr.contains("ignored"), "{}", said.stderr);
        let keys = Keys::read(&said);
        keys.assert_claim("roleArn", WEB_ROLE);
        assert_eq!(mc(story, &keys, &["cat", "x/demo/readme.txt"]).assert_ok().stdout, "welcome\n");
        mc(story, &keys, &["cp", &small_file(story), "x/demo/role.txt"]).assert_failed();
    });
}

#[test]
fn the_access_token_can_be_sent_instead() {
    logs_in("web-identity", "browser, access token", "MinIO, Keycloak", |story| {
        let keys = Keys::read(&log_in(story, &Person::signs_in("alice"), &["sts-cli", "--send", "access-token"]).assert_ok());
        keys.assert_claim("typ", "Bearer");
        keys
    });
}

#[test]
fn a_server_that_reads_userinfo_gets_the_access_token_once_it_asks() {
    logs_in("web-identity", "browser, userinfo", "MinIO, Keycloak", |story| {
        let alice = Person::signs_in("alice");
        let endpoint = ["web-identity", "--endpoint", USERINFO_ENDPOINT, "--issuer", ISSUER, "--client-id", "elsewhere"];
        let said = sts_cli_with(story, &alice, &[&endpoint[..], &["--duration", "2h", "--no-buckets", "-o", "json"]].concat()).assert_ok();
        let said = said.assert_explains(&["7200"]); // this server grants half an hour, whatever is asked for
        let keys = Keys::read(&said).at(USERINFO_ENDPOINT);
        keys.assert_minutes_left(30);
        keys.assert_claim("policy", "readwrite");
        keys
    });
}

#[test]
fn userinfo_has_the_subject_of_the_id_token() {
    logs_in("web-identity", "browser, --userinfo", "MinIO, Keycloak", |story| {
        Keys::read(&log_in(story, &Person::signs_in("alice"), &["sts-cli", "--userinfo"]).assert_ok())
    });
}
