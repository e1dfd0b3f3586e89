//! Reads test events, which builds with the sandbox write as JSON lines.

use super::DEADLINE;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The variable with the path of the event file.
pub(crate) const VARIABLE: &str = "STS_CLI_TEST_EVENTS";

/// The events of one run, or of all runs that were given the same file.
#[derive(Clone, Debug)]
pub(crate) struct Events(PathBuf);

impl Events {
    /// Reads events from this file, which need not exist yet.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Returns all events so far, in order.
    pub(crate) fn all(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
    }

    /// Returns the events of this kind so far.
    pub(crate) fn of(&self, kind: &str) -> Vec<Value> {
        self.all().into_iter().filter(|event| event["event"] == kind).collect()
    }

    /// Waits for an event of this kind and returns the first.
    #[track_caller]
    pub(crate) fn wait_for(&self, kind: &str) -> Value {
        self.wait_for_more(kind, 1).swap_remove(0)
    }

    /// Waits for `count` events of this kind and returns them.
    #[track_caller]
    pub(crate) fn wait_for_more(&self, kind: &str, count: usize) -> Vec<Value> {
        let found = || Some(self.of(kind)).filter(|found| found.len() >= count);
        self.wait_until(&format!("{count} × {kind}"), found)
    }

    /// Waits for an event of this kind that satisfies `is_it`.
    #[track_caller]
    pub(crate) fn wait_for_one(&self, kind: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        self.wait_until(&format!("such a {kind}"), || self.of(kind).into_iter().find(&is_it))
    }

    #[track_caller]
    fn wait_until<T>(&self, what: &str, found: impl Fn() -> Option<T>) -> T {
        let deadline = Instant::now() + DEADLINE;
        loop {
            if let Some(found) = found() {
                return found;
            }
            assert!(Instant::now() < deadline, "waited in vain for {what}; all events: {:#?}", self.all());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Returns the login prompts that were shown on standard error.
    pub(crate) fn login_prompts(&self) -> Vec<String> {
        let shown = |event: Value| event["shown"].as_str().map(|shown| format!("{shown}\n"));
        self.all().into_iter().filter_map(shown).collect()
    }
}
