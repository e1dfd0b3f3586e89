//! Tokens from outside: every source that can be had on one machine, and what each says when it brings none.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::sandbox_script::sandbox_as;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::sts;
use serde_json::json;

#[test]
fn every_local_token_source_returns_credentials() {
    let script = r#"
        umask 077
        token=$(cat "$SANDBOX_ID_TOKEN_FILE")
        export MY_TOKEN="  $token " STS_CLI_ID_TOKEN=$token AWS_WEB_IDENTITY_TOKEN_FILE=$SANDBOX_ID_TOKEN_FILE CIRCLE_OIDC_TOKEN_V2=$token
        unset STS_CLI_ISSUER
        for source in "file:$SANDBOX_ID_TOKEN_FILE" aws env:MY_TOKEN gitlab "cmd:cat '$SANDBOX_ID_TOKEN_FILE'"; do
            "$STS_CLI" web-identity --token "$source" -o json > "$HOME/out" || { echo "failed: $source"; exit 1; }
        done
        printf '%s\n\n' "$token" | "$STS_CLI" web-identity --token - -o json > "$HOME/out" || exit 1
        env -u STS_CLI_CLIENT_ID "$STS_CLI" web-identity --token circleci -o json > "$HOME/out" || exit 1
        GITLAB_CI=true "$STS_CLI" web-identity --token ci -o json
    "#;
    sandbox_as("alice", script).run().ok_with_json();
}

/// `web-identity` with this source, and a storage server that is never asked.
fn with(source: &str) -> Program {
    Program::sts_cli(["web-identity", "-o", "json", "--endpoint", "http://127.0.0.1:9", "--token", source])
}

#[test]
fn a_token_source_without_a_token_is_named_with_a_hint() {
    let sources =
        ["file:/nowhere/token", "file:/dev/null", "-", "env:MISSING", "aws", "github", "gitlab", "buildkite", "ci", "cmd:yes", "cmd:true"];
    let mut table = Table::default();
    for source in sources {
        let code = if source.starts_with("file:/nowhere") { 3 } else { 4 };
        table.row(source, &with(source).run().failure(code));
    }
    table.matches("sources");
}

#[test]
fn a_failed_token_command_shows_exit_code_and_stderr_but_not_stdout() {
    let command = "cmd:sh -c 'echo planted-secret; for word in one two three four; do echo $word >&2; done; exit 3'";
    with(command).run().fails(4, "command-failed");
    with("cmd:sh -c 'kill -9 $$'").run().fails(4, "command-killed");
}

#[test]
fn a_token_command_with_a_background_child_does_not_delay_the_login() {
    let storage = Hostile::start();
    storage.expect("POST /", sts::grant());
    let left_behind = "cmd:sh -c 'sleep 40 > /dev/null & echo e30.e30.e30'";
    let arguments = ["web-identity", "-o", "json", "--token", left_behind, "--no-buckets", "--endpoint"];
    let running = Program::sts_cli(arguments.into_iter().chain([storage.origin().as_str()])).start();
    storage.wait_for("POST /", 1);
    running.end().ok();
    let command = "cmd:sh -c 'sleep 40 > /dev/null & echo why >&2; exit 3'";
    with(command).run().fails(4, "command-left-another");
}

#[test]
fn a_token_given_as_a_source_is_not_shown() {
    let outcome = with("eyJhbGciOiJub25lIn0.planted-secret.x").run();
    assert!(!outcome.stderr.contains("planted-secret"), "{outcome:#?}");
    outcome.fails(2, "token-in-place-of-source");
}

#[test]
fn a_suspicious_token_causes_a_warning_and_the_server_decides() {
    let storage = Hostile::start();
    let mut table = Table::default();
    for (token, audience) in [
        ("opaque", "sts-cli"),
        ("a.b.c.d.e", "sts-cli"),
        ("e30.eyJhdWQiOiJzdHMtY2xpIn0.e30", "sts-cli"),
        ("e30.eyJhdWQiOiJzdHMtY2xpIn0.e30", "other"),
        ("e30.e30.e30", "other"),
    ] {
        storage.expect("POST /", sts::grant());
        let arguments = ["web-identity", "-o", "json", "--token", "env:TOKEN", "--no-buckets", "--audience", audience, "--endpoint"];
        let outcome = Program::sts_cli(arguments.into_iter().chain([storage.origin().as_str()])).env("TOKEN", token).run();
        assert_eq!(outcome.code, 0, "{outcome:#?}");
        table.row(&format!("TOKEN={token} --audience {audience}"), &outcome.stderr);
    }
    table.matches("odd-tokens");
}

/// A job of GitHub Actions whose token service gives these answers; the storage server grants.
fn job(answers: impl IntoIterator<Item = ScriptedResponse>, granted: bool) -> Outcome {
    let (service, storage) = (Hostile::start(), Hostile::start());
    answers.into_iter().for_each(|answer| service.expect("GET /token", answer));
    if granted {
        storage.expect("POST /", sts::grant());
    }
    let (address, endpoint) = (format!("{}/token", service.origin()), storage.origin());
    Program::sts_cli(["web-identity", "-o", "json", "--no-buckets", "--token", "github", "--endpoint", &endpoint])
        .env("ACTIONS_ID_TOKEN_REQUEST_URL", &address)
        .env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "the-jobs-secret")
        .run()
}

#[test]
fn a_failed_token_service_is_retried_and_its_response_read_leniently() {
    let token = || ScriptedResponse::json(&json!({"value": "e30.e30.e30"}));
    for trouble in [
        ScriptedResponse::empty(503),
        ScriptedResponse::html(502),
        ScriptedResponse::empty(429).header("Retry-After", "1"),
        ScriptedResponse::hang_up(),
    ] {
        assert_eq!(job([trouble, token()], true).code, 0);
    }
    for answer in [
        "\u{feff}{\"count\":1e999,\"value\":\"e30.e30.e30\"}",
        r#"{"value":["e30.e30.e30"],"x":"\ud800"}"#,
        r#"{"value":" e30.e30.e30\n"}"#,
    ] {
        assert_eq!(job([ScriptedResponse::new(200, "application/json", answer)], true).code, 0, "{answer}");
    }
    let refused = job([ScriptedResponse::new(403, "application/json", r#"{"message":"no permission to the-jobs-secret"}"#)], false);
    refused.fails_with_fragments(4, &["returned no token: status 403: no permission to …"]);
    let busy = || ScriptedResponse::new(503, "text/html", "<title>Down for maintenance</title>");
    job([busy(), busy(), busy()], false).fails_with_fragments(6, &["status 503: Down for maintenance", "hint: try again in a minute"]);
    for (answer, code) in [(r#"{"value":7}"#, 4), (r#"{"value":""}"#, 4), ("[]", 4)] {
        assert_eq!(job([ScriptedResponse::new(200, "application/json", answer)], false).code, code, "{answer}");
    }
}

#[test]
fn a_github_actions_job_calls_its_token_service_once() {
    let (service, storage) = (Hostile::start(), Hostile::start());
    service.expect(
        "GET /token?version=2&audience=minio+prod",
        ScriptedResponse::json(&json!({"value": "e30.eyJhdWQiOiJtaW5pbyBwcm9kIn0.e30"})),
    );
    storage.expect("POST /", sts::grant());
    let (address, endpoint) = (format!("{}/token?version=2", service.origin()), storage.origin());
    Program::sts_cli(["web-identity", "-o", "json", "--token", "github", "--audience", "minio prod", "--endpoint", &endpoint])
        .env("ACTIONS_ID_TOKEN_REQUEST_URL", &address)
        .env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "the-jobs-secret")
        .run()
        .ok();
    assert!(service.requests()[0].headers.to_lowercase().contains("authorization: bearer the-jobs-secret"));
    assert!(storage.requests()[0].body.contains("WebIdentityToken=e30."));
}
