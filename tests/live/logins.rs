//! The logins that succeed, as a table: who one is, the way to the proof, the server that grants, the seconds, the result.

use std::thread;

use crate::clients::{Keys, assert_lists_and_writes};
use crate::story::{Story, add_line, name_of, run_story_as};

/// One line of the table.
struct Login {
    identity: &'static str,
    way: &'static str,
    server: &'static str,
    seconds: f64,
}

/// Tells the story of one login: the credentials that come of it list the buckets and write into one.
pub(crate) fn logs_in<S: FnOnce(&Story) -> Keys>(identity: &'static str, way: &'static str, server: &'static str, log_in: S) {
    run_story_as(name_of::<S>(), |story| {
        let mut login = Login { identity, way, server, seconds: 0.0 };
        let keys = log_in(story);
        login.seconds = keys.took.as_secs_f64();
        assert_lists_and_writes(story, &keys);
    });
}

impl Drop for Login {
    fn drop(&mut self) {
        let Self { identity, way, server, seconds } = self;
        let result = if thread::panicking() { "FAILED" } else { "lists and writes" };
        add_line("logins.tsv", &format!("{identity}\t{way}\t{server}\t{seconds:.2}\t{result}"));
    }
}
