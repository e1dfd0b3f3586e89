//! Clocks that are wrong, the client's own among them: its time stands in a file, the machine's is not touched.

use crate::program::{ProgramOutput, credentials, run};
use crate::servers::minio::{CAROL, ENDPOINT};
use crate::story::{Story, run_story};
use crate::tokens;

const STS: i32 = 5;

/// Runs with a clock that is this many minutes off.
fn run_with_clock_offset(minutes: i64, story: &Story, arguments: &[&str]) -> ProgramOutput {
    let time = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(minutes);
    let file = story.home().join("clock");
    std::fs::write(&file, time.to_string()).expect("the home can be written");
    let mut command = credentials(story, arguments);
    run(command.env("STS_CLI_TEST_CLOCK", file).env("AWS_ACCESS_KEY_ID", CAROL.0).env("AWS_SECRET_ACCESS_KEY", CAROL.1))
}

#[test]
fn a_clock_twenty_minutes_off_is_reported() {
    run_story(|story| {
        for minutes in [20, -20] {
            run_with_clock_offset(minutes, story, &["assume-role", "--endpoint", ENDPOINT])
                .assert_refused(STS)
                .assert_explains(&["RequestTimeTooSkewed", "clock"]);
        }
    });
}

#[test]
fn a_clock_ten_minutes_off_is_accepted() {
    run_story(|story| {
        run_with_clock_offset(10, story, &["assume-role", "--endpoint", ENDPOINT]).assert_ok();
    });
}

#[test]
fn a_token_that_is_expired_by_this_machines_clock_is_sent_anyway() {
    run_story(|story| {
        let file = tokens::file(story, &tokens::keycloak("alice", "scripts"));
        run_with_clock_offset(20, story, &["web-identity", "--endpoint", ENDPOINT, "--token", &file])
            .assert_ok()
            .assert_explains(&["expired"]);
    });
}
