//! Long-term keys of the storage server's own user, traded for temporary ones by a signed request.

use crate::clients::{Keys, assert_list_and_write, mc};
use crate::logins::logs_in;
use crate::program::{BINARY, ProgramOutput, bare, credentials, run, run_with_input};
use crate::servers::minio::{CAROL, CAROLS_KEY, ENDPOINT, NINA, PLAIN_ENDPOINT, REGION, ROOT};
use crate::story::{Story, run_story};
use crate::terminal::Terminal;

const IDENTITY: i32 = 4;
const STS: i32 = 5;

fn assume_role(story: &Story, name: &str, secret: &str, more: &[&str]) -> ProgramOutput {
    let mut command = bare(story, BINARY);
    command.env("AWS_ACCESS_KEY_ID", name).env("AWS_SECRET_ACCESS_KEY", secret);
    run(command.args(["assume-role", "--endpoint", ENDPOINT, "--no-buckets", "-o", "json"]).args(more))
}

#[test]
fn carol_exchanges_her_keys_for_credentials_for_an_hour() {
    logs_in("assume-role", "environment", "MinIO", |story| {
        let keys = Keys::read(&assume_role(story, CAROL.0, CAROL.1, &["--duration", "1h"]).assert_ok());
        keys.assert_minutes_left(60);
        assert_list_and_write(story, &keys, "carol");
        keys
    });
}

#[test]
fn a_wrong_secret_key_is_refused_and_not_shown() {
    run_story(|story| {
        let said = assume_role(story, CAROL.0, "a-wrong-secret-for-tests", &[]).assert_refused(STS);
        assert!(!said.stderr.contains("a-wrong-secret-for-tests"), "{}", said.stderr);
        said.assert_explains(&["AccessDenied", "check the secret key"]);
    });
}

#[test]
fn unknown_access_keys_are_refused() {
    run_story(|story| {
        assume_role(story, "nobody-here", "a-wrong-secret-for-tests", &[])
            .assert_refused(STS)
            .assert_explains(&["AccessDenied", "check the access key"]);
    });
}

#[test]
fn a_secret_key_is_read_from_a_pipe() {
    logs_in("assume-role", "secret on stdin", "MinIO", |story| {
        let arguments = ["assume-role", "--endpoint", ENDPOINT, "--access-key", CAROL.0, "--secret-key-file", "-"];
        Keys::read(&run_with_input(&mut credentials(story, &arguments), &format!("{}\n", CAROL.1)).assert_ok().assert_hides(&[CAROL.1]))
    });
}

#[test]
fn a_secret_key_is_read_from_a_prompt() {
    logs_in("assume-role", "secret at a prompt", "MinIO", |story| {
        let mut terminal = Terminal::runs(story, &["assume-role", "--endpoint", ENDPOINT, "--access-key", CAROL.0]);
        terminal.shows("ecret");
        terminal.types(CAROL.1);
        Keys::read(&terminal.ends().assert_ok().assert_hides(&[CAROL.1]))
    });
}

#[test]
fn keys_are_read_from_a_profile_of_the_aws_files() {
    logs_in("assume-role", "--source-profile", "MinIO", |story| {
        std::fs::create_dir_all(story.home().join(".aws")).expect("the home can be written");
        let text = format!("[carol]\naws_access_key_id = {}\naws_secret_access_key = {}\n", CAROL.0, CAROL.1);
        std::fs::write(story.home().join(".aws/credentials"), text).expect("the home can be written");
        let arguments = ["assume-role", "--endpoint", ENDPOINT, "--source-profile", "carol"];
        Keys::read(&run(&mut credentials(story, &arguments)).assert_ok())
    });
}

#[test]
fn a_server_with_a_region_requires_that_region() {
    logs_in("assume-role", "--region", "MinIO, region", |story| {
        let trade = |region| {
            let mut command = credentials(story, &["assume-role", "--endpoint", PLAIN_ENDPOINT, "--region", region]);
            run(command.env("AWS_ACCESS_KEY_ID", ROOT.0).env("AWS_SECRET_ACCESS_KEY", ROOT.1))
        };
        trade("us-east-1").assert_refused(STS).assert_explains(&["region", "--region"]);
        Keys::read(&trade(REGION).assert_ok()).at(PLAIN_ENDPOINT)
    });
}

#[test]
fn an_access_key_that_carol_created_cannot_be_exchanged() {
    run_story(|story| {
        assume_role(story, CAROLS_KEY.0, CAROLS_KEY.1, &[])
            .assert_refused(STS)
            .assert_explains(&["Access Denied", "the user's own name and password"]);
    });
}

#[test]
fn temporary_keys_cannot_be_exchanged() {
    run_story(|story| {
        let keys = Keys::read(&assume_role(story, CAROL.0, CAROL.1, &[]).assert_ok());
        let mut command = credentials(story, &["assume-role", "--endpoint", ENDPOINT]);
        run(command.envs(keys.variables())).assert_failed().assert_explains(&["temporary"]);
    });
}

#[test]
fn credentials_of_a_user_without_a_policy_have_no_access() {
    run_story(|story| {
        let said = assume_role(story, NINA.0, NINA.1, &[]).assert_ok();
        mc(story, &Keys::read(&said), &["ls", "x/demo"]).assert_failed();
    });
}

#[test]
fn a_user_without_a_policy_gets_a_warning_instead_of_buckets() {
    run_story(|story| {
        let mut command = bare(story, BINARY);
        command.env("AWS_ACCESS_KEY_ID", NINA.0).env("AWS_SECRET_ACCESS_KEY", NINA.1);
        let said = run(command.args(["assume-role", "--endpoint", ENDPOINT, "-o", "text"])).assert_ok();
        said.assert_explains(&["the credentials are valid, but may not list buckets"]);
    });
}

#[test]
fn missing_keys_are_named_if_prompts_are_disabled() {
    run_story(|story| {
        run(credentials(story, &["assume-role", "--endpoint", ENDPOINT]).arg("--no-input"))
            .assert_failed()
            .assert_explains(&["AWS_ACCESS_KEY_ID"]);
        let arguments = ["assume-role", "--endpoint", ENDPOINT, "--access-key", CAROL.0, "--no-input"];
        run(&mut credentials(story, &arguments)).assert_refused(IDENTITY).assert_explains(&["AWS_SECRET_ACCESS_KEY"]);
    });
}

#[test]
fn credentials_of_a_known_server_have_a_revoke_type() {
    run_story(|story| {
        let keys = Keys::read(&assume_role(story, CAROL.0, CAROL.1, &["--dialect", "minio"]).assert_ok());
        keys.assert_claim("tokenRevokeType", "sts-cli-");
    });
}
