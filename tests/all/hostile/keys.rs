//! Keys that a shell or another reader would take for something else: whatever the form of the output, they are refused.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::snapshot::{self, Table};
use crate::support::sts::{self, ASSUME_ROLE_GRANT};
use crate::support::tokens::TokenDraft;
use std::path::Path;

/// Every form of `-o`.
const FORMS: [&str; 21] = [
    "text",
    "json",
    "process",
    "env",
    "env:sh",
    "env:bash",
    "env:zsh",
    "env:fish",
    "env:powershell",
    "env:cmd",
    "dotenv",
    "github",
    "k8s",
    "mc-host",
    "mc-alias",
    "rclone",
    "duckdb:keys",
    "terraform",
    "storage-options",
    "storage-options:fsspec",
    "aws-ini",
];

/// A grant with these keys.
fn grant(access_key: &str, secret_key: &str, session_token: &str) -> ScriptedResponse {
    let document = ASSUME_ROLE_GRANT.replace("FAKETEMPORARYKEY0000", access_key);
    let document = document.replace("<SecretAccessKey>fake<", &format!("<SecretAccessKey>{secret_key}<"));
    ScriptedResponse::xml(200, &document.replace("<SessionToken>fake<", &format!("<SessionToken>{session_token}<")))
}

/// Asks this server for credentials in this form, with state and files in `folder`.
fn assume_role(server: &Hostile, form: &str, folder: &Path) -> Program {
    let endpoint = server.origin();
    let program = Program::sts_cli(["assume-role", "--endpoint", &endpoint, "-o", form]);
    let program = program.env("AWS_ACCESS_KEY_ID", "carol").env("AWS_SECRET_ACCESS_KEY", "fake-secret");
    let below = |name: &str| folder.join(name).display().to_string();
    program.env("XDG_STATE_HOME", &below("state")).env("GITHUB_ENV", &below("github"))
}

/// The refusal, which shows nothing of the value.
fn refusal(outcome: &Outcome) -> String {
    assert!(!outcome.stderr.contains("CI_DEPLOY_TOKEN") && !outcome.stderr.contains("touch"), "{outcome:?}");
    outcome.failure(6)
}

#[test]
fn no_output_format_contains_keys_that_a_reader_could_misread() {
    for form in FORMS {
        let (server, folder) = (Hostile::start(), tempfile::tempdir().unwrap());
        server.expect("POST /", grant("AKIAFAKE", "s+/=", "${CI_DEPLOY_TOKEN}"));
        snapshot::matches("token-with-a-dollar", &refusal(&assume_role(&server, form, folder.path()).run()));
        assert!(!folder.path().join("github").exists(), "{form}");
        server.allow("GET /", ScriptedResponse::empty(404)); // `text` shows the buckets
        server.expect("POST /", grant("AKIAFAKE", "s+/=", "a.b-c_d+/="));
        let outcome = assume_role(&server, form, folder.path()).run();
        assert_eq!(outcome.code, 0, "{form}: {outcome:?}");
    }
}

#[test]
fn keys_and_tokens_with_special_characters_are_rejected() {
    let mut table = Table::default();
    for value in ["${CI_DEPLOY_TOKEN:-x}", "A\\'; touch ran; #", "a`touch ran`", "a b", "a&#10;touch ran", "caf\u{e9}"] {
        for (keys, name) in
            [([value, "s", "t"], "AccessKeyId"), (["A", value, "t"], "SecretAccessKey"), (["A", "s", value], "SessionToken")]
        {
            let (server, folder) = (Hostile::start(), tempfile::tempdir().unwrap());
            let [access_key, secret_key, session_token] = keys;
            server.expect("POST /", grant(access_key, secret_key, session_token));
            table.row(&format!("{name} = {value:?}"), &refusal(&assume_role(&server, "dotenv", folder.path()).run()));
        }
    }
    table.matches("values-that-are-not-literal");
}

/// Exchanges a token at this server with state in `folder`; the credentials are cached by its claims.
fn run_with_token(server: &Hostile, token: &str, folder: &Path) -> Outcome {
    let endpoint = server.origin();
    let program = Program::sts_cli(["web-identity", "--endpoint", &endpoint, "--token", "env:TOKEN", "-o", "json"]);
    program.env("TOKEN", token).env("XDG_STATE_HOME", &folder.join("state").display().to_string()).run()
}

#[test]
fn a_cached_entry_with_special_characters_in_a_key_is_a_miss() {
    let (server, folder) = (Hostile::start(), tempfile::tempdir().unwrap());
    let token = TokenDraft::valid("https://id.example", "").signed();
    let granted = |outcome: &Outcome| outcome.json()["SessionToken"].as_str().unwrap().to_owned();
    server.expect("POST /", sts::grant());
    assert_eq!(granted(&run_with_token(&server, &token, folder.path())), sts::SESSION_TOKEN);
    assert_eq!(granted(&run_with_token(&server, &token, folder.path())), sts::SESSION_TOKEN, "the entry is used");
    let entries = folder.path().join("state/sts-cli/credentials");
    let entry = std::fs::read_dir(entries).unwrap().next().unwrap().unwrap().path();
    for poisoned in ["${CI_DEPLOY_TOKEN}", "a b", "`id`"] {
        let text = std::fs::read_to_string(&entry).unwrap();
        assert!(text.contains(sts::SESSION_TOKEN), "{text}");
        std::fs::write(&entry, text.replace(sts::SESSION_TOKEN, poisoned)).unwrap();
        server.expect("POST /", sts::grant());
        assert_eq!(granted(&run_with_token(&server, &token, folder.path())), sts::SESSION_TOKEN, "{poisoned}");
    }
}
