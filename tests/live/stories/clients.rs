//! The clients that people use: each takes credentials every way that it knows, lists a bucket and writes an object.

use crate::clients::matrix::assert_works_in_every_way;
use crate::clients::table;
use crate::clients::ways::Way;
use crate::program::{BINARY, bare, run};
use crate::servers::minio::ENDPOINT;
use crate::story::run_story;

const README: &str = include_str!("../../../README.md");

#[test]
fn aws_cli_1_gets_credentials_in_every_supported_way() {
    run_story(|story| assert_works_in_every_way(story, &table::AWS_CLI_1));
}

#[test]
fn debians_aws_cli_2_gets_credentials_in_every_supported_way() {
    run_story(|story| assert_works_in_every_way(story, &table::AWS_CLI_2));
}

#[test]
fn boto3_gets_credentials_in_every_supported_way() {
    run_story(|story| assert_works_in_every_way(story, &table::BOTO3));
}

#[test]
fn the_node_sdk_gets_credentials_in_every_supported_way() {
    run_story(|story| assert_works_in_every_way(story, &table::NODE_SDK));
}

#[test]
fn the_aws_common_runtime_gets_credentials_in_every_supported_way() {
    run_story(|story| assert_works_in_every_way(story, &table::AWSCRT));
}

#[test]
fn s3fs_gets_credentials_in_every_supported_way() {
    run_story(|story| assert_works_in_every_way(story, &table::S3FS));
}

#[test]
fn debians_old_rclone_gets_credentials_in_every_supported_way() {
    run_story(|story| assert_works_in_every_way(story, &table::RCLONE_OLD));
}

#[test]
fn a_new_rclone_gets_credentials_in_every_supported_way() {
    run_story(|story| assert_works_in_every_way(story, &table::RCLONE_NEW));
}

#[test]
fn s5cmd_gets_credentials_in_every_supported_way() {
    run_story(|story| assert_works_in_every_way(story, &table::S5CMD));
}

#[test]
fn the_readme_command_for_s5cmd_works() {
    run_story(|story| {
        let row = README.lines().find(|line| line.starts_with("| [s5cmd]")).expect("a row for s5cmd");
        let (_, row) = row.split_once("`sts-cli exec prod --renew -- s5cmd ").expect("its command");
        let (words, _) = row.split_once('`').expect("the row's command");
        Way::Exec.set_up(&story.home(), ENDPOINT);
        for more in [&[][..], &["--renew"]] {
            let mut command = bare(story, BINARY);
            command.args(["exec", "demo"]).args(more).arg("--").arg(story.tools.folder().join("s5cmd/bin/s5cmd")).args(words.split(' '));
            command.env("XDG_CONFIG_HOME", story.home().join(".config")).env("S3_ENDPOINT_URL", "http://127.0.0.1:9");
            let said = run(&mut command).assert_ok();
            assert!(said.stdout.contains("s3://demo"), "{}", said.stdout);
        }
    });
}

#[test]
fn s3cmd_gets_credentials_in_every_supported_way() {
    run_story(|story| assert_works_in_every_way(story, &table::S3CMD));
}

#[test]
fn mc_gets_credentials_in_every_supported_way() {
    run_story(|story| assert_works_in_every_way(story, &table::MC));
}

#[test]
fn duckdb_gets_credentials_in_every_supported_way() {
    run_story(|story| assert_works_in_every_way(story, &table::DUCKDB));
}

#[test]
fn restic_gets_credentials_in_every_supported_way() {
    run_story(|story| assert_works_in_every_way(story, &table::RESTIC));
}
