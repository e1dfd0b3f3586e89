//! Tokens from outside: every source that can be had on one machine, and what each says when it brings none.

use crate::support::answer::Answer;
use crate::support::inside::sandbox_as;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::sts;
use serde_json::json;

const CHECK_COMMAND: &str = "hint: run the command by itself: it must print the token on standard output, and nothing else, without asking";

#[test]
fn every_source_on_this_machine_brings_credentials() {
    let script = r#"
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
fn a_source_without_a_token_says_which_and_what_to_do() {
    let cases = [
        (
            "file:/nowhere/token",
            "cannot read the token from /nowhere/token\n  caused by: No such file or directory (os error 2)\n  hint: check the path, and that you may read the file: it must hold the token as text",
        ),
        ("file:/dev/null", "/dev/null holds no token: it is empty\n  hint: check that whoever writes the token has done so"),
        ("-", "standard input holds no token: it is empty\n  hint: check that whoever writes the token has done so"),
        ("env:MISSING", "the variable MISSING is not set\n  hint: check the name: the variable must be exported to sts-cli"),
        (
            "aws",
            "the variable AWS_WEB_IDENTITY_TOKEN_FILE is not set, on which the source `aws` relies\n  hint: name the file itself with --token file:PATH",
        ),
        (
            "github",
            "the variable ACTIONS_ID_TOKEN_REQUEST_URL is not set, on which the source `github` relies\n  hint: give the job `permissions: id-token: write` (Forgejo: `enable-openid-connect: true`)",
        ),
        (
            "gitlab",
            "the source `gitlab` finds its token by the audience, and none was given\n  hint: give --audience, or name the variable that holds the token with --token env:NAME",
        ),
        (
            "buildkite",
            "cannot start buildkite-agent\n  caused by: No such file or directory (os error 2)\n  hint: check that the program is installed here and in PATH",
        ),
        (
            "ci",
            "no CI system was recognised: none of GITHUB_ACTIONS, GITLAB_CI, BUILDKITE, CIRCLECI is set\n  hint: name the source: github, gitlab, buildkite, circleci, env:NAME, file:PATH or cmd:PROGRAM",
        ),
        ("cmd:yes", "the output of yes is too long for a token: more than 1 MiB\n  hint: it must be the token and nothing else"),
        ("cmd:true", "the output of true holds no token: it is empty\n  hint: check that whoever writes the token has done so"),
    ];
    for (source, said) in cases {
        let code = if source.starts_with("file:/nowhere") { 3 } else { 4 };
        with(source).run().refused(code, &format!("error: {said}\n"));
    }
}

#[test]
fn a_command_that_fails_is_shown_by_its_code_and_last_words_and_never_by_what_it_printed() {
    let command = "cmd:sh -c 'echo planted-secret; for word in one two three four; do echo $word >&2; done; exit 3'";
    let said = format!("error: sh failed: its exit code is 3\n  caused by: its last words: two | three | four\n  {CHECK_COMMAND}\n");
    with(command).run().refused(4, &said);
    with("cmd:sh -c 'kill -9 $$'").run().refused(4, &format!("error: sh failed: it was ended by a signal\n  {CHECK_COMMAND}\n"));
}

#[test]
fn a_command_that_leaves_another_program_behind_is_not_waited_for_any_longer() {
    let storage = Hostile::start();
    storage.expect("POST /", sts::grant());
    let left_behind = "cmd:sh -c 'sleep 40 > /dev/null & echo e30.e30.e30'";
    let arguments = ["web-identity", "-o", "json", "--token", left_behind, "--no-buckets", "--endpoint"];
    let running = Program::sts_cli(arguments.into_iter().chain([storage.origin().as_str()])).start();
    storage.wait_for("POST /", 1);
    running.end().ok();
    let command = "cmd:sh -c 'sleep 40 > /dev/null & echo why >&2; exit 3'";
    with(command).run().refused_saying(4, &["its exit code is 3", "its last words: why"]);
}

#[test]
fn a_token_in_the_place_of_a_source_is_not_shown() {
    let outcome = with("eyJhbGciOiJub25lIn0.planted-secret.x").run();
    assert!(!outcome.stderr.contains("planted-secret"), "{outcome:#?}");
    outcome.refused_saying(2, &["error: --token: that is no source of a token; write where the token is, not the token itself: file:PATH"]);
}

#[test]
fn what_looks_wrong_with_a_token_is_said_and_the_server_decides() {
    let storage = Hostile::start();
    for (token, audience, said) in [
        ("opaque", "sts-cli", "warning: the token is opaque, no JSON Web Token: servers that verify tokens themselves cannot read it\n"),
        ("a.b.c.d.e", "sts-cli", "warning: the token is encrypted (five parts): a server that was not given the key cannot read it\n"),
        ("e30.eyJhdWQiOiJzdHMtY2xpIn0.e30", "sts-cli", ""),
        ("e30.eyJhdWQiOiJzdHMtY2xpIn0.e30", "other", "warning: the token is meant for sts-cli, not for other\n"),
        ("e30.e30.e30", "other", "warning: the token is meant for nobody, not for other\n"),
    ] {
        storage.expect("POST /", sts::grant());
        let arguments = ["web-identity", "-o", "json", "--token", "env:TOKEN", "--no-buckets", "--audience", audience, "--endpoint"];
        Program::sts_cli(arguments.into_iter().chain([storage.origin().as_str()])).env("TOKEN", token).run().ok_with_stderr(said);
    }
}

#[test]
fn a_job_of_github_actions_asks_its_token_service_once_and_nobody_else() {
    let (service, storage) = (Hostile::start(), Hostile::start());
    service.expect("GET /token?version=2&audience=minio+prod", Answer::json(&json!({"value": "e30.eyJhdWQiOiJtaW5pbyBwcm9kIn0.e30"})));
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
