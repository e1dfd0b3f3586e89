//! `doctor` at real servers: a login that works, and set-ups whose first failure names the cause and who must act.

use crate::browser::Person;
use crate::program::{ProgramOutput, sts_cli, sts_cli_with};
use crate::servers::directory::ALICE;
use crate::servers::keycloak::ISSUER;
use crate::servers::minio::{CONSOLE, ENDPOINT, LOCKED_OUT_ENDPOINT, STRICT_ENDPOINT, TLS_ENDPOINT};
use crate::servers::oidc_provider::STRICT_ISSUER;
use crate::servers::seaweedfs::SEAWEEDFS;
use crate::story::{Story, run_story};

const IDENTITY: i32 = 4;
const NETWORK: i32 = 6;

const YOU: &str = "who must act: you";
const PROVIDER: &str = "who must act: the identity provider's administrator";
const STORAGE: &str = "who must act: the storage server's administrator";

fn examine(story: &Story, person: &Person, endpoint: &str, more: &[&str]) -> ProgramOutput {
    let arguments = ["doctor", "--endpoint", endpoint, "--issuer", ISSUER, "--client-id", "sts-cli"];
    sts_cli_with(story, person, &[&arguments, more].concat())
}

#[test]
fn doctor_finds_nothing_wrong_with_keycloak_and_minio() {
    run_story(|story| {
        let alice = Person::signs_in("alice");
        examine(story, &alice, ENDPOINT, &[]).assert_code(0).assert_prints(&[
            "✓ storage server       an STS of type minio",
            "✓ redirect URI         http://127.0.0.1:PORT/oauth2/callback with any PORT is registered",
            "✓ login                alice, logged in now",
            "✓ S3                   ListBuckets",
            "Everything works.",
        ]);
        alice.last_page(story).assert_success("alice");
    });
}

#[test]
fn doctor_finds_nothing_wrong_with_oidc_provider_and_seaweedfs() {
    run_story(|story| {
        let strict = ["doctor", "--endpoint", STRICT_ENDPOINT, "--issuer", STRICT_ISSUER, "--client-id", "sts-cli", "--no-login"];
        sts_cli(story, &strict).assert_code(0).assert_prints(&["✓ redirect URI", "is registered", "No step failed"]);
        let alice = Person::signs_in("alice");
        examine(story, &alice, SEAWEEDFS, &[]).assert_code(0).assert_prints(&["an STS of type seaweedfs", "✓ STS", "Everything works."]);
    });
}

#[test]
fn doctor_names_the_first_failure_of_broken_set_ups() {
    run_story(|story| {
        let nobody = Person::views("alice");
        let wrong = ["--redirect-uri", "http://127.0.0.1:18123/wrong/callback"];
        examine(story, &nobody, ENDPOINT, &wrong).assert_code(IDENTITY).assert_prints(&["✗ redirect URI", "status 400", PROVIDER]);
        examine(story, &nobody, CONSOLE, &[]).assert_code(NETWORK).assert_prints(&["✗ storage server", "S3 port", YOU]);
        examine(story, &nobody, &TLS_ENDPOINT.replace("https", "http"), &[]).assert_code(NETWORK).assert_prints(&[
            "✗ storage server",
            "use https://",
            YOU,
        ]);
        examine(story, &nobody, TLS_ENDPOINT, &[]).assert_code(NETWORK).assert_prints(&["✗ storage TLS", "--ca-bundle", YOU]);
        assert!(!nobody.browser_opened(story), "nothing was left for a login");
        let eve = Person::signs_in("eve");
        examine(story, &eve, ENDPOINT, &[]).assert_code(IDENTITY).assert_prints(&["✗ claims", "no claim `policy`", PROVIDER]);
        let password = story.home().join("password");
        std::fs::write(&password, ALICE.1).expect("the home can be written");
        let password = password.display().to_string();
        let ldap = ["doctor", "--identity", "ldap", "--endpoint", LOCKED_OUT_ENDPOINT, "--user", ALICE.0, "--password-file", &password];
        sts_cli(story, &ldap).assert_failed().assert_prints(&["✗ STS", STORAGE]);
    });
}
