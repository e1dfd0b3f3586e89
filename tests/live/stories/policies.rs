//! Credentials that are narrowed further than the person's own rights.

use crate::clients::{Keys, mc, small_file};
use crate::program::{BINARY, ProgramOutput, bare, credentials, run};
use crate::servers::minio::{CAROL, ENDPOINT};
use crate::story::{Story, run_story};
use serde_json::{Value, json};

const READ_REPORTS: [&str; 2] = ["--allow", "read:demo/reports"];

fn exchange_keys(story: &Story, more: &[&str]) -> ProgramOutput {
    let mut command = credentials(story, &["assume-role", "--endpoint", ENDPOINT]);
    run(command.env("AWS_ACCESS_KEY_ID", CAROL.0).env("AWS_SECRET_ACCESS_KEY", CAROL.1).args(more))
}

fn printed_policy(story: &Story, more: &[&str]) -> Value {
    run(bare(story, BINARY).args(["assume-role", "--print-policy"]).args(more)).assert_ok().json()
}

#[test]
fn a_session_policy_for_reading_reports_allows_nothing_else() {
    run_story(|story| {
        let keys = Keys::read(&exchange_keys(story, &READ_REPORTS).assert_ok());
        let file = small_file(story);
        assert_eq!(mc(story, &keys, &["cat", "x/demo/reports/may.txt"]).assert_ok().stdout, "welcome\n");
        mc(story, &keys, &["cat", "x/demo/readme.txt"]).assert_failed();
        mc(story, &keys, &["cp", &file, "x/demo/reports/june.txt"]).assert_failed();
        mc(story, &keys, &["rm", "x/demo/reports/may.txt"]).assert_failed();
        mc(story, &keys, &["ls", "x/logs"]).assert_failed();
    });
}

#[test]
fn the_printed_policy_for_reading_reports_has_one_statement() {
    run_story(|story| {
        let policy = printed_policy(story, &READ_REPORTS);
        let statements = policy["Statement"].as_array().expect("statements");
        assert_eq!(policy["Version"], "2012-10-17");
        assert_eq!(statements.len(), 1, "{policy}");
        assert_eq!((&statements[0]["Effect"], &statements[0]["Action"]), (&json!("Allow"), &json!(["s3:GetObject"])));
        let resources = statements[0]["Resource"].to_string();
        assert!(resources.contains("arn:aws:s3:::demo/reports"), "{policy}");
    });
}

#[test]
fn a_prefix_does_not_allow_objects_with_a_similar_name() {
    run_story(|story| {
        let root = crate::servers::minio::ROOT;
        let mut command = credentials(story, &["assume-role", "--endpoint", ENDPOINT]);
        let all = Keys::read(&run(command.env("AWS_ACCESS_KEY_ID", root.0).env("AWS_SECRET_ACCESS_KEY", root.1)).assert_ok());
        mc(story, &all, &["cp", &small_file(story), "x/demo/reports-of-the-board.txt"]).assert_ok();
        let keys = Keys::read(&exchange_keys(story, &READ_REPORTS).assert_ok());
        mc(story, &keys, &["cat", "x/demo/reports-of-the-board.txt"]).assert_failed();
    });
}

#[test]
fn listing_and_writing_can_be_allowed_separately() {
    run_story(|story| {
        let keys = Keys::read(&exchange_keys(story, &["--allow", "list:demo", "--allow", "write:demo/in a box/ä"]).assert_ok());
        let file = small_file(story);
        assert!(mc(story, &keys, &["ls", "x/demo"]).assert_ok().stdout.contains("readme.txt"));
        mc(story, &keys, &["cp", &file, "x/demo/in a box/ä/a.txt"]).assert_ok();
        mc(story, &keys, &["cp", &file, "x/demo/elsewhere.txt"]).assert_failed();
        mc(story, &keys, &["cat", "x/demo/readme.txt"]).assert_failed();
    });
}

#[test]
fn full_access_to_one_bucket_does_not_allow_others() {
    run_story(|story| {
        let keys = Keys::read(&exchange_keys(story, &["--allow", "full:logs"]).assert_ok());
        let file = small_file(story);
        mc(story, &keys, &["cp", &file, "x/logs/full.txt"]).assert_ok();
        mc(story, &keys, &["rm", "x/logs/full.txt"]).assert_ok();
        mc(story, &keys, &["ls", "x/demo"]).assert_failed();
    });
}

#[test]
fn an_invalid_policy_is_not_sent() {
    run_story(|story| {
        let long = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::{}"}}]}}"#,
            "x".repeat(2100)
        );
        for (policy, reason) in [("{", "JSON"), (r#"{"Statement":[]}"#, "Version"), (&long, "2048")] {
            exchange_keys(story, &["--policy", policy]).assert_failed().assert_explains(&[reason]);
        }
    });
}

#[test]
fn the_session_token_contains_the_session_policy() {
    run_story(|story| {
        let claims = Keys::read(&exchange_keys(story, &READ_REPORTS).assert_ok()).claims();
        assert!(claims["sessionPolicy"].is_string(), "{claims}");
    });
}
