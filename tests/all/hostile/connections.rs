//! The person waits only for two requests: between callback and credentials nothing else is sent, and no connection is opened.

use crate::support::answer::ScriptedResponse;
use crate::support::server::Hostile;
use crate::support::stage::{Login, ScriptedServers, token_answer};
use crate::support::sts;
use serde_json::json;

/// Returns the number of connections of a server and the lines of its requests.
fn traffic_of(server: &Hostile) -> (usize, Vec<String>) {
    (server.connections(), server.requests().into_iter().map(|request| request.line).collect())
}

/// Waits until the log of the program shows this many complete responses and the program is idle.
fn wait_until_idle(login: &Login<'_>, answers: usize) {
    login.running.wait_for_stderr(|log| (log.matches("milliseconds=").count() >= answers).then_some(()));
    assert_eq!(login.callback().path("/favicon.ico").send().status, 404);
}

#[test]
fn two_requests_on_open_connections_follow_the_callback() {
    let stage = ScriptedServers::new();
    let login = stage.log_in_with(stage.program(&["-vv"]));
    wait_until_idle(&login, 3);
    let (provider, storage) = (traffic_of(&stage.provider), traffic_of(&stage.storage));
    login.expects_token_and_sts(sts::grant());

    assert_eq!(login.callback().send().status, 200);
    assert_eq!(login.running.end().code, 0);

    let and = |(connections, mut lines): (usize, Vec<String>), line: &str| {
        lines.push(line.to_owned());
        (connections, lines)
    };
    assert_eq!(traffic_of(&stage.provider), and(provider, "POST /token"));
    assert_eq!(traffic_of(&stage.storage), and(storage, "POST /"));
}

#[test]
fn a_token_endpoint_on_another_host_is_connected_before_the_callback() {
    let tokens = Hostile::start();
    tokens.expect("HEAD /", ScriptedResponse::empty(404));
    let address = format!("{}/token", tokens.origin());
    let stage = ScriptedServers::with_discovery(|document| document["token_endpoint"] = json!(address))
        .with_keys([crate::support::tokens::Key::named("one").public()]);
    let login = stage.log_in_with(stage.program(&["-vv"]));
    wait_until_idle(&login, 4);
    assert_eq!(tokens.connections(), 1);
    tokens.expect("POST /token", token_answer(&login.token().signed()));
    stage.storage.expect("POST /", sts::grant());

    assert_eq!(login.callback().send().status, 200);
    assert_eq!(login.running.end().code, 0);

    assert_eq!(traffic_of(&tokens), (1, vec!["HEAD /".to_owned(), "POST /token".to_owned()]));
    assert_eq!(stage.storage.connections(), 1);
}
