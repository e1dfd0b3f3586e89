//! Tokens that a real server refuses, each for its own reason, and what the person is told.

use std::thread::sleep;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::clients::{Keys, mc};
use crate::program::{ProgramOutput, credentials, run};
use crate::servers::minio::{ENDPOINT, PLAIN_ENDPOINT, STRICT_ENDPOINT, USERINFO_ENDPOINT, WEB_ROLE};
use crate::story::{Story, tell};
use crate::tokens;

const STS: i32 = 5;

fn send(story: &Story, endpoint: &str, token: &str, more: &[&str]) -> ProgramOutput {
    let file = tokens::file(story, token);
    run(credentials(story, &["web-identity", "--endpoint", endpoint, "--token", &file]).args(more)).assert_hides(&[token])
}

#[test]
fn a_policy_that_the_server_does_not_have_is_named() {
    tell(|story| {
        send(story, ENDPOINT, &tokens::keycloak("zoe", "scripts"), &[]).assert_refused(STS).assert_explains(&[
            "None of the given policies",
            "no-such-policy",
            "administrator",
        ]);
    });
}

#[test]
fn a_token_without_the_claim_has_its_claims_listed() {
    tell(|story| {
        send(story, ENDPOINT, &tokens::keycloak("eve", "scripts"), &[]).assert_refused(STS).assert_explains(&[
            "policy claim missing",
            "preferred_username",
            "email",
        ]);
    });
}

#[test]
fn a_claim_that_is_a_number_counts_as_missing_though_it_is_there() {
    tell(|story| {
        send(story, ENDPOINT, &tokens::keycloak("alice", "number"), &[])
            .assert_refused(STS)
            .assert_explains(&["policy claim missing", "a string or a list"]);
    });
}

#[test]
fn a_token_for_another_client_has_its_audience_shown() {
    tell(|story| {
        send(story, ENDPOINT, &tokens::keycloak("alice", "stranger"), &[]).assert_refused(STS).assert_explains(&[
            "`azp` claim invalid",
            "stranger",
            "audience",
        ]);
    });
}

#[test]
fn a_role_wants_the_token_of_its_own_client() {
    tell(|story| {
        send(story, ENDPOINT, &tokens::keycloak("alice", "scripts"), &["--role-arn", WEB_ROLE])
            .assert_refused(STS)
            .assert_explains(&["`azp` claim invalid", "scripts"]);
    });
}

#[test]
fn a_token_that_has_expired_is_sent_and_the_server_decides() {
    tell(|story| {
        let token = tokens::keycloak("alice", "brief");
        sleep(Duration::from_secs(3));
        send(story, ENDPOINT, &token, &[]).assert_refused(STS).assert_explains(&["Token is expired", "expired"]);
    });
}

#[test]
fn a_token_of_another_provider_has_its_issuer_shown() {
    tell(|story| {
        send(story, ENDPOINT, &tokens::strict(), &[])
            .assert_refused(STS)
            .assert_explains(&["No public key found for kid", "http://127.0.0.1:9400"]);
    });
}

#[test]
fn a_token_that_was_altered_does_not_verify() {
    tell(|story| {
        let token = tokens::keycloak("alice", "scripts");
        let (signed, signature) = token.rsplit_once('.').expect("a JWT");
        let altered: String = signature.chars().rev().collect();
        send(story, ENDPOINT, &format!("{signed}.{altered}"), &[]).assert_refused(STS).assert_explains(&["verification error"]);
    });
}

#[test]
fn a_token_that_names_no_key_is_signed_with_a_shared_secret() {
    tell(|story| {
        let token = tokens::keycloak("alice", "scripts");
        let (_, rest) = token.split_once('.').expect("a JWT");
        let header = r#"{"alg":"HS256","typ":"JWT"}"#;
        send(story, ENDPOINT, &format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header)), &[])
            .assert_refused(STS)
            .assert_explains(&["Invalid kid value", "RSA or EC"]);
    });
}

#[test]
fn something_that_is_no_token_is_said_to_be_none() {
    tell(|story| {
        send(story, ENDPOINT, "opaque-access-token-for-tests", &[]).assert_failed().assert_explains(&["token"]);
    });
}

#[test]
fn a_server_without_a_provider_wants_a_role_or_a_provider() {
    tell(|story| {
        let token = tokens::keycloak("alice", "scripts");
        send(story, PLAIN_ENDPOINT, &token, &[]).assert_refused(STS).assert_explains(&["role/dummy-internal", "--role-arn"]);
        send(story, PLAIN_ENDPOINT, &token, &["--role-arn", WEB_ROLE])
            .assert_refused(STS)
            .assert_explains(&["Error processing RoleArn parameter", WEB_ROLE]);
    });
}

#[test]
fn a_server_that_reads_userinfo_wants_the_access_token_too() {
    tell(|story| {
        send(story, USERINFO_ENDPOINT, &tokens::keycloak("alice", "elsewhere"), &[])
            .assert_refused(STS)
            .assert_explains(&["access_token is mandatory"]);
    });
}

#[test]
fn durations_outside_the_bounds_are_refused_with_the_bounds() {
    tell(|story| {
        let token = tokens::keycloak("alice", "scripts");
        for duration in ["14m", "300", "366d"] {
            send(story, ENDPOINT, &token, &["--duration", duration]).assert_failed().assert_explains(&["15m", "365d"]);
        }
    });
}

#[test]
fn a_year_is_granted_whatever_the_tokens_life() {
    tell(|story| {
        let said = send(story, ENDPOINT, &tokens::keycloak("alice", "scripts"), &["--duration", "365d"]).assert_ok();
        Keys::read(&said).assert_minutes_left(365 * 24 * 60);
    });
}

#[test]
fn a_session_token_that_is_too_long_for_a_header_is_warned_of() {
    tell(|story| {
        let said = send(story, ENDPOINT, &tokens::keycloak("alice", "crowded"), &[]).assert_ok();
        let said = said.assert_explains(&["warning", "session token", "claims"]);
        mc(story, &Keys::read(&said), &["ls", "x"]).assert_failed();
    });
}

#[test]
fn what_a_server_makes_of_ten_thousand_tokens_is_not_repeated() {
    tell(|story| {
        let token = tokens::strict();
        let said = send(story, STRICT_ENDPOINT, &token.repeat(20), &[]).assert_failed();
        assert!(said.stderr.len() < 4000, "{}", said.stderr);
    });
}
