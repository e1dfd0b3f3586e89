//! Tokens that a real server refuses, each for its own reason, and what the person is told.

use std::thread::sleep;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::clients::{Keys, mc};
use crate::program::{ProgramOutput, credentials, run};
use crate::servers::minio::{ENDPOINT, PLAIN_ENDPOINT, STRICT_ENDPOINT, USERINFO_ENDPOINT, WEB_ROLE};
use crate::story::{Story, run_story};
use crate::tokens;

const STS: i32 = 5;

fn send(story: &Story, endpoint: &str, token: &str, more: &[&str]) -> ProgramOutput {
    let file = tokens::file(story, token);
    run(credentials(story, &["web-identity", "--endpoint", endpoint, "--token", &file]).args(more)).assert_hides(&[token])
}

#[test]
fn an_unknown_policy_is_named() {
    run_story(|story| {
        send(story, ENDPOINT, &tokens::keycloak("zoe", "scripts"), &[]).assert_refused(STS).assert_explains(&[
            "None of the given policies",
            "no-such-policy",
            "administrator",
        ]);
    });
}

#[test]
fn the_claims_of_a_token_without_a_policy_claim_are_listed() {
    run_story(|story| {
        send(story, ENDPOINT, &tokens::keycloak("eve", "scripts"), &[]).assert_refused(STS).assert_explains(&[
            "policy claim missing",
            "preferred_username",
            "email",
        ]);
    });
}

#[test]
fn a_policy_claim_that_is_a_number_counts_as_missing() {
    run_story(|story| {
        send(story, ENDPOINT, &tokens::keycloak("alice", "number"), &[])
            .assert_refused(STS)
            .assert_explains(&["policy claim missing", "a string or a list"]);
    });
}

#[test]
fn the_audience_of_a_token_for_another_client_is_shown() {
    run_story(|story| {
        send(story, ENDPOINT, &tokens::keycloak("alice", "stranger"), &[]).assert_refused(STS).assert_explains(&[
            "`azp` claim invalid",
            "stranger",
            "audience",
        ]);
    });
}

#[test]
fn a_role_requires_a_token_of_its_own_client() {
    run_story(|story| {
        send(story, ENDPOINT, &tokens::keycloak("alice", "scripts"), &["--role-arn", WEB_ROLE])
            .assert_refused(STS)
            .assert_explains(&["`azp` claim invalid", "scripts"]);
    });
}

#[test]
fn an_expired_token_is_sent_and_the_server_decides() {
    run_story(|story| {
        let token = tokens::keycloak("alice", "brief");
        sleep(Duration::from_secs(3));
        send(story, ENDPOINT, &token, &[]).assert_refused(STS).assert_explains(&["Token is expired", "expired"]);
    });
}

#[test]
fn the_issuer_of_a_token_of_another_provider_is_shown() {
    run_story(|story| {
        send(story, ENDPOINT, &tokens::strict(), &[])
            .assert_refused(STS)
            .assert_explains(&["No public key found for kid", "http://127.0.0.1:9400"]);
    });
}

#[test]
fn an_altered_token_is_refused() {
    run_story(|story| {
        let token = tokens::keycloak("alice", "scripts");
        let (signed, signature) = token.rsplit_once('.').expect("a JWT");
        let altered: String = signature.chars().rev().collect();
        send(story, ENDPOINT, &format!("{signed}.{altered}"), &[]).assert_refused(STS).assert_explains(&["verification error"]);
    });
}

#[test]
fn a_token_with_a_shared_secret_signature_is_explained() {
    run_story(|story| {
        let token = tokens::keycloak("alice", "scripts");
        let (_, rest) = token.split_once('.').expect("a JWT");
        let header = r#"{"alg":"HS256","typ":"JWT"}"#;
        send(story, ENDPOINT, &format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header)), &[])
            .assert_refused(STS)
            .assert_explains(&["Invalid kid value", "RSA or EC"]);
    });
}

#[test]
fn text_that_is_not_a_token_is_reported() {
    run_story(|story| {
        send(story, ENDPOINT, "opaque-access-token-for-tests", &[]).assert_failed().assert_explains(&["token"]);
    });
}

#[test]
fn a_server_without_a_provider_requires_a_role_or_a_provider() {
    run_story(|story| {
        let token = tokens::keycloak("alice", "scripts");
        send(story, PLAIN_ENDPOINT, &token, &[]).assert_refused(STS).assert_explains(&["role/dummy-internal", "--role-arn"]);
        send(story, PLAIN_ENDPOINT, &token, &["--role-arn", WEB_ROLE])
            .assert_refused(STS)
            .assert_explains(&["Error processing RoleArn parameter", WEB_ROLE]);
    });
}

#[test]
fn a_server_that_reads_userinfo_requires_the_access_token_too() {
    run_story(|story| {
        send(story, USERINFO_ENDPOINT, &tokens::keycloak("alice", "elsewhere"), &[])
            .assert_refused(STS)
            .assert_explains(&["access_token is mandatory"]);
    });
}

#[test]
fn durations_out_of_bounds_are_rejected_with_the_bounds() {
    run_story(|story| {
        let token = tokens::keycloak("alice", "scripts");
        for duration in ["14m", "300", "366d"] {
            send(story, ENDPOINT, &token, &["--duration", duration]).assert_failed().assert_explains(&["15m", "365d"]);
        }
    });
}

#[test]
fn credentials_for_a_year_are_granted_for_a_short_lived_token() {
    run_story(|story| {
        let said = send(story, ENDPOINT, &tokens::keycloak("alice", "scripts"), &["--duration", "365d"]).assert_ok();
        Keys::read(&said).assert_minutes_left(365 * 24 * 60);
    });
}

#[test]
fn a_session_token_too_long_for_a_header_causes_a_warning() {
    run_story(|story| {
        let said = send(story, ENDPOINT, &tokens::keycloak("alice", "crowded"), &[]).assert_ok();
        let said = said.assert_explains(&["warning", "session token", "claims"]);
        mc(story, &Keys::read(&said), &["ls", "x"]).assert_failed();
    });
}

#[test]
fn a_very_long_server_message_is_truncated() {
    run_story(|story| {
        let token = tokens::strict();
        let said = send(story, STRICT_ENDPOINT, &token.repeat(20), &[]).assert_failed();
        assert!(said.stderr.len() < 4000, "{}", said.stderr);
    });
}
