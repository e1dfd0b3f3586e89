//! People of the directory: name and password, every character of it.

use crate::clients::Keys;
use crate::logins::logs_in;
use crate::program::{ProgramOutput, credentials, run, run_with_input};
use crate::servers::directory::{ALICE, BOB, CAROL, DAVE, while_unreachable};
use crate::servers::minio::{ENDPOINT, LDAP_ENDPOINT, LOCKED_OUT_ENDPOINT};
use crate::story::{Story, run_story};

const STS: i32 = 5;
const NETWORK: i32 = 6;

/// Logs in with a password on standard input, as it is, without a line's end.
fn log_in(story: &Story, endpoint: &str, (name, password): (&str, &str), more: &[&str]) -> ProgramOutput {
    let arguments = ["ldap", "--endpoint", endpoint, "--user", name, "--password-file", "-"];
    run_with_input(credentials(story, &arguments).args(more), password).assert_hides(&[password])
}

#[test]
fn alice_logs_in_with_a_password_from_a_file() {
    logs_in("ldap", "password file", "MinIO, slapd", |story| {
        let file = story.home().join("password");
        std::fs::write(&file, format!("{}\n", ALICE.1)).expect("the home can be written");
        let arguments = ["ldap", "--endpoint", LDAP_ENDPOINT, "--user", ALICE.0, "--password-file", &file.display().to_string()];
        let keys = Keys::read(&run(&mut credentials(story, &arguments)).assert_ok()).at(LDAP_ENDPOINT);
        keys.assert_claim("ldapUsername", "alice");
        keys.assert_claim("tokenRevokeType", "sts-cli-");
        keys
    });
}

#[test]
fn every_character_of_bobs_password_is_sent_correctly() {
    logs_in("ldap", "password on stdin", "MinIO, slapd", |story| {
        Keys::read(&log_in(story, LDAP_ENDPOINT, BOB, &[]).assert_ok()).at(LDAP_ENDPOINT)
    });
}

#[test]
fn a_user_name_with_a_plus_and_a_password_command_work() {
    logs_in("ldap", "password command", "MinIO, slapd", |story| {
        let command = format!("printf '%s\\n' {}", CAROL.1);
        let arguments = ["ldap", "--endpoint", LDAP_ENDPOINT, "--user", CAROL.0, "--password-command", &format!("sh -c \"{command}\"")];
        let keys = Keys::read(&run(&mut credentials(story, &arguments)).assert_ok()).at(LDAP_ENDPOINT);
        keys.assert_claim("ldapUsername", "carol+x");
        keys
    });
}

#[test]
fn ldap_credentials_last_as_long_as_requested() {
    run_story(|story| {
        let keys = Keys::read(&log_in(story, LDAP_ENDPOINT, ALICE, &["--duration", "2h"]).assert_ok());
        keys.assert_minutes_left(120);
    });
}

#[test]
fn a_wrong_password_is_reported_to_the_user() {
    run_story(|story| {
        log_in(story, LDAP_ENDPOINT, (ALICE.0, "wrong-for-tests"), &[])
            .assert_refused(STS)
            .assert_explains(&["LDAP Result Code 49", "check the user name and password"]);
    });
}

#[test]
fn an_unknown_user_gets_a_hint_to_use_the_short_login_name() {
    run_story(|story| {
        let dn = "uid=alice,ou=people,dc=example,dc=test";
        for name in ["zed", dn] {
            log_in(story, LDAP_ENDPOINT, (name, "whatever-for-tests"), &[])
                .assert_refused(STS)
                .assert_explains(&["Unable to find user DN", "short login name"]);
        }
    });
}

#[test]
fn a_user_without_a_policy_gets_a_hint_who_can_attach_one() {
    run_story(|story| {
        log_in(story, LDAP_ENDPOINT, DAVE, &[]).assert_refused(STS).assert_explains(&["expecting a policy", "administrator", "uid=dave"]);
    });
}

#[test]
fn a_server_without_ldap_is_reported() {
    run_story(|story| {
        log_in(story, ENDPOINT, ALICE, &[]).assert_refused(STS).assert_explains(&["is not configured", "to configure LDAP"]);
    });
}

#[test]
fn a_server_without_access_to_its_directory_fails_quickly() {
    run_story(|story| {
        let started = std::time::Instant::now();
        let said = log_in(story, LOCKED_OUT_ENDPOINT, ALICE, &[]);
        assert!(started.elapsed().as_secs() < 20, "seconds, not minutes");
        said.assert_refused(NETWORK).assert_explains(&["STSIAMNotInitialized", "administrator"]);
    });
}

#[test]
fn an_unreachable_directory_is_not_blamed_on_the_user() {
    run_story(|story| {
        let said = while_unreachable(|| log_in(story, LDAP_ENDPOINT, ALICE, &[]));
        said.assert_failed().assert_explains(&["LDAP", "which the storage server cannot connect to"]);
        log_in(story, LDAP_ENDPOINT, ALICE, &[]).assert_ok();
    });
}
