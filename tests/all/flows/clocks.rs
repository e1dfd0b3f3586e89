//! The binary's test clock, not the machine's.

use crate::support::outcome::Outcome;
use crate::support::sandbox_script::{sandbox_as, without_login_prompts};
use crate::support::stage::ScriptedServers;

/// A file that holds this time.
fn clock(time: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), time).unwrap();
    file
}

fn run_at(time: &str, account: &str, script: &str) -> Outcome {
    let clock = clock(time);
    without_login_prompts(sandbox_as(account, script).env("STS_CLI_TEST_CLOCK", clock.path().to_str().unwrap()).run())
}

#[test]
fn an_interactive_login_lasts_eight_hours_or_exactly_the_given_duration() {
    let cases = [("", "2030-01-01T08:00:00Z"), ("--duration 90m", "2030-01-01T01:30:00Z"), ("--duration 900", "2030-01-01T00:15:00Z")];
    for (flag, end) in cases {
        let outcome = run_at("2030-01-01T00:00:00Z", "alice", &format!("\"$STS_CLI\" web-identity -o json --buckets {flag}"));
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, "note: buckets: demo, logs\n"), "{flag}");
        assert_eq!(outcome.json()["Expiration"], end, "{flag}");
    }
}

#[test]
fn a_clock_ahead_of_the_providers_is_named() {
    let stage = ScriptedServers::new();
    let clock = clock("2100-01-01T00:00:00Z");
    let login = stage.log_in_with(stage.program(&[]).env("STS_CLI_TEST_CLOCK", clock.path().to_str().unwrap()));
    login.expects_token(&login.token().signed());
    assert_eq!(login.callback().send().status, 403);
    let said = [
        "error: could not verify the ID token of [PROVIDER]: it expired ",
        " s ago by this machine's clock\n  hint: correct this machine's clock; if it is right, ask the provider's administrator to correct theirs\n",
    ];
    login.end().fails_with_fragments(4, &said);
}
