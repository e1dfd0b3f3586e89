//! Tokens that only the storage server's identity plugin can judge.

use crate::clients::Keys;
use crate::logins::logs_in;
use crate::program::{ProgramOutput, credentials, run_with_input};
use crate::servers::minio::{ENDPOINT, PLUGIN_ENDPOINT};
use crate::servers::plugin::{REASON, ROLE, TOKEN};
use crate::story::{Story, run_story};
use crate::tokens;

const STS: i32 = 5;
const USAGE: i32 = 2;

fn log_in(story: &Story, endpoint: &str, token: &str, more: &[&str]) -> ProgramOutput {
    let mut command = credentials(story, &["custom-token", "--endpoint", endpoint, "--token", "-"]);
    run_with_input(command.args(more), token).assert_hides(&[token])
}

#[test]
fn a_plugin_token_with_special_characters_logs_in() {
    logs_in("custom-token", "token on stdin", "MinIO, plugin", |story| {
        let keys = Keys::read(&log_in(story, PLUGIN_ENDPOINT, TOKEN, &["--role-arn", ROLE]).assert_ok()).at(PLUGIN_ENDPOINT);
        keys.assert_claim("parent", "custom:alice");
        keys
    });
}

#[test]
fn a_plugin_token_from_a_file_logs_in() {
    logs_in("custom-token", "token file", "MinIO, plugin", |story| {
        let file = tokens::file(story, &format!("{TOKEN}\n"));
        let arguments = ["custom-token", "--endpoint", PLUGIN_ENDPOINT, "--token", &file, "--role-arn", ROLE];
        Keys::read(&crate::program::run(&mut credentials(story, &arguments)).assert_ok()).at(PLUGIN_ENDPOINT)
    });
}

#[test]
fn credentials_of_a_plugin_token_have_a_revoke_type() {
    run_story(|story| {
        let said = log_in(story, PLUGIN_ENDPOINT, TOKEN, &["--role-arn", ROLE]).assert_ok();
        Keys::read(&said).assert_claim("tokenRevokeType", "sts-cli-");
    });
}

#[test]
fn the_plugin_grants_an_hour_and_a_longer_duration_is_reported_as_reduced() {
    run_story(|story| {
        let said = log_in(story, PLUGIN_ENDPOINT, TOKEN, &["--role-arn", ROLE, "--duration", "2h"]).assert_ok().assert_explains(&["7200"]);
        Keys::read(&said).assert_minutes_left(60);
    });
}

#[test]
fn a_token_refused_by_the_plugin_is_not_retried() {
    run_story(|story| {
        let started = std::time::Instant::now();
        let said = log_in(story, PLUGIN_ENDPOINT, "never-issued-for-tests", &["--role-arn", ROLE]);
        assert!(started.elapsed().as_millis() < 1500, "it was asked once");
        said.assert_refused(STS).assert_explains(&[REASON, "plugin"]);
    });
}

#[test]
fn an_unknown_plugin_role_is_named() {
    run_story(|story| {
        const OTHER: &str = "arn:minio:iam:::role/idmp-other";
        log_in(story, PLUGIN_ENDPOINT, TOKEN, &["--role-arn", OTHER]).assert_refused(STS).assert_explains(&["RoleArn", OTHER]);
    });
}

#[test]
fn a_plugin_token_requires_a_role() {
    run_story(|story| {
        log_in(story, PLUGIN_ENDPOINT, TOKEN, &[]).assert_refused(USAGE).assert_explains(&["--role-arn"]);
    });
}

#[test]
fn a_server_without_a_plugin_is_contacted_once() {
    run_story(|story| {
        let started = std::time::Instant::now();
        let said = log_in(story, ENDPOINT, TOKEN, &["--role-arn", ROLE]);
        assert!(started.elapsed().as_millis() < 1500, "it was asked once");
        said.assert_failed().assert_explains(&["AssumeRoleWithCustomToken", "is disabled", "administrator"]);
    });
}
