//! Jobs that run for longer than their credentials live, and are to notice nothing of it.

use crate::program::{BINARY, bare, run};
use crate::story::run_story;
use crate::tools::beside;

/// The ways whose credentials renew themselves.
const WAYS: [&str; 3] = ["credential_process", "serve", "exec --renew"];

#[test]
fn a_job_outlives_its_credentials_three_times_and_no_request_fails() {
    run_story(|story| {
        let home = story.home();
        let mut command = bare(story, BINARY);
        command.args(["sandbox", "--fault", "short-life=20s", "--", "sh"]).arg(beside("clients/long_jobs.sh"));
        command.env("XDG_CONFIG_HOME", home.join(".config")).env("TOOLS", story.tools.folder()).env("HERE", beside("clients"));
        let said = run(&mut command).assert_ok();
        for way in WAYS {
            let line = said.stdout.lines().find_map(|line| line.strip_prefix(&format!("{way}: "))).expect("a line for each job");
            let sets: u32 = line.split(' ').nth(3).and_then(|sets| sets.parse().ok()).expect("so many rounds with so many sets");
            assert!(sets > 3, "{way}: the credentials were renewed too seldom: {line}");
        }
    });
}
