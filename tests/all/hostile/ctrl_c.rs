//! Ctrl-C between token response and STS response: the rotated refresh token must be stored.

use crate::support::answer::{Gate, ScriptedResponse};
use crate::support::program::Program;
use crate::support::stage::{ACCESS_TOKEN, ScriptedServers};
use crate::support::sts;
use crate::support::tokens::Key;
use rustix::process::Signal;
use serde_json::json;
use std::path::Path;

/// `program` with the folders of one home.
fn at_home(program: Program, home: &Path) -> Program {
    let folders = [("XDG_STATE_HOME", "state"), ("XDG_CACHE_HOME", "cache")];
    folders.into_iter().fold(program, |program, (name, folder)| program.env(name, home.join(folder).to_str().unwrap()))
}

fn tokens(id_token: &str, refresh_token: &str) -> ScriptedResponse {
    ScriptedResponse::json(
        &json!({"access_token": ACCESS_TOKEN, "token_type": "Bearer", "refresh_token": refresh_token, "id_token": id_token}),
    )
}

#[test]
fn a_rotated_refresh_token_survives_ctrl_c() {
    let home = tempfile::tempdir().unwrap();
    let stage = ScriptedServers::with_discovery(|document| {
        let address = format!("{}/userinfo", document["issuer"].as_str().unwrap());
        document["userinfo_endpoint"] = json!(address);
    });
    let stage = stage.with_keys([Key::named("one").public()]);
    let arguments = ["--userinfo", "--fresh"];
    let login = stage.log_in_with(at_home(stage.program(&arguments), home.path()));
    stage.provider.expect("POST /token", tokens(&login.token().with_time("exp", 30).signed(), "the-first-refresh-token"));
    stage.provider.expect("GET /userinfo", ScriptedResponse::json(&json!({"sub": "alice-1"})));
    stage.storage.expect("POST /", sts::grant());
    let again = login.token().with("nonce", serde_json::Value::Null).signed();
    login.callback().send();
    login.succeeds();

    let gate = Gate::default();
    stage.provider.expect("POST /token", tokens(&again, "the-second-refresh-token"));
    stage.provider.expect("GET /userinfo", ScriptedResponse::json(&json!({"sub": "alice-1"})).behind(&gate));
    let running = at_home(stage.program(&arguments), home.path()).start();
    stage.provider.wait_for("GET /userinfo", 2);
    running.signal(Signal::INT);
    assert_eq!(running.end().code, 130);
    gate.open();
    let folder = home.path().join("state/sts-cli/tokens");
    let kept: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    assert!(kept.len() == 1 && kept[0].contains("the-second-refresh-token"), "{kept:?}");
}
