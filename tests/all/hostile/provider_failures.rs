//! Answers of a provider that fail and hold tokens all the same, in whatever shape: nothing of them is shown, with `-vv` neither.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::stage::{DISCOVERY, ScriptedServers};
use crate::support::tokens::{Key, TokenDraft};
use serde_json::json;

const STATUSES: [u16; 7] = [300, 400, 401, 403, 418, 500, 503];
const OPAQUE: &str = "gHs7Kq2LpTz9VwXe4RbN8mYcD";
const SECRET: &str = "Qw3ErTy6UiOp1AsDf5GhJk";
/// The longest part of a secret that may stand in a text by chance.
const BY_CHANCE: usize = 6;

/// A token that is signed, of nobody in particular.
fn signed() -> String {
    TokenDraft::valid("https://id.example", "").signed()
}

/// Bodies that hold tokens and a secret, with their content types.
fn bodies(token: &str) -> Vec<(&'static str, String)> {
    let grant = json!({"access_token": OPAQUE, "token_type": "Bearer", "refresh_token": SECRET, "id_token": token});
    let within = json!({"error": "kept", "data": {"accessToken": OPAQUE}, "client_secret": SECRET,
        "message": format!("{OPAQUE} for {SECRET} as {token}")});
    let form = format!("access_token={OPAQUE}&token_type=bearer&refresh_token={SECRET}&id_token={token}");
    let page = format!(
        "<!doctype html><title>{OPAQUE} access_token={SECRET} {token}</title><form><input name=id_token value={token}>\
         <script>var secret = '{SECRET}'</script>{OPAQUE}</form>"
    );
    vec![
        ("application/json", grant.to_string()),
        ("application/json", within.to_string()),
        ("application/json", json!([OPAQUE, {"refresh_token": SECRET}, token]).to_string()),
        ("application/json", json!(OPAQUE).to_string()),
        ("application/json", grant.to_string().replace('}', "")),
        ("text/plain", grant.to_string()),
        ("application/x-www-form-urlencoded", form.clone()),
        ("text/plain", format!("error=kept&{form}&error_description={OPAQUE}+{token}")),
        ("text/html", page),
        ("text/plain", form),
        ("text/plain", format!("the token is {OPAQUE}, the secret {SECRET}")),
        ("text/plain", token.to_owned()),
        ("application/jwt", token.to_owned()),
    ]
}

#[track_caller]
fn assert_shows_nothing(outcome: &Outcome, token: &str, what: &str) {
    assert!(outcome.stdout.is_empty() && outcome.code != 0, "{what}: {outcome:#?}");
    for secret in [OPAQUE, SECRET].into_iter().chain(token.split('.')) {
        let parts = (0..=secret.len() - BY_CHANCE).map(|start| &secret[start..start + BY_CHANCE]);
        let shown: Vec<_> = parts.filter(|part| outcome.stderr.contains(*part)).collect();
        assert!(shown.is_empty(), "{what}: {shown:?} in {}", outcome.stderr);
    }
}

/// Calls `run` with each body at each status.
fn for_each_failure(run: impl Fn(u16, ScriptedResponse) -> Outcome) {
    let token = signed();
    for status in STATUSES {
        for (kind, body) in bodies(&token) {
            let answer = ScriptedResponse::new(status, kind, &body).header("Retry-After", "0");
            assert_shows_nothing(&run(status, answer), &token, &format!("{status} {kind} {body}"));
        }
    }
}

#[test]
fn tokens_in_a_failed_client_grant_are_not_shown() {
    let storage = Hostile::start();
    for_each_failure(|_, answer| {
        let provider = Hostile::start();
        provider.allow("POST /token", answer);
        let (endpoint, address) = (storage.origin(), format!("{}/token", provider.origin()));
        let arguments =
            ["client-grants", "-vv", "-o", "json", "--client-id", "robot", "--endpoint", &endpoint, "--token-endpoint", &address];
        Program::sts_cli(arguments).env("STS_CLI_CLIENT_SECRET", "fake-secret-of-the-robot").run()
    });
}

#[test]
fn tokens_in_a_failed_code_exchange_are_not_shown() {
    for_each_failure(|_, answer| {
        let stage = ScriptedServers::new();
        stage.provider.expect("POST /token", answer);
        let login = stage.log_in_with(stage.program(&["-vv"]));
        let page = login.callback().send();
        assert!(!page.body.contains(OPAQUE) && !page.body.contains(SECRET) && !page.body.contains("eyJ"), "{page:?}");
        login.end()
    });
}

#[test]
fn tokens_in_a_failed_discovery_are_not_shown() {
    for_each_failure(|_, answer| {
        let stage = ScriptedServers::silent();
        stage.provider.allow(DISCOVERY, answer);
        stage.run(&["-vv"])
    });
}

#[test]
fn tokens_in_a_failed_key_set_response_are_not_shown() {
    for_each_failure(|status, answer| {
        let stage = ScriptedServers::with_discovery(|_| {});
        stage.provider.allow("GET /keys", answer);
        if status != 503 {
            return stage.run(&["-vv"]);
        }
        let login = stage.log_in_with(stage.program(&["-vv"])); // they are fetched again when they are needed
        login.expects_token(&login.token().signed());
        assert_ne!(login.callback().send().status, 200);
        login.end()
    });
}

#[test]
fn tokens_in_a_failed_userinfo_response_are_not_shown() {
    for_each_failure(|_, answer| {
        let stage = ScriptedServers::with_discovery(|document| {
            document["userinfo_endpoint"] = json!(format!("{}/userinfo", document["issuer"].as_str().unwrap()))
        });
        let stage = stage.with_keys([Key::named("one").public()]);
        stage.provider.allow("GET /userinfo", answer);
        let login = stage.log_in_with(stage.program(&["-vv", "--userinfo"]));
        login.expects_token(&login.token().signed());
        assert_ne!(login.callback().send().status, 200);
        login.end()
    });
}

/// A provider of device codes that answers a request for one so.
fn devices(answer: ScriptedResponse) -> ScriptedServers {
    let stage = ScriptedServers::with_discovery(|document| {
        document["device_authorization_endpoint"] = json!(format!("{}/device", document["issuer"].as_str().unwrap()))
    });
    stage.provider.allow("GET /keys", ScriptedResponse::json(&json!({"keys": []})));
    stage.provider.allow("POST /device", answer);
    stage
}

#[test]
fn tokens_in_a_failed_device_response_are_not_shown() {
    for_each_failure(|_, answer| devices(answer).run(&["-vv", "--login", "device"]));
}

#[test]
fn tokens_in_a_failed_device_poll_are_not_shown() {
    let token = signed();
    for status in [300, 400, 403, 418, 500] {
        for (kind, body) in bodies(&token).into_iter().step_by(3) {
            let code = json!({"device_code": "fake-device-code", "user_code": "FAKE-CODE", "verification_uri": "https://id.example/device",
                "expires_in": 2, "interval": 1});
            let stage = devices(ScriptedResponse::json(&code));
            stage.provider.allow("POST /token", ScriptedResponse::new(status, kind, &body));
            let outcome = stage.run(&["-vv", "--login", "device", "--timeout", "3s"]);
            assert_shows_nothing(&outcome, &token, &format!("{status} {kind} {body}"));
        }
    }
}
