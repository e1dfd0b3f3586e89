//! Each tool's own format, from a login on the sandbox to the tool's reader, where that is in the tree.

use crate::support::outcome::Outcome;
use crate::support::sandbox_script::{run_as, sandbox_as, without_login_prompts};
use crate::support::world::World;
use serde_json::Value;

/// Alice's credentials in this form; `{endpoint}` in what is expected is the sandbox's address.
fn alice(form: &str) -> (String, String) {
    let said = run_as("alice", &format!("echo \"$STS_CLI_ENDPOINT\"; \"$STS_CLI\" web-identity -o {form}")).ok();
    let (endpoint, output) = said.split_once('\n').unwrap();
    (endpoint.to_owned(), output.to_owned())
}

/// The values of `name SEPARATOR value` lines.
fn value<'a>(output: &'a str, name: &str, separator: &str) -> &'a str {
    let found = output.lines().find_map(|line| line.trim_start().strip_prefix(name)?.strip_prefix(separator));
    found.unwrap_or_else(|| panic!("no {name} in {output}"))
}

/// Without quotes of either kind.
fn bare(text: &str) -> &str {
    text.trim_end_matches(',').trim_matches(['"', '\''])
}

#[track_caller]
fn is_of_minio(token: &str) {
    assert!(token.starts_with("eyJ") && token.matches('.').count() == 2, "{token}");
}

#[test]
fn every_line_format_has_keys_and_endpoint() {
    let cases = [
        ("dotenv", "=", ["AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3"]),
        ("k8s", ": ", ["AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3"]),
        ("rclone", " = ", ["access_key_id", "session_token", "endpoint"]),
        ("aws-ini", " = ", ["aws_access_key_id", "aws_session_token", "endpoint_url"]),
        ("duckdb:keys", " ", ["KEY_ID", "SESSION_TOKEN", "ENDPOINT"]),
    ];
    for (form, separator, [key, token, place]) in cases {
        let (endpoint, output) = alice(form);
        assert_eq!(bare(value(&output, key, separator)).len(), 20, "{form}: {output}");
        is_of_minio(bare(value(&output, token, separator)));
        assert!(endpoint.ends_with(bare(value(&output, place, separator))), "{form}: {output}");
    }
}

#[test]
fn the_terraform_format_has_the_endpoint() {
    let (endpoint, output) = alice("terraform");
    assert_eq!(value(&output, "endpoints", " = "), format!("{{ s3 = \"{endpoint}\" }}"));
    is_of_minio(bare(value(&output, "token", " = ")));
    assert!(output.ends_with("skip_s3_checksum = true\n"), "{output}");
}

#[test]
fn json_formats_are_valid_json() {
    let cases = [
        ("mc-alias", "/sessionToken", "/url"),
        ("storage-options", "/aws_session_token", "/aws_endpoint_url"),
        ("storage-options:fsspec", "/token", "/client_kwargs/endpoint_url"),
    ];
    for (form, token, place) in cases {
        let (endpoint, output) = alice(form);
        let object: Value = serde_json::from_str(&output).unwrap();
        is_of_minio(object.pointer(token).and_then(Value::as_str).unwrap_or_default());
        assert_eq!(object.pointer(place), Some(&Value::from(endpoint)), "{form}: {output}");
    }
}

#[test]
fn the_mc_variable_can_be_evaluated_by_the_shell() {
    let script = r#"eval "$("$STS_CLI" web-identity -o mc-host)"
case "$MC_HOST_sts_cli" in "http://"*:*:eyJ*"@${STS_CLI_ENDPOINT#http://}") echo set ;; *) echo "not: $MC_HOST_sts_cli" ;; esac"#;
    assert_eq!(run_as("alice", script).ok(), "set\n");
}

#[test]
fn a_github_job_gets_variables_in_its_file_and_masks_in_its_log() {
    let script = r#"export GITHUB_ENV="$HOME/job"; echo "OTHER=1" > "$GITHUB_ENV"
"$STS_CLI" web-identity -o github; echo; cat "$GITHUB_ENV""#;
    let said = run_as("alice", script).ok();
    let (log, file) = said.split_once("\n\n").unwrap();
    let masked: Vec<&str> = log.lines().map(|line| line.strip_prefix("::add-mask::").unwrap_or_else(|| panic!("{log}"))).collect();
    let [access_key, secret_key, token] = masked[..] else { panic!("{log}") };
    is_of_minio(token);
    for (name, value) in [("AWS_ACCESS_KEY_ID", access_key), ("AWS_SECRET_ACCESS_KEY", secret_key), ("AWS_SESSION_TOKEN", token)] {
        let delimiter =
            file.split_once(&format!("\n{name}<<")).and_then(|(_, rest)| rest.lines().next()).unwrap_or_else(|| panic!("{file}"));
        assert!(!value.contains(delimiter) && file.contains(&format!("<<{delimiter}\n{value}\n{delimiter}\n")), "{file}");
    }
    assert!(file.starts_with("OTHER=1\n"), "{file}");
}

#[test]
fn masks_are_not_written_to_the_file_and_the_format_requires_a_job() {
    let script = r#"export GITHUB_ENV="$HOME/job"; "$STS_CLI" web-identity -o github >> "$GITHUB_ENV"; cat "$GITHUB_ENV""#;
    let outcome = without_login_prompts(sandbox_as("alice", script).run());
    assert!(outcome.stdout.starts_with("AWS_ACCESS_KEY_ID<<EOF\n") && !outcome.stdout.contains("add-mask"), "{outcome:?}");
    assert_eq!(outcome.stderr.lines().filter(|line| line.starts_with("::add-mask::")).count(), 3, "{outcome:?}");
    let outside = run_as("alice", "\"$STS_CLI\" web-identity -o github");
    outside.fails(2, "outside-of-a-job");
}

#[test]
fn masks_go_to_stderr_if_stdout_is_discarded_and_an_open_line_is_closed() {
    let script = r#"export GITHUB_ENV="$HOME/job"; printf 'FOO=bar' > "$GITHUB_ENV"
        "$STS_CLI" web-identity -o github > /dev/null; head -n 2 "$GITHUB_ENV""#;
    let outcome = without_login_prompts(sandbox_as("alice", script).run());
    assert_eq!(outcome.stdout, "FOO=bar\nAWS_ACCESS_KEY_ID<<EOF\n");
    assert_eq!(outcome.stderr.lines().filter(|line| line.starts_with("::add-mask::")).count(), 3, "{outcome:?}");
}

/// The outcome without the lines that have the runner mask the keys in its log.
fn without_masks(outcome: Outcome) -> Outcome {
    let masks: Vec<String> =
        outcome.stderr.split_inclusive('\n').filter(|line| line.starts_with("::add-mask::")).map(str::to_owned).collect();
    masks.iter().fold(outcome, |outcome, mask| outcome.named(mask, ""))
}

#[test]
fn variables_that_override_the_keys_in_a_job_are_named() {
    let script = r#"AWS_PROFILE=other GITHUB_ENV="$HOME/job" "$STS_CLI" web-identity -o github | cat > /dev/null"#;
    assert_eq!(run_as("alice", script).warns("profile-in-the-job"), "");
}

#[test]
fn an_unwritable_job_file_is_named() {
    let outcome = run_as("alice", "GITHUB_ENV=/nowhere/job \"$STS_CLI\" web-identity -o github >/dev/null");
    without_masks(outcome).fails(3, "job-file-nowhere");
}

#[test]
fn a_pipe_or_device_is_rejected_as_job_file() {
    let world = World::new(&[]);
    assert_eq!(world.run(&["login", "prod"]).code, 0);
    let pipe = world.path("pipe").display().to_string();
    let link = world.path("link").display().to_string();
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
    std::os::unix::fs::symlink("/dev/stdout", &link).unwrap();
    for place in [pipe.as_str(), "/dev/null", "/dev/stdout", "/dev/full", &link] {
        let refused = world.program(&["get", "prod", "-o", "github"]).env("GITHUB_ENV", place).run().named(place, "[PLACE]");
        refused.fails(3, "job-file-special"); // no mask either: nothing came that could be shown
    }
}

#[test]
fn a_statement_with_the_profile_rejects_a_session_policy() {
    let world = World::new(&[]);
    let get = ["get", "prod", "--allow", "read:demo", "-o"];
    world.run(&[&get[..], &["duckdb"]].concat()).fails(2, "duckdb-with-allow");
    assert_eq!(world.browser_opened(), 0);
    assert!(world.run(&[&get[..], &["duckdb:keys"]].concat()).ok().contains("KEY_ID"));
    assert!(world.run(&["get", "prod", "-o", "duckdb"]).ok().contains("credential_chain"));
}
