//! The clients that people use: each takes credentials every way that it knows, lists a bucket and writes an object.

use crate::clients::matrix::takes_them_every_way;
use crate::clients::table;
use crate::story::tell;

#[test]
fn aws_cli_1_is_handed_credentials_every_way_it_knows() {
    tell(|story| takes_them_every_way(story, &table::AWS_CLI_1));
}

#[test]
fn debians_aws_cli_2_is_handed_credentials_every_way_it_knows() {
    tell(|story| takes_them_every_way(story, &table::AWS_CLI_2));
}

#[test]
fn boto3_is_handed_credentials_every_way_it_knows() {
    tell(|story| takes_them_every_way(story, &table::BOTO3));
}

#[test]
fn the_node_sdk_is_handed_credentials_every_way_it_knows() {
    tell(|story| takes_them_every_way(story, &table::NODE_SDK));
}

#[test]
fn s3fs_is_handed_credentials_every_way_it_knows() {
    tell(|story| takes_them_every_way(story, &table::S3FS));
}

#[test]
fn debians_old_rclone_is_handed_credentials_every_way_it_knows() {
    tell(|story| takes_them_every_way(story, &table::RCLONE_OLD));
}

#[test]
fn a_new_rclone_is_handed_credentials_every_way_it_knows() {
    tell(|story| takes_them_every_way(story, &table::RCLONE_NEW));
}

#[test]
fn s5cmd_is_handed_credentials_every_way_it_knows() {
    tell(|story| takes_them_every_way(story, &table::S5CMD));
}

#[test]
fn s3cmd_is_handed_credentials_every_way_it_knows() {
    tell(|story| takes_them_every_way(story, &table::S3CMD));
}

#[test]
fn mc_is_handed_credentials_every_way_it_knows() {
    tell(|story| takes_them_every_way(story, &table::MC));
}

#[test]
fn duckdb_is_handed_credentials_every_way_it_knows() {
    tell(|story| takes_them_every_way(story, &table::DUCKDB));
}

#[test]
fn restic_is_handed_credentials_every_way_it_knows() {
    tell(|story| takes_them_every_way(story, &table::RESTIC));
}
