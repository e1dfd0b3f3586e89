//! One-time codes in long-lived deliveries: a supplied one is sent at most once, and what cannot be renewed without a person is said.

use crate::support::answer::ScriptedResponse;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::snapshot::Table;
use crate::support::sts;
use crate::support::terminal::Terminal;
use crate::support::world::World;
use rustix::process::Signal;

const CODE: &str = "604129";
const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "FAKEKEY"), ("AWS_SECRET_ACCESS_KEY", "fake-secret")];

/// Credentials until 01:00.
fn grant() -> ScriptedResponse {
    let document = sts::ASSUME_ROLE_GRANT.replace("AssumeRole", "GetSessionToken").replace("2099-01-01T00", "2030-01-01T01");
    ScriptedResponse::xml(200, &document)
}

/// A world with the profile `mfa`, and a server that grants to everybody.
fn world() -> (World, Hostile) {
    let (world, server) = (World::new(&[]), Hostile::start());
    let profile = "identity = \"get-session-token\"\nmfa_serial = \"arn:aws:iam::123456789012:mfa/alice\"\n";
    world.write_profile("mfa", &format!("{profile}endpoint = \"{}\"\n", server.origin()));
    server.allow("POST /", grant());
    (world, server)
}

fn with_code(world: &World, arguments: &[&str]) -> Program {
    KEYS.into_iter().fold(world.program(arguments), |program, (name, value)| program.env(name, value)).env("STS_CLI_TOKEN_CODE", CODE)
}

#[test]
fn a_supplied_code_is_not_sent_again_at_a_renewal() {
    let mut table = Table::default();
    for arguments in [
        &["serve", "mfa"][..],
        &["exec", "mfa", "--renew", "--", "sh", "-c", "while [ ! -e \"$WORLD/stop\" ]; do sleep 0.05; done"],
        &["configure", "mc", "mfa", "--watch"],
        &["get", "mfa", "--write-profile", "mfa", "--watch"],
    ] {
        let (world, server) = world();
        let running = with_code(&world, arguments).with_names([(server.origin(), "[STORAGE]")]).start();
        running.wait_for_stderr(|text| text.contains("a one-time code cannot renew").then_some(()));
        world.events().wait_for("renewal-planned");
        world.clock_to("2030-01-01T00:59:00Z");
        world.events().wait_for("renewal-failed");
        world.clock_to("2030-01-01T01:00:01Z");
        running.wait_for_stderr(|text| text.contains("have expired").then_some(()));
        match arguments[0] {
            "exec" => world.write("stop", ""),
            _ => running.signal(Signal::TERM),
        }
        let outcome = running.end();
        assert!(!outcome.stderr.contains(CODE), "{outcome:#?}");
        assert_eq!(server.requests_of("POST /").len(), 1, "{arguments:?} {outcome:#?}");
        table.row(&arguments.join(" "), &outcome.shown().1);
    }
    table.matches("renewals-without-a-code");
}

#[test]
fn on_a_terminal_a_renewal_prompts_for_a_new_code() {
    let (world, server) = world();
    let mut terminal = Terminal::of(&world, "sh");
    let variables = KEYS.map(|(name, value)| format!("{name}={value}")).join(" ");
    terminal.types(&format!("{variables} STS_CLI_TOKEN_CODE={CODE} sts-cli serve mfa\n"));
    terminal.shows(&["a one-time code cannot renew credentials"]);
    world.events().wait_for("renewal-planned");
    world.clock_to("2030-01-01T01:00:01Z");
    terminal.shows(&["One-time code: "]);
    server.expect("POST /", ScriptedResponse::xml(200, &sts::ASSUME_ROLE_GRANT.replace("AssumeRole", "GetSessionToken")));
    terminal.types("118822\n");
    server.wait_for("POST /", 2);
    terminal.types("\u{3}");
    let codes: Vec<String> = server.requests_of("POST /").iter().map(|request| request.body.chars().rev().take(6).collect()).collect();
    assert_eq!(codes, ["921406", "228811"], "from their ends");
}
