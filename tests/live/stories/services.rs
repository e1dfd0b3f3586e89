//! Services that log in with an id and a secret of their own.

use crate::clients::Keys;
use crate::logins::logs_in;
use crate::program::{ProgramOutput, credentials, run};
use crate::servers::keycloak::{ISSUER, ROBOT_SECRET as KEYCLOAK_SECRET};
use crate::servers::minio::{ENDPOINT, STRICT_ENDPOINT};
use crate::servers::oidc_provider::{HASTY_ISSUER, RESOURCE, ROBOT_SECRET, STRICT_ISSUER};
use crate::servers::seaweedfs::SEAWEEDFS;
use crate::story::{Story, run_story};
use crate::tools::beside;

const IDENTITY: i32 = 4;
const STS: i32 = 5;

/// The strict provider makes JWTs for a named resource only.
const STRICT: [&str; 4] = ["--resource", RESOURCE, "--scopes", "storage"];

fn log_in(story: &Story, secret: &str, endpoint: &str, client: &[&str]) -> ProgramOutput {
    let mut command = credentials(story, &[&["client-grants", "--endpoint", endpoint], client].concat());
    run(command.env("STS_CLI_CLIENT_SECRET", secret)).assert_hides(&[secret])
}

#[test]
fn a_keycloak_service_logs_in() {
    logs_in("client-grants", "basic, discovery", "MinIO, Keycloak", |story| {
        let keys = Keys::read(&log_in(story, KEYCLOAK_SECRET, ENDPOINT, &["--issuer", ISSUER, "--client-id", "robot"]).assert_ok());
        keys.assert_claim("azp", "robot");
        keys
    });
}

#[test]
fn credentials_of_a_service_have_a_revoke_type() {
    run_story(|story| {
        let said = log_in(story, KEYCLOAK_SECRET, ENDPOINT, &["--issuer", ISSUER, "--client-id", "robot"]).assert_ok();
        Keys::read(&said).assert_claim("tokenRevokeType", "sts-cli-");
    });
}

#[test]
fn the_flags_of_the_minio_sample_name_the_token_endpoint() {
    logs_in("client-grants", "secret file, -idp-ep", "MinIO, Keycloak", |story| {
        let (file, idp) = (story.home().join("secret"), format!("{ISSUER}/protocol/openid-connect/token"));
        std::fs::write(&file, KEYCLOAK_SECRET).expect("the home can be written");
        let flags = ["client-grants", "-sts-ep", ENDPOINT, "-idp-ep", &idp, "-cid", "robot"];
        let mut command = credentials(story, &flags);
        Keys::read(&run(command.args(["--client-secret-file", &file.display().to_string()])).assert_ok())
    });
}

#[test]
fn a_secret_with_special_characters_is_sent_by_basic() {
    logs_in("client-grants", "basic, resource", "MinIO, oidc-provider", |story| {
        let client = [&["--issuer", STRICT_ISSUER, "--client-id", "robot"], &STRICT[..]].concat();
        Keys::read(&log_in(story, ROBOT_SECRET, STRICT_ENDPOINT, &client).assert_ok()).at(STRICT_ENDPOINT)
    });
}

#[test]
fn a_secret_with_special_characters_is_sent_by_post() {
    logs_in("client-grants", "post, resource", "MinIO, oidc-provider", |story| {
        let client = [&["--issuer", STRICT_ISSUER, "--client-id", "robot-by-post", "--client-auth", "post"], &STRICT[..]].concat();
        Keys::read(&log_in(story, ROBOT_SECRET, STRICT_ENDPOINT, &client).assert_ok()).at(STRICT_ENDPOINT)
    });
}

#[test]
fn a_service_registered_for_post_only_needs_no_option() {
    logs_in("client-grants", "post, found out", "MinIO, oidc-provider", |story| {
        let client = [&["--issuer", STRICT_ISSUER, "--client-id", "robot-by-post"], &STRICT[..]].concat();
        Keys::read(&log_in(story, ROBOT_SECRET, STRICT_ENDPOINT, &client).assert_ok()).at(STRICT_ENDPOINT)
    });
}

#[test]
fn a_service_authenticates_with_its_key() {
    logs_in("client-grants", "private_key_jwt", "MinIO, oidc-provider", |story| {
        let key = beside("../cases/keys/ec-p256-sec1.pem").display().to_string();
        let client =
            ["--issuer", STRICT_ISSUER, "--client-id", "robot-by-key", "--client-assertion-key", &key, "--client-assertion-kid", "k-1"];
        let command = [&["client-grants", "--endpoint", STRICT_ENDPOINT][..], &client, &STRICT].concat();
        Keys::read(&run(&mut credentials(story, &command)).assert_ok()).at(STRICT_ENDPOINT)
    });
}

#[test]
fn a_server_without_client_grants_gets_the_token_as_web_identity() {
    logs_in("client-grants", "basic, discovery", "SeaweedFS, Keycloak", |story| {
        let said = log_in(story, KEYCLOAK_SECRET, SEAWEEDFS, &["--issuer", ISSUER, "--client-id", "robot"]);
        let said = said.assert_ok().assert_explains(&["AssumeRoleWithClientGrants", "AssumeRoleWithWebIdentity"]);
        Keys::read(&said).at(SEAWEEDFS)
    });
}

#[test]
fn a_wrong_secret_is_reported_as_a_provider_refusal() {
    run_story(|story| {
        for (issuer, client) in [(ISSUER, "robot"), (STRICT_ISSUER, "robot")] {
            log_in(story, "wrong-secret-for-tests", ENDPOINT, &["--issuer", issuer, "--client-id", client])
                .assert_refused(IDENTITY)
                .assert_explains(&["client"]);
        }
    });
}

#[test]
fn an_opaque_access_token_is_not_sent() {
    run_story(|story| {
        log_in(story, ROBOT_SECRET, STRICT_ENDPOINT, &["--issuer", STRICT_ISSUER, "--client-id", "robot"])
            .assert_refused(IDENTITY)
            .assert_explains(&["opaque"]);
    });
}

#[test]
fn an_unknown_resource_is_reported_as_a_provider_refusal() {
    run_story(|story| {
        let client = ["--issuer", STRICT_ISSUER, "--client-id", "robot", "--resource", "urn:example:another"];
        log_in(story, ROBOT_SECRET, STRICT_ENDPOINT, &client).assert_refused(IDENTITY).assert_explains(&["invalid_target"]);
    });
}

#[test]
fn a_storage_server_with_a_late_clock_is_retried_once_and_named() {
    run_story(|story| {
        let client = [&["--issuer", HASTY_ISSUER, "--client-id", "robot"], &STRICT[..]].concat();
        log_in(story, ROBOT_SECRET, STRICT_ENDPOINT, &client)
            .assert_refused(STS)
            .assert_explains(&["used before issued", "to set its clock by NTP"]);
    });
}
