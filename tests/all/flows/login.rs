//! The logins of a first day: as JSON, by the sample program's flags, refused for want of a policy, cancelled.

use crate::support::program::Program;
use crate::support::sandbox_script::{free_port, run_as, run_refused_as, without_login_prompts};

#[test]
fn a_login_prints_one_json_object_and_nothing_else() {
    let outcome = run_as("alice", r#""$STS_CLI" web-identity -o json"#);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    let object = outcome.json();
    let mut names: Vec<&String> = object.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["AccessKeyId", "Expiration", "SecretAccessKey", "SessionToken", "Version"]);
    assert_eq!(object["Version"], 1);
    for name in ["AccessKeyId", "SecretAccessKey", "SessionToken"] {
        assert!(object[name].as_str().unwrap().len() >= 16, "{name}");
    }
    object["Expiration"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
}

#[test]
fn the_flags_of_the_sample_program_work_with_one_dash() {
    let script = format!(
        "\"$STS_CLI\" web-identity -cid sts-cli -config-ep \"$STS_CLI_ISSUER/.well-known/openid-configuration\" \
         -sts-ep \"$STS_CLI_ENDPOINT\" -port {} -cscopes openid,profile -o json",
        free_port()
    );
    let outcome = run_as("alice", &script);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    assert_eq!(outcome.json()["Version"], 1);
}

#[test]
fn a_pipe_without_an_output_format_is_rejected_before_the_login() {
    let outcome = run_as("alice", r#"BROWSER="sh -c 'echo a browser opened >&2'" "$STS_CLI" web-identity"#);
    assert!(!outcome.stderr.contains("a browser opened"));
    outcome.fails(2, "no-form");
}

#[test]
fn a_missing_policy_claim_is_named_with_the_claims_that_exist() {
    let outcome = run_refused_as("eve", r#""$STS_CLI" web-identity -o json"#);
    let before_anything_was_sent = outcome.stderr.split("error: ").next().unwrap();
    assert!(before_anything_was_sent.contains("the ID token has no claim `policy`"), "{outcome:#?}");
    outcome.fails(5, "eve");
}

#[test]
fn pressing_cancel_at_the_provider_ends_the_login() {
    run_refused_as("cancel", r#""$STS_CLI" web-identity -o json"#).fails(4, "cancelled");
}

#[test]
fn buckets_are_listed_on_stderr_beside_the_keys() {
    let outcome = run_as("bob", r#""$STS_CLI" web-identity -o json --buckets"#);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, "note: buckets: demo, logs\n"));
    assert_eq!(outcome.json()["Version"], 1);
}

#[test]
fn a_split_sandbox_serves_the_provider_on_its_own_port() {
    let script = r#"case "$STS_CLI_ISSUER" in "$STS_CLI_ENDPOINT"*) exit 9;; esac; "$STS_CLI" web-identity -o json"#;
    let program = Program::sts_cli(["sandbox", "--split", "--as", "alice", "--", "sh", "-c", script]);
    assert_eq!(without_login_prompts(program.run()).ok_with_json()["Version"], 1);
}

#[test]
fn an_endpoint_that_is_the_provider_is_recognized() {
    let script = r#"STS_CLI_ENDPOINT="$STS_CLI_ISSUER" "$STS_CLI" web-identity -o json"#;
    run_refused_as("alice", script).fails(6, "endpoint-is-the-provider");
}
