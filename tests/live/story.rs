//! One story: run in the shared world with a home of its own, timed, and written into the table that `tests/live/run` prints.

use std::any::type_name;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use crate::servers::watch;
use crate::tools::{Tools, output};
use crate::world::World;

/// Runs a story under the name of its test; asserts that nothing in it contacts a metadata address.
pub(crate) fn run_story<S: FnOnce(&Story)>(what_happens: S) {
    run_story_as(name_of::<S>(), what_happens);
}

/// Runs a story under the given name.
pub(crate) fn run_story_as(name: String, what_happens: impl FnOnce(&Story)) {
    let world = World::shared();
    let story = Story { tools: &world.tools, name, started: Instant::now() };
    fs::create_dir_all(story.home()).expect("the target folder can be written");
    what_happens(&story);
    watch::assert_no_contacts();
}

/// A running story; when it ends, with any result, a line is added to the table.
pub(crate) struct Story {
    pub(crate) tools: &'static Tools,
    name: String,
    started: Instant,
}

impl Story {
    /// The home folder of everybody who acts in this story, so that nothing is remembered from another one.
    pub(crate) fn home(&self) -> PathBuf {
        output().join("homes").join(&self.name)
    }

    /// Returns a file that stays after the story and is named after it.
    pub(crate) fn output_file(&self, what: &str) -> PathBuf {
        output().join(format!("{}-{what}", self.name))
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        let result = if thread::panicking() { "FAILED" } else { "ok" };
        record(&self.name.replace('_', " "), self.started.elapsed(), result);
    }
}

/// Returns the last name in the path of the closure of a story: `live::stories::logins::NAME::{{closure}}`.
pub(crate) fn name_of<S>() -> String {
    let path = type_name::<S>().trim_end_matches("::{{closure}}");
    path.rsplit("::").next().unwrap_or(path).to_owned()
}

/// Adds a line to the table and prints it.
pub(crate) fn record(story: &str, took: Duration, result: &str) {
    let seconds = took.as_secs_f64();
    println!("live: {story}: {result} after {seconds:.1} s");
    add_line("stories.tsv", &format!("{story}\t{seconds:.1}\t{result}"));
}

/// Adds a line to one of the tables that `tests/live/run` prints.
pub(crate) fn add_line(table: &str, line: &str) {
    let table = OpenOptions::new().create(true).append(true).open(output().join(table));
    if let Ok(mut table) = table {
        writeln!(table, "{line}").ok();
    }
}
