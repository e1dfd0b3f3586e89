//! SeaweedFS, which wants a session name always, a role sometimes, and answers who one is.

use crate::browser::Person;
use crate::clients::{Keys, aws};
use crate::logins::logs_in;
use crate::program::{BINARY, ProgramOutput, bare, credentials, run, run_with_input, sts_cli_with};
use crate::servers::directory::{ALICE, BOB};
use crate::servers::keycloak::ISSUER;
use crate::servers::minio::CAROL;
use crate::servers::seaweedfs::{DIRECTORY_ROLE, KEYS_ROLE, SEAWEEDFS, WEB_ROLE};
use crate::story::{Story, run_story};
use crate::tokens;

const STS: i32 = 5;

fn exchange_keys(story: &Story, more: &[&str]) -> ProgramOutput {
    let mut command = credentials(story, &["assume-role", "--endpoint", SEAWEEDFS]);
    run(command.env("AWS_ACCESS_KEY_ID", CAROL.0).env("AWS_SECRET_ACCESS_KEY", CAROL.1).args(more))
}

fn with_token(story: &Story, token: &str, more: &[&str]) -> ProgramOutput {
    let file = tokens::file(story, token);
    run(credentials(story, &["web-identity", "--endpoint", SEAWEEDFS, "--token", &file]).args(more))
}

fn from_directory(story: &Story, (name, password): (&str, &str), more: &[&str]) -> ProgramOutput {
    let arguments = ["ldap", "--endpoint", SEAWEEDFS, "--user", name, "--password-file", "-"];
    run_with_input(credentials(story, &arguments).args(more), password)
}

#[test]
fn alice_logs_in_to_seaweedfs_in_the_browser() {
    logs_in("web-identity", "browser", "SeaweedFS, Keycloak", |story| {
        let alice = Person::signs_in("alice");
        let arguments =
            ["web-identity", "--endpoint", SEAWEEDFS, "--issuer", ISSUER, "--client-id", "sts-cli", "--no-buckets", "-o", "json"];
        let said = sts_cli_with(story, &alice, &arguments).assert_ok();
        alice.last_page(story).assert_success("alice");
        Keys::read(&said).at(SEAWEEDFS)
    });
}

#[test]
fn the_claim_names_the_policy_without_a_role() {
    logs_in("web-identity", "token file, no role", "SeaweedFS, Keycloak", |story| {
        Keys::read(&with_token(story, &tokens::keycloak("alice", "scripts"), &[]).assert_ok()).at(SEAWEEDFS)
    });
}

#[test]
fn a_role_can_be_assumed_with_a_token() {
    logs_in("web-identity", "token file, role", "SeaweedFS, oidc-provider", |story| {
        let keys = Keys::read(&with_token(story, &tokens::strict(), &["--role-arn", WEB_ROLE]).assert_ok()).at(SEAWEEDFS);
        keys.assert_claim("role", "role/web");
        keys
    });
}

#[test]
fn keys_are_exchanged_without_a_role() {
    logs_in("assume-role", "keys, no role", "SeaweedFS", |story| Keys::read(&exchange_keys(story, &[]).assert_ok()).at(SEAWEEDFS));
}

#[test]
fn keys_are_exchanged_for_a_role() {
    logs_in("assume-role", "keys, role", "SeaweedFS", |story| {
        let keys = Keys::read(&exchange_keys(story, &["--role-arn", KEYS_ROLE]).assert_ok()).at(SEAWEEDFS);
        let who = aws(story, &keys, &["sts", "get-caller-identity"]).assert_ok();
        assert!(who.stdout.contains("assumed-role/keys/"), "{}", who.stdout);
        keys
    });
}

#[test]
fn bobs_password_is_sent_correctly_through_seaweedfs_too() {
    logs_in("ldap", "password on stdin, role", "SeaweedFS, slapd", |story| {
        Keys::read(&from_directory(story, BOB, &["--role-arn", DIRECTORY_ROLE]).assert_ok()).at(SEAWEEDFS)
    });
}

#[test]
fn an_ldap_login_without_a_role_is_reported() {
    run_story(|story| {
        from_directory(story, ALICE, &[]).assert_failed().assert_explains(&["--role-arn"]);
    });
}

#[test]
fn a_wrong_password_at_seaweedfs_is_recognized() {
    run_story(|story| {
        from_directory(story, (ALICE.0, "wrong-for-tests"), &["--role-arn", DIRECTORY_ROLE])
            .assert_refused(STS)
            .assert_explains(&["AccessDenied", "password"])
            .assert_hides(&["wrong-for-tests"]);
    });
}

#[test]
fn an_unknown_seaweedfs_role_is_named() {
    run_story(|story| {
        const NONE: &str = "arn:aws:iam::role/none";
        with_token(story, &tokens::strict(), &["--role-arn", NONE]).assert_refused(STS).assert_explains(&["role not found", NONE]);
    });
}

#[test]
fn a_duration_over_twelve_hours_is_refused_with_the_bounds() {
    run_story(|story| {
        with_token(story, &tokens::strict(), &["--duration", "24h"]).assert_failed().assert_explains(&["DurationSeconds", "43200"]);
    });
}

#[test]
fn wrong_keys_at_seaweedfs_are_refused() {
    run_story(|story| {
        let mut command = bare(story, BINARY);
        command.env("AWS_ACCESS_KEY_ID", CAROL.0).env("AWS_SECRET_ACCESS_KEY", "wrong-for-tests");
        command.args(["assume-role", "--endpoint", SEAWEEDFS, "-o", "json"]);
        run(&mut command).assert_refused(STS).assert_explains(&["secret key"]).assert_hides(&["wrong-for-tests"]);
    });
}

#[test]
fn an_action_that_seaweedfs_does_not_support_is_reported() {
    run_story(|story| {
        let file = tokens::file(story, "whatever-for-tests");
        let arguments = ["custom-token", "--endpoint", SEAWEEDFS, "--token", &file, "--role-arn", WEB_ROLE];
        run(&mut credentials(story, &arguments))
            .assert_failed()
            .assert_explains(&["AssumeRoleWithCustomToken", "does not support this action"]);
    });
}
