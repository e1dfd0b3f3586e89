//! Answers that end early: at each byte the program ends soon with a message, and never takes a part for the whole.
//!
//! By default a few bytes of each answer are tried; with [`EVERY_BYTE`] set each one.

use crate::support::answer::ScriptedResponse;
use crate::support::outcome::Outcome;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::stage::{ACCESS_TOKEN, DISCOVERY, ScriptedServers};
use crate::support::sts::{self, ASSUME_ROLE_GRANT};
use crate::support::tokens::{CLIENT_ID, Key};
use serde_json::json;

/// The variable that makes the tests cut at each byte, which takes minutes.
const EVERY_BYTE: &str = "STS_CLI_TESTS_EVERY_BYTE";

/// How an answer tells its length.
#[derive(Clone, Copy)]
enum Framing {
    Length,
    Chunks,
}

/// The whole answer of a server.
fn answer(content_type: &str, body: &str, framing: Framing) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n");
    match framing {
        Framing::Length => format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes(),
        Framing::Chunks => format!("{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).into_bytes(),
    }
}

/// Calls `check` with the beginnings of this answer, each with its length.
fn for_each_cut(content_type: &str, body: &str, check: impl Fn(&[u8], usize) + Sync) {
    for framing in [Framing::Length, Framing::Chunks] {
        let whole = answer(content_type, body, framing);
        let step = if std::env::var_os(EVERY_BYTE).is_some() { 1 } else { whole.len() / 6 };
        let last = [whole.len() - 1, whole.len() - 2];
        let cuts: Vec<usize> = (0..whole.len()).step_by(step).chain(last).collect();
        for cuts in cuts.chunks(16) {
            std::thread::scope(|scope| {
                for cut in cuts {
                    let (whole, check) = (&whole, &check);
                    scope.spawn(move || check(&whole[..*cut], *cut));
                }
            });
        }
    }
}

/// The run failed as at an unreachable server or an invalid answer, and printed nothing.
#[track_caller]
fn assert_failed(outcome: &Outcome, cut: usize) {
    let is_explained = outcome.stderr.contains("error: ") && !outcome.stderr.contains("internal error");
    assert!(matches!(outcome.code, 4 | 6) && outcome.stdout.is_empty() && is_explained, "cut at {cut}: {outcome:#?}");
}

#[test]
fn a_cut_sts_answer_never_yields_credentials() {
    for_each_cut("text/xml", ASSUME_ROLE_GRANT, |part, cut| {
        let server = Hostile::start();
        server.allow("POST /", ScriptedResponse::raw(part));
        let program = Program::sts_cli(["assume-role", "--endpoint", &server.origin(), "-o", "json", "--timeout", "2s"]);
        let outcome = program.env("AWS_ACCESS_KEY_ID", "carol").env("AWS_SECRET_ACCESS_KEY", "fake-secret").run();
        assert_failed(&outcome, cut);
    });
}

#[test]
fn a_cut_token_answer_ends_the_login_and_the_code_is_sent_once() {
    let length = ScriptedServers::new().log_in().token().signed().len();
    let body = |id_token: &str| json!({"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": id_token}).to_string();
    for_each_cut("application/json", &body(&"x".repeat(length)), |part, cut| {
        let stage = ScriptedServers::new();
        let login = stage.log_in();
        let part = String::from_utf8_lossy(part).replace(&"x".repeat(length), &login.token().signed());
        stage.provider.expect("POST /token", ScriptedResponse::raw(part.as_bytes()));
        assert_ne!(login.callback().send().status, 200, "cut at {cut}");
        assert_failed(&login.end(), cut);
    });
}

#[test]
fn a_cut_discovery_document_or_key_set_ends_the_login_before_the_callback() {
    let stage = ScriptedServers::silent();
    let origin = stage.provider.origin();
    let document = json!({"issuer": origin, "jwks_uri": format!("{origin}/keys"), "authorization_endpoint": format!("{origin}/authorize"),
        "token_endpoint": format!("{origin}/token")});
    let run = |provider: &Hostile| {
        let (issuer, endpoint) = (provider.origin(), stage.storage.origin());
        let login = ["web-identity", "--no-browser", "-o", "json", "--issuer", &issuer, "--endpoint", &endpoint, "--client-id", CLIENT_ID];
        Program::sts_cli(login.into_iter().chain(["--timeout", "2s"])).run().without_login_prompts()
    };
    for_each_cut("application/json", &document.to_string(), |part, cut| {
        let provider = Hostile::start();
        provider.allow(DISCOVERY, ScriptedResponse::raw(part));
        assert_failed(&run(&provider), cut);
    });
    for_each_cut("application/json", &json!({"keys": [Key::named("one").public()]}).to_string(), |part, cut| {
        let provider = Hostile::start();
        let text = document.to_string().replace(&origin, &provider.origin());
        provider.allow(DISCOVERY, ScriptedResponse::new(200, "application/json", &text));
        provider.allow("GET /keys", ScriptedResponse::raw(part));
        assert_failed(&run(&provider), cut);
    });
}

/// The whole answers are accepted, so that the cuts are what fails.
#[test]
fn whole_answers_of_either_framing_are_accepted() {
    for framing in [Framing::Length, Framing::Chunks] {
        let server = Hostile::start();
        server.expect("POST /", ScriptedResponse::raw(&answer("text/xml", ASSUME_ROLE_GRANT, framing)));
        let program = Program::sts_cli(["assume-role", "--endpoint", &server.origin(), "-o", "json"]);
        let outcome = program.env("AWS_ACCESS_KEY_ID", "carol").env("AWS_SECRET_ACCESS_KEY", "fake-secret").run();
        assert_eq!((outcome.code, outcome.json()["SecretAccessKey"].as_str()), (0, Some("fake")), "{outcome:?}");
        let stage = ScriptedServers::new();
        let login = stage.log_in();
        let body = json!({"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": login.token().signed()}).to_string();
        stage.provider.expect("POST /token", ScriptedResponse::raw(&answer("application/json", &body, framing)));
        stage.storage.expect("POST /", sts::grant());
        assert_eq!(login.callback().send().status, 200);
        login.succeeds();
    }
}
