//! `login URL` at a storage address whose metadata is hostile, broken, slow or absent: nothing of it is used, and nothing is saved.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::Hostile;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::time::{Duration, Instant};

const METADATA: &str = "GET /.well-known/oauth-protected-resource";
const ISSUER: &str = "https://id.example/realms/prod";

/// The metadata of this server, with changes.
fn document(storage: &Hostile, changes: &Value) -> ScriptedResponse {
    let mut document = json!({"resource": storage.origin(), "authorization_servers": [ISSUER], "sts_cli": {"client_id": "sts-cli"}});
    for (name, value) in changes.as_object().unwrap() {
        document[name] = value.clone();
    }
    ScriptedResponse::json(&document)
}

/// Runs `login` at this server without a terminal; asserts that no profile was saved.
fn log_in(storage: &str, more: &[&str]) -> Outcome {
    let program = Program::sts_cli(["login", storage].into_iter().chain(more.iter().copied()));
    let profiles = program.home().join("xdg_config_home/sts-cli");
    let program = program.env("STS_CLI_CLIENT_SECRET", "planted-secret").env("AWS_SESSION_TOKEN", "planted-token");
    let outcome = program.run().named(storage, "[STORAGE]");
    assert!(!profiles.exists() && !outcome.stderr.contains("planted"), "{outcome:#?}");
    outcome
}

/// Asserts that the login went on as without metadata.
#[track_caller]
fn is_unaffected(outcome: &Outcome) {
    outcome.fails_with_fragments(2, &["error: prompting is not possible", "hint: set the value with --save"]);
}

#[test]
fn hostile_metadata_is_refused_by_name() {
    let cases = [
        ("another-server", json!({"resource": "https://s3.bank.example"})),
        ("plain-http", json!({"authorization_servers": ["http://id.example"]})),
        ("escapes", json!({"authorization_servers": ["https://id.example/\u{1b}[31mtrusted"]})),
        ("many-servers", json!({"authorization_servers": (0..10_000).map(|it| format!("https://{it}.example")).collect::<Vec<_>>()})),
        ("secret-inside", json!({"sts_cli": {"client_id": "a", "client_secret": "planted-secret"}})),
        ("wrong-type", json!({"sts_cli": {"client_id": 7}})),
        ("too-large", json!({"unknown": "a".repeat(100_000)})),
    ];
    for (snapshot, changes) in cases {
        let storage = Hostile::start();
        storage.expect(METADATA, document(&storage, &changes));
        log_in(&storage.origin(), &[]).fails(6, snapshot);
    }
    let storage = Hostile::start();
    storage.expect(METADATA, ScriptedResponse::endless("application/json"));
    log_in(&storage.origin(), &[]).fails(6, "too-large");
}

#[test]
fn the_request_for_metadata_carries_no_secret_and_follows_no_redirect() {
    let (storage, other) = (Hostile::start(), Hostile::start());
    let redirect = ScriptedResponse::empty(302).header("Location", &format!("{}/metadata?planted", other.origin()));
    storage.expect(METADATA, redirect.header("Set-Cookie", "session=planted-cookie"));
    storage.expect(METADATA, ScriptedResponse::html(200));
    let outcome = log_in(&storage.origin(), &["--timeout", "5s"]).named(&other.origin(), "[OTHER]");
    outcome.fails(2, "redirected");
    is_unaffected(&log_in(&storage.origin(), &[]));
    for request in storage.requests() {
        let headers = request.headers.to_lowercase();
        assert!(!headers.contains("authorization:") && !headers.contains("cookie:") && !headers.contains("planted"), "{headers}");
        assert_eq!(request.body, "");
    }
    assert_eq!(other.connections(), 0);
}

#[test]
fn a_server_without_metadata_changes_nothing() {
    for answer in [
        ScriptedResponse::xml(400, "<Error><Code>InvalidRequest</Code></Error>"),
        ScriptedResponse::xml(403, "<Error><Code>AccessDenied</Code></Error>"),
        ScriptedResponse::empty(404),
        ScriptedResponse::empty(500),
        ScriptedResponse::html(200),
        ScriptedResponse::json(&json!({"status": "ok"})),
        ScriptedResponse::json(&json!([])),
        ScriptedResponse::hang_up(),
        ScriptedResponse::raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"resource\":"),
        ScriptedResponse::raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
    ] {
        let storage = Hostile::start();
        storage.expect(METADATA, answer);
        is_unaffected(&log_in(&storage.origin(), &[]));
    }
}

#[test]
fn a_server_that_does_not_respond_delays_the_login_by_three_seconds() {
    let black_hole = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", black_hole.local_addr().unwrap());
    let started = Instant::now();
    is_unaffected(&log_in(&address, &[]));
    let time = started.elapsed();
    assert!((Duration::from_secs(3)..Duration::from_secs(20)).contains(&time), "{time:?}");
}

#[test]
fn metadata_is_not_read_if_it_would_not_be_used_or_could_be_forged() {
    let storage = Hostile::start();
    let address = storage.origin();
    log_in(&address, &["--issuer", ISSUER]).fails_with_fragments(2, &["hint: set the value with --save"]);
    log_in(&address, &["--insecure"]).fails_with_fragments(2, &["hint: set the value with --save"]);
    log_in("http://minio.example:9000", &["--allow-http"]).fails_with_fragments(2, &["hint: set the value with --save"]);
    log_in(&address, &["--save", "../x"]).fails_with_fragments(2, &["is not a valid profile name"]);
    assert_eq!(storage.connections(), 0);
}

#[test]
fn without_a_terminal_the_complete_command_is_shown_instead() {
    let storage = Hostile::start();
    let complete = json!({
        "authorization_servers": [ISSUER, "https://id.example/realms/other"],
        "sts_cli": {"client_id": "it's me", "role_arn": "arn:minio:iam:::role/prod-role", "region": "eu-west-1"},
    });
    storage.expect(METADATA, document(&storage, &complete));
    log_in(&storage.origin(), &[]).fails(6, "client-id-with-a-space");
    let own = json!({
        "client_id": "it's-me", "role_arn": "arn:minio:iam:::role/prod-role", "region": "eu-west-1",
        "scopes": ["openid", "groups"], "s3_endpoint": "https://s3.example",
    });
    let several = json!({"authorization_servers": [ISSUER, "https://id.example/realms/other"], "sts_cli": own});
    storage.expect(METADATA, document(&storage, &several));
    let flags = ["--region", "eu-west-2", "--allow", "read:demo", "--csec", "planted-secret", "--save", "prod", "--no-input"];
    log_in(&storage.origin(), &flags).fails(2, "several-commands");
    storage.expect(METADATA, document(&storage, &json!({"sts_cli": own})));
    log_in(&storage.origin(), &[]).fails(2, "one-command");
    storage.expect(METADATA, document(&storage, &json!({"sts_cli": {"client_id": "--insecure"}})));
    log_in(&storage.origin(), &[]).fails_with_fragments(2, &[" '--client-id=--insecure' --save "]);
}

#[test]
fn metadata_of_a_path_is_looked_for_with_and_without_the_path() {
    let storage = Hostile::start();
    let address = format!("{}/minio/", storage.origin());
    let of = |resource: &str| json!({"resource": resource});
    let with_path = "GET /.well-known/oauth-protected-resource/minio";
    storage.expect(with_path, document(&storage, &of(&address)));
    log_in(&address, &[]).fails_with_fragments(2, &["run: sts-cli login [STORAGE]".trim_end_matches("[STORAGE]"), ISSUER]);
    storage.expect(with_path, ScriptedResponse::empty(404));
    storage.expect(METADATA, document(&storage, &of(&address)));
    log_in(&address, &[]).fails_with_fragments(2, &[ISSUER]);
    storage.expect(with_path, ScriptedResponse::empty(404));
    storage.expect(METADATA, document(&storage, &of(&storage.origin())));
    is_unaffected(&log_in(&address, &[])); // it describes the root of the host
    storage.expect(with_path, document(&storage, &of(&storage.origin())));
    log_in(&address, &[]).fails_with_fragments(6, &["which is another address"]);
}
