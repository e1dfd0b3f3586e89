//! `--timeout` bounds every wait: for a server that accepts a request and never answers, and for another process. Ctrl-C ends each at once.

use crate::support::answer::{Gate, ScriptedResponse};
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::stage::{DISCOVERY, Login, ScriptedServers};
use crate::support::sts;
use crate::support::tokens::Key;
use crate::support::world::World;
use rustix::process::Signal;
use serde_json::json;
use std::time::{Duration, Instant};

/// Less than the 30 seconds that an answer may take where no time is given, and enough for a busy machine.
const SOON: Duration = Duration::from_secs(20);

/// Who never answers, and in what step of a login.
type Silence = (&'static str, fn(&Gate) -> ScriptedServers, fn(&Login<'_>, &Gate));

fn pending_response(gate: &Gate) -> ScriptedResponse {
    ScriptedResponse::json(&json!({})).behind(gate)
}

/// The steps after a person has logged in.
const SILENCES: [Silence; 4] = [
    (
        "keys",
        |gate| {
            let stage = ScriptedServers::with_discovery(|_| {});
            stage.provider.allow("GET /keys", pending_response(gate));
            stage
        },
        |login, _| login.expects_token(&login.token().signed()),
    ),
    ("tokens", |_| ScriptedServers::new(), |login, gate| login.stage().provider.expect("POST /token", pending_response(gate))),
    (
        "userinfo",
        |_| {
            let stage = ScriptedServers::with_discovery(|document| {
                document["userinfo_endpoint"] = document["token_endpoint"].as_str().unwrap().replace("/token", "/userinfo").into();
            });
            stage.with_keys([Key::named("one").public()])
        },
        |login, gate| {
            login.expects_token(&login.token().signed());
            login.stage().provider.expect("GET /userinfo", pending_response(gate));
        },
    ),
    (
        "exchange",
        |_| ScriptedServers::new(),
        |login, gate| {
            login.expects_token(&login.token().signed());
            login.stage().storage.expect("POST /", pending_response(gate));
        },
    ),
];

#[test]
fn a_login_times_out_if_a_server_never_answers() {
    for (case, stage, answer) in SILENCES {
        let gate = Gate::default();
        let stage = stage(&gate);
        let more = if case == "userinfo" { &["--timeout", "3s", "--userinfo"][..] } else { &["--timeout", "3s"] };
        let login = stage.log_in_with(stage.program(more));
        answer(&login, &gate);
        let began = Instant::now();
        login.callback().send();
        login.end().fails(6, &format!("never-answers/{case}"));
        assert!(began.elapsed() < SOON, "{case}: {:?}", began.elapsed());
        gate.open();
    }
}

#[test]
fn a_login_times_out_before_the_prompt_too() {
    for (case, identity) in [("discovery", "web-identity"), ("client grants", "client-grants"), ("assume role", "assume-role")] {
        let (gate, server) = (Gate::default(), Hostile::start());
        server.allow("HEAD /", ScriptedResponse::empty(403));
        server.allow(DISCOVERY, pending_response(&gate));
        server.allow("POST /", pending_response(&gate));
        let origin = server.origin();
        let client = ["--issuer", origin.as_str(), "--client-id", "robot"];
        let more: &[&str] = match identity {
            "assume-role" => &["--access-key", "FAKEKEY", "--no-input"],
            "web-identity" => &[&client[..], &["--no-browser"]].concat(),
            _ => &client,
        };
        let call = [&[identity, "-o", "json", "--timeout", "1s", "--endpoint", &origin][..], more].concat();
        let program = Program::sts_cli(call.iter().copied()).with_names([(origin.clone(), "[SERVER]")]);
        let program = program.env("STS_CLI_CLIENT_SECRET", "fake-secret").env("AWS_SECRET_ACCESS_KEY", "fake-secret-key");
        let began = Instant::now();
        let outcome = program.run();
        assert_eq!(outcome.code, 6, "{case}: {}", outcome.stderr);
        assert!(began.elapsed() < SOON, "{case}: {:?}", began.elapsed());
        gate.open();
    }
}

#[test]
fn hanging_commands_and_retry_after_end_at_the_timeout_too() {
    let server = Hostile::start();
    server.allow("HEAD /", ScriptedResponse::empty(403));
    server.allow("POST /", ScriptedResponse::empty(503).header("retry-after", "10"));
    let origin = server.origin();
    let cases: [(&str, i32, &[&str]); 4] = [
        ("token", 4, &["web-identity", "--token", "cmd:sleep 600"]),
        ("custom token", 4, &["custom-token", "--token", "cmd:sleep 600", "--role-arn", "arn:minio:iam:::role/idmp-test"]),
        ("password", 4, &["ldap", "--user", "alice", "--password-command", "sleep 600"]),
        ("busy server", 6, &["web-identity", "--token", "cmd:echo a.e30.b"]),
    ];
    for (case, code, identity) in cases {
        let call = [identity, &["-o", "json", "--timeout", "1s", "--endpoint", &origin]].concat();
        let began = Instant::now();
        let outcome = Program::sts_cli(call).run();
        assert_eq!(outcome.code, code, "{case}: {}", outcome.stderr);
        assert!(began.elapsed() < Duration::from_secs(9), "{case}: {:?}", began.elapsed());
    }
}

#[test]
fn waiting_for_another_process_times_out_and_logout_keeps_its_login() {
    let world = World::new(&[]);
    world.run(&["get", "prod", "-o", "json"]).ok();
    let storage = Hostile::start();
    let gate = Gate::default();
    storage.allow("HEAD /", ScriptedResponse::empty(403));
    let keys = "<Credentials><AccessKeyId>FAKEFARKEY</AccessKeyId><SecretAccessKey>fake</SecretAccessKey>\
                <SessionToken>fake</SessionToken><Expiration>2030-01-01T08:00:00Z</Expiration></Credentials>";
    storage.expect("POST /", ScriptedResponse::xml(200, &sts::grant_document(keys)).behind(&gate));
    let endpoint = storage.origin();
    let holder = world.program(&["get", "prod", "-o", "json", "--fresh", "--endpoint", &endpoint]).start();
    storage.wait_for("POST /", 1);
    let calls: [&[&str]; 4] = [
        &["get", "prod", "-o", "json", "--fresh", "--timeout", "1s", "--no-input", "--min-life", "7h59m"],
        &["login", "prod", "--timeout", "1s"],
        &["logout", "prod", "--timeout", "1s"],
        &["logout", "--all", "--timeout", "1s"],
    ];
    for call in calls {
        let began = Instant::now();
        let outcome = world.run(call);
        assert_eq!(outcome.code, 4, "{call:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains("gave up waiting for sts-cli for prod (process "), "{call:?}: {}", outcome.stderr);
        assert!(began.elapsed() < SOON, "{call:?}: {:?}", began.elapsed());
    }
    let waits = world.events().of("waiting-for-lock").len();
    let waiting = world.program(&["logout", "--all"]).start();
    world.events().wait_for_more("waiting-for-lock", waits + 1);
    waiting.signal(Signal::INT);
    assert_eq!(waiting.end().code, 130, "Ctrl-C ends the wait");
    assert_eq!(world.files("xdg_state_home/sts-cli/tokens").len(), 1, "the login of another process is not ended under it");
    gate.open();
    let held = holder.end();
    assert_eq!(held.code, 0, "{}", held.stderr);
}

#[test]
fn a_logout_times_out_if_the_provider_never_answers() {
    let world = World::new(&[]);
    let (provider, gate) = (Hostile::start(), Gate::default());
    world.run(&["get", "prod", "-o", "json"]).ok();
    provider.allow(DISCOVERY, pending_response(&gate));
    let profile = std::fs::read_to_string(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    let records = world.files("xdg_state_home/sts-cli/logins");
    for file in &records {
        let text = std::fs::read_to_string(file).unwrap().replace(world.variable("STS_CLI_ISSUER"), &provider.origin());
        std::fs::write(file, text).unwrap();
    }
    world.write_profile("prod", &profile.replace("sts-cli\"", "other\""));
    for folder in ["discovery", "provider"] {
        let _ = std::fs::remove_dir_all(world.path(&format!("xdg_state_home/sts-cli/{folder}")));
    }
    let began = Instant::now();
    world.run(&["logout", "prod", "--timeout", "1s"]).fails_with_fragments(6, &["could not revoke the refresh token", "timed out"]);
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    gate.open();
}
