//! What runs tell a test about themselves, in a stable form: lines of JSON, which builds with a sandbox write where they are asked to.

use super::DEADLINE;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The variable that names the file.
pub(crate) const VARIABLE: &str = "STS_CLI_TEST_EVENTS";

/// The events of one run, or of all runs that were given the same file.
#[derive(Clone, Debug)]
pub(crate) struct Events(PathBuf);

impl Events {
    /// Those in this file, which need not be there yet.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// All events until now, in the order in which they were sent.
    pub(crate) fn all(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
    }

    /// The events of this kind until now.
    pub(crate) fn of(&self, kind: &str) -> Vec<Value> {
        self.all().into_iter().filter(|event| event["event"] == kind).collect()
    }

    /// Waits until there is an event of this kind, and gives the first.
    #[track_caller]
    pub(crate) fn wait_for(&self, kind: &str) -> Value {
        self.wait_for_more(kind, 1).swap_remove(0)
    }

    /// Waits until there are so many events of this kind, and gives all of them.
    #[track_caller]
    pub(crate) fn wait_for_more(&self, kind: &str, count: usize) -> Vec<Value> {
        let found = || Some(self.of(kind)).filter(|found| found.len() >= count);
        self.wait_until(&format!("{count} × {kind}"), found)
    }

    /// Waits until there is an event of this kind for which `is_it` is true, and gives it.
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

    /// What the person was shown to log in: whole texts, as they stand on standard error.
    pub(crate) fn invitations(&self) -> Vec<String> {
        let shown = |event: Value| event["shown"].as_str().map(|shown| format!("{shown}\n"));
        self.all().into_iter().filter_map(shown).collect()
    }
}
