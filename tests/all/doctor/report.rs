//! What `doctor` prints, as text, as JSON and in a report, and that none of it contains a secret.

use super::{PATH, doctor, doctor_with_keys, run_in, scripted_minio, without_durations};
use crate::support::answer::ScriptedResponse;
use crate::support::server::Hostile;
use crate::support::snapshot::matches;
use crate::support::sts;
use crate::support::tokens::TokenDraft;
use crate::support::world::World;
use rustix::process::Signal;
use serde_json::Value;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

/// The findings without what differs between runs.
fn without_run(mut findings: Value) -> Value {
    for step in findings["steps"].as_array_mut().unwrap() {
        step["milliseconds"] = "[N]".into();
    }
    findings["system"] = "[SYSTEM]".into();
    findings["time"] = "[TIME]".into();
    findings
}

#[test]
fn every_step_of_a_working_login_has_a_line() {
    let world = World::new(&[]);
    let outcome = run_in(&world, &["prod"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{outcome:#?}");
    let stdout = without_durations(&outcome.shown().0);
    matches("working", &stdout);
    assert!(!stdout.contains('\u{1b}'), "no color in a pipe");
}

#[test]
fn verbose_output_adds_facts_and_the_origin_of_each_setting() {
    let world = World::new(&[]);
    let outcome = world.program(&["doctor", "prod", "-v", "--no-login", "--duration", "1h"]).env("PATH", &PATH).run();
    for line in ["    duration: 1h  (--duration)", "    issuer: ", "prod.toml:3)", "    register: http://127.0.0.1:PORT/oauth2/callback"] {
        assert!(outcome.stdout.contains(line), "{line}: {}", outcome.stdout);
    }
}

#[test]
fn json_and_the_report_contain_the_same_findings() {
    let world = World::new(&[]);
    let report = world.path("findings.json");
    std::fs::write(&report, "{\"first_problem\": null}").unwrap();
    let outcome = run_in(&world, &["prod", "--json", "--report", report.to_str().unwrap()]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{outcome:#?}");
    assert_eq!(std::fs::metadata(&report).unwrap().permissions().mode() & 0o777, 0o600);
    let written: Value = serde_json::from_str(&std::fs::read_to_string(&report).unwrap()).unwrap();
    assert_eq!(outcome.json(), written);
    let failed = run_in(&world, &["prod", "--json", "--issuer", &format!("{}/other", world.variable("STS_CLI_ISSUER"))]);
    assert_eq!(failed.code, 6, "{failed:#?}");
    let findings = without_run(serde_json::from_str(&failed.shown().0).unwrap());
    matches("findings", &(serde_json::to_string_pretty(&findings).unwrap() + "\n"));
}

/// Root can replace a device such as `/dev/null` by a file, which breaks the machine.
#[test]
fn a_device_or_pipe_gets_the_report_and_is_not_replaced() {
    let world = World::new(&[]);
    let pipe = world.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    let outcome = run_in(&world, &["prod", "--json", "--no-login", "--report", pipe.to_str().unwrap()]);
    assert!(!std::fs::metadata(&pipe).unwrap().is_file(), "{outcome:#?}");
    let written: Value = serde_json::from_str(&reader.join().unwrap()).unwrap();
    assert_eq!(outcome.json(), written);
}

#[test]
fn a_report_that_cannot_be_written_is_an_error() {
    let world = World::new(&[]);
    let outcome = run_in(&world, &["prod", "--no-login", "--report", "/nowhere/findings.json"]);
    assert_eq!(outcome.code, 3, "{outcome:#?}");
    assert!(outcome.stderr.starts_with("error: could not write /nowhere/findings.json"), "{}", outcome.stderr);
}

#[test]
fn no_secret_of_any_kind_is_in_the_findings() {
    let stage = scripted_minio();
    stage.storage.expect("POST /", sts::grant());
    stage.storage.allow("GET /", ScriptedResponse::xml(403, "<Error><Code>InvalidTokenId</Code><Message>no such token</Message></Error>"));
    let token = TokenDraft::valid("https://id.example", "planted-nonce").signed();
    let program = doctor(&["--endpoint", &stage.storage.origin(), "--token", "env:JOB_TOKEN", "--json", "-vvv"]);
    let outcome = program.env("JOB_TOKEN", &token).env("STS_CLI_CLIENT_SECRET", "planted-client-secret").run();
    assert!(stage.storage.requests().iter().any(|request| request.body.contains(&token)), "the token was sent");
    let signature = token.rsplit('.').next().unwrap();
    for secret in [signature, &token, sts::SECRET_KEY, sts::SESSION_TOKEN, "planted-client-secret", "planted-nonce"] {
        assert!(!outcome.stdout.contains(secret) && !outcome.stderr.contains(secret), "{secret}: {outcome:#?}");
    }
    assert!(outcome.stdout.contains(sts::ACCESS_KEY), "access key IDs may be shown: {outcome:#?}");
}

#[test]
fn terminal_escapes_of_servers_are_harmless() {
    let server = Hostile::start();
    server.allow("HEAD /", ScriptedResponse::empty(403));
    let page = "<html><title>\u{1b}[31mred\u{9b}2J\u{202e}</title></html>";
    server.allow("POST /", ScriptedResponse::new(405, "text/html", page));
    let outcome = doctor_with_keys(&server.origin(), &[]).run();
    assert_eq!(outcome.code, 6, "{outcome:#?}");
    assert!(outcome.stdout.contains("red") && !outcome.stdout.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{}", outcome.stdout);
}

#[test]
fn a_configuration_that_cannot_be_used_is_the_first_step() {
    let world = World::new(&[]);
    world.write_profile("lacking", "identity = \"web-identity\"\n");
    let outcome = run_in(&world, &["lacking"]);
    let stdout = without_durations(&outcome.shown().0);
    assert_eq!(outcome.code, 2, "{outcome:#?}");
    matches("lacking", &stdout);
    let none = doctor(&[]).run();
    assert_eq!(none.code, 2, "{none:#?}");
    assert!(none.stdout.contains("✗ configuration") && none.stdout.contains("no profile given"), "{}", none.stdout);
    run_in(&world, &["prod", "--identity", "ldap"]).fails(2, "identity-of-a-profile");
}

#[test]
fn ctrl_c_ends_the_examination() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let running = doctor_with_keys(&format!("http://{}", silent.local_addr().unwrap()), &[]).start();
    running.wait_for_stdout(|text| text.contains("✓ storage connection").then_some(()));
    running.signal(Signal::INT);
    let outcome = running.end();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (130, "error: interrupted\n"), "{outcome:#?}");
}
