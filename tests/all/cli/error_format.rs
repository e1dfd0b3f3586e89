//! Errors, warnings and notes as JSON: `--error-format json`.

use crate::support::answer::ScriptedResponse;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::world::World;
use serde_json::{Value, json};

/// Runs it, and returns the JSON objects on standard error.
fn messages(program: Program, code: i32) -> Vec<Value> {
    let outcome = program.run();
    assert_eq!(outcome.code, code, "{outcome:?}");
    outcome.stderr.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn error(arguments: &[&str], kind: &str, code: i32) -> Value {
    let found = messages(Program::sts_cli(arguments.iter().copied().chain(["--error-format", "json"])), code);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&found[0]["type"], &found[0]["kind"], &found[0]["code"]), (&json!("error"), &json!(kind), &json!(code)), "{found:?}");
    let members: Vec<&str> = found[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["type", "kind", "code", "message", "causes", "hints", "request_id", "responsible", "documentation"]);
    found[0].clone()
}

#[test]
fn each_kind_of_error_is_one_object() {
    let unknown = error(&["get", "nowhere"], "config", 3);
    assert!(unknown["message"].as_str().unwrap().contains("nowhere"), "{unknown}");
    assert!(!unknown["hints"].as_array().unwrap().is_empty(), "{unknown}");
    let unreachable =
        ["web-identity", "--endpoint", "http://127.0.0.1:9", "--issuer", "http://127.0.0.1:9", "--client-id", "x", "-o", "json"];
    assert!(!error(&unreachable, "network", 6)["causes"].as_array().unwrap().is_empty());
    error(&["web-identity", "--duration", "soon"], "usage", 2);
}

#[test]
fn errors_of_the_command_line_are_objects_too() {
    for arguments in
        [&["get", "--no-such-flag"][..], &["get", "a", "b", "c"], &["nonsense"], &["get", "--duration"], &["completions", "csh"]]
    {
        let shown = error(arguments, "usage", 2);
        let text = shown.to_string();
        assert!(!text.contains("Usage:") && !text.contains("error: ") && !text.contains("\\u001b"), "{text}");
    }
}

#[test]
fn errors_before_the_options_are_read_follow_the_variable_unless_there_is_a_flag() {
    for arguments in [&["get", "--no-such-flag"][..], &["nonsense"], &["help", "bogus"], &["get", "--duration"]] {
        let found = messages(Program::sts_cli(arguments.iter().copied()).env("STS_CLI_ERROR_FORMAT", "json"), 2);
        assert_eq!((&found[0]["kind"], found.len()), (&json!("usage"), 1), "{found:?}");
        let with_flag = Program::sts_cli(["--error-format", "text"].into_iter().chain(arguments.iter().copied()));
        let text = with_flag.env("STS_CLI_ERROR_FORMAT", "json").run().stderr;
        assert!(text.starts_with("error: "), "{text}");
    }
    let found = messages(Program::sts_cli(["get"]).env("STS_CLI_ERROR_FORMAT", "json").env("STS_CLI_ENDPIONT", "x"), 2);
    assert_eq!(found[0]["kind"], "usage", "{found:?}");
    let found = messages(Program::sts_cli(["--error-format", "json", "help", "bogus"]), 2);
    assert!(found[0]["message"].as_str().unwrap().contains("bogus"), "{found:?}");
}

#[test]
fn the_variable_and_a_flag_with_equals_sign_select_it_and_what_follows_dashes_does_not() {
    let found = messages(Program::sts_cli(["get", "nowhere"]).env("STS_CLI_ERROR_FORMAT", "json"), 3);
    assert_eq!(found[0]["kind"], "config");
    let found = messages(Program::sts_cli(["get", "--oops", "--error-format=json"]), 2);
    assert_eq!(found[0]["kind"], "usage");
    let text = Program::sts_cli(["exec", "nowhere", "--", "x", "--error-format", "json"]).run().stderr;
    assert!(text.starts_with("error: "), "{text}");
}

#[test]
fn a_refusal_has_the_request_id() {
    let world = World::new(&["no-policy"]);
    let outcome = world.run(&["get", "prod", "-o", "json", "--error-format", "json"]);
    assert_eq!(outcome.code, 5, "{outcome:?}");
    let line = outcome.stderr.lines().find(|line| line.starts_with(r#"{"type":"error""#)).unwrap_or_else(|| panic!("{outcome:?}"));
    let refusal: Value = serde_json::from_str(line).unwrap();
    assert!(refusal["request_id"].as_str().is_some_and(|id| !id.is_empty()), "{refusal}");
}

#[test]
fn refusals_of_s3_have_the_request_id_of_the_document_or_the_header() {
    let xml = |status, code: &str, more: &str| ScriptedResponse::xml(status, &format!("<Error><Code>{code}</Code>{more}</Error>"));
    let id = "<RequestId>17A3</RequestId>";
    for (answer, times) in [
        (xml(403, "AccessDenied", id), 1),
        (xml(403, "AccessDenied", "").header("x-amz-request-id", "17A3"), 1),
        (xml(403, "InvalidAccessKeyId", id), 1),
        (xml(501, "NotImplemented", id), 1),
        (xml(503, "SlowDown", "").header("x-amz-request-id", "17A3"), 3),
    ] {
        let server = Hostile::start();
        (0..times).for_each(|_| server.expect("GET /", answer.clone()));
        let program = Program::sts_cli(["buckets", "-q", "--error-format", "json"]).env("AWS_ENDPOINT_URL", &server.origin());
        let program = program.env("AWS_ACCESS_KEY_ID", "FAKEKEY").env("AWS_SECRET_ACCESS_KEY", "fake").env("AWS_SESSION_TOKEN", "fake");
        let outcome = program.run();
        let refusal: Value = serde_json::from_str(outcome.stderr.trim()).unwrap_or_else(|error| panic!("{error}: {outcome:?}"));
        assert_eq!(refusal["request_id"], "17A3", "{refusal}");
    }
}

/// People read these failures in the report on standard output.
#[test]
fn a_failure_in_a_report_is_an_object_too() {
    error(&["doctor", "nope"], "config", 3);
    error(&["inspect", "-"], "identity", 4);
    let world = World::new(&[]);
    world.write_profile("invalid", "identity = \"web-identity\"\n");
    for (arguments, kind, code, part) in [
        (&["whoami", "prod"][..], "identity", 4, "could not get credentials of `prod` without you: login required"),
        (&["status", "prod"], "identity", 4, "could not get credentials of `prod` without you: login required"),
        (&["status"], "config", 3, "issuer"),
    ] {
        let found = messages(world.program(arguments).env("STS_CLI_ERROR_FORMAT", "json"), code);
        assert_eq!((&found[0]["kind"], found.len()), (&json!(kind), 1), "{found:?}");
        assert!(found[0]["message"].as_str().unwrap().contains(part) && found[0]["hints"] != json!([]), "{found:?}");
        let text = world.program(arguments).run();
        assert_eq!((text.code, text.stderr.as_str()), (code, ""));
    }
}

#[test]
fn notes_are_objects() {
    let world = World::new(&[]);
    world.run(&["login", "prod"]).ok();
    let found = messages(world.program(&["get", "prod", "-o", "json", "--until", "12h", "--error-format", "json"]), 0);
    assert_eq!((&found[0]["type"], found.len()), (&json!("note"), 1), "{found:?}");
}
