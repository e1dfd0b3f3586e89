//! Tokens that somebody else has already got: in a file, a variable, a pipe, a program, a CI job.

use std::process::Command;

use crate::clients::Keys;
use crate::logins::logs_in;
use crate::program::{BINARY, bare, credentials, run, run_with_input};
use crate::servers::listener::Listener;
use crate::servers::minio::{ENDPOINT, STRICT_ENDPOINT};
use crate::story::{Story, run_story};
use crate::tokens;

const CONFIGURATION: i32 = 3;
const IDENTITY: i32 = 4;

/// The servers that accept the tokens of the two providers.
const KEYCLOAK: &str = "MinIO, Keycloak";
const STRICT: &str = "MinIO, oidc-provider";

fn alice_token() -> String {
    tokens::keycloak("alice", "scripts")
}

fn with(story: &Story, endpoint: &str, source: &str) -> Command {
    credentials(story, &["web-identity", "--endpoint", endpoint, "--token", source])
}

#[test]
fn a_keycloak_token_is_read_from_a_file() {
    logs_in("web-identity", "token file", KEYCLOAK, |story| {
        let file = tokens::file(story, &format!("{}\n", alice_token()));
        let keys = Keys::read(&run(&mut with(story, ENDPOINT, &file)).assert_ok());
        keys.assert_claim("preferred_username", "alice");
        keys
    });
}

#[test]
fn a_strict_providers_token_is_read_from_a_file() {
    logs_in("web-identity", "token file", STRICT, |story| {
        let file = tokens::file(story, &tokens::strict());
        Keys::read(&run(&mut with(story, STRICT_ENDPOINT, &file)).assert_ok()).at(STRICT_ENDPOINT)
    });
}

#[test]
fn a_keycloak_token_is_read_from_a_variable() {
    logs_in("web-identity", "variable", KEYCLOAK, |story| {
        Keys::read(&run(with(story, ENDPOINT, "env:CI_TOKEN").env("CI_TOKEN", alice_token())).assert_ok())
    });
}

#[test]
fn a_strict_providers_token_is_read_from_a_variable() {
    logs_in("web-identity", "variable", STRICT, |story| {
        Keys::read(&run(with(story, STRICT_ENDPOINT, "env:CI_TOKEN").env("CI_TOKEN", tokens::strict())).assert_ok()).at(STRICT_ENDPOINT)
    });
}

#[test]
fn a_keycloak_token_is_read_from_stdin() {
    logs_in("web-identity", "stdin", KEYCLOAK, |story| {
        Keys::read(&run_with_input(&mut with(story, ENDPOINT, "-"), &format!("{}\r\n", alice_token())).assert_ok())
    });
}

#[test]
fn a_strict_providers_token_is_read_from_stdin() {
    logs_in("web-identity", "stdin", STRICT, |story| {
        Keys::read(&run_with_input(&mut with(story, STRICT_ENDPOINT, "-"), &tokens::strict()).assert_ok()).at(STRICT_ENDPOINT)
    });
}

#[test]
fn a_keycloak_token_is_read_from_a_command() {
    logs_in("web-identity", "command", KEYCLOAK, |story| {
        let file = tokens::file(story, &alice_token());
        Keys::read(&run(&mut with(story, ENDPOINT, &file.replace("file:", "cmd:cat "))).assert_ok())
    });
}

#[test]
fn a_strict_providers_token_is_read_from_a_command() {
    logs_in("web-identity", "command", STRICT, |story| {
        let file = tokens::file(story, &tokens::strict());
        Keys::read(&run(&mut with(story, STRICT_ENDPOINT, &file.replace("file:", "cmd:cat "))).assert_ok()).at(STRICT_ENDPOINT)
    });
}

#[test]
fn a_token_is_read_from_the_file_that_the_aws_tools_use() {
    logs_in("web-identity", "AWS_WEB_IDENTITY_TOKEN_FILE", KEYCLOAK, |story| {
        let file = tokens::file(story, &alice_token());
        let mut command = with(story, ENDPOINT, "aws");
        Keys::read(&run(command.env("AWS_WEB_IDENTITY_TOKEN_FILE", file.trim_start_matches("file:"))).assert_ok())
    });
}

#[test]
fn a_github_actions_job_gets_its_token() {
    logs_in("web-identity", "github", KEYCLOAK, |story| {
        let listener = Listener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://127.0.0.1:{}/token?api-version=2.0", listener.port());
        let token = alice_token();
        listener.serve(move |asked| match (asked.authorization.as_str(), asked.query("audience").as_deref()) {
            ("Bearer the-jobs-own-token", Some("sts-cli")) => (200, format!(r#"{{"count":1,"value":"{token}"}}"#)),
            _ => (401, r#"{"message":"not like this"}"#.to_owned()),
        });
        let mut command = with(story, ENDPOINT, "github");
        command.args(["--audience", "sts-cli"]).env("GITHUB_ACTIONS", "true");
        command.env("ACTIONS_ID_TOKEN_REQUEST_URL", address).env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "the-jobs-own-token");
        let said = run(&mut command).assert_ok().assert_hides(&["the-jobs-own-token"]);
        Keys::read(&said)
    });
}

#[test]
fn a_github_job_without_the_id_token_permission_gets_a_hint() {
    run_story(|story| {
        run(with(story, ENDPOINT, "github").env("GITHUB_ACTIONS", "true")).assert_refused(IDENTITY).assert_explains(&["id-token: write"]);
    });
}

#[test]
fn empty_token_sources_are_named() {
    run_story(|story| {
        let empty = tokens::file(story, "\n");
        let absent = format!("{empty}-that-is-not-there");
        for (source, code, reason) in [
            (empty.as_str(), IDENTITY, "empty"),
            (&absent, CONFIGURATION, "that-is-not-there"),
            ("env:CI_TOKEN", IDENTITY, "CI_TOKEN"),
            ("cmd:false", IDENTITY, "false"),
        ] {
            let mut command = bare(story, BINARY);
            command.args(["web-identity", "--endpoint", ENDPOINT, "--token", source, "-o", "json"]);
            run(&mut command).assert_refused(code).assert_explains(&[reason]);
        }
    });
}
