//! How a run ended, and what it must have said: what a test does not name must be empty.

use super::snapshot::{self, Name};
use serde_json::Value;
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;

/// The end of a run.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// What stands in snapshots for the places and addresses of this run.
    names: Vec<Name>,
    /// What invited the person to log in.
    invitations: Vec<String>,
}

impl Outcome {
    pub(crate) fn new(status: ExitStatus, stdout: String, stderr: String) -> Self {
        let code = status.code().unwrap_or_else(|| -status.signal().unwrap_or(0));
        Self { code, stdout, stderr, names: Vec::new(), invitations: Vec::new() }
    }

    /// Adds placeholders for snapshots.
    pub(crate) fn with_names(mut self, names: impl IntoIterator<Item = Name>) -> Self {
        self.names.extend(names);
        self
    }

    /// Standard output and standard error as snapshots show them.
    pub(crate) fn shown(&self) -> (String, String) {
        (snapshot::with_placeholders(&self.stdout, &self.names), snapshot::with_placeholders(&self.stderr, &self.names))
    }

    /// This exit code, and both outputs are those of the snapshot; where it has no file for one, that must be empty.
    #[track_caller]
    pub(crate) fn ends(&self, code: i32, snapshot: &str) {
        assert_eq!(self.code, code, "{self:#?}");
        let (stdout, stderr) = self.shown();
        snapshot::matches_kind(snapshot, "stdout", &stdout);
        snapshot::matches_kind(snapshot, "stderr", &stderr);
    }

    /// This exit code, and nothing on standard output; gives standard error for a row of a [`snapshot::Table`].
    #[track_caller]
    pub(crate) fn failure(&self, code: i32) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (code, ""), "standard error: {}", self.stderr);
        self.shown().1
    }

    /// Exit 0, this snapshot on standard output, and nothing on standard error.
    #[track_caller]
    pub(crate) fn prints(&self, snapshot: &str) {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "standard output: {}", self.stdout);
        self.ends(0, snapshot);
    }

    /// Exit 0, and this snapshot on standard error; gives standard output.
    #[track_caller]
    pub(crate) fn warns(self, snapshot: &str) -> String {
        assert_eq!(self.code, 0, "{self:#?}");
        snapshot::matches_kind(snapshot, "stderr", &self.shown().1);
        self.stdout
    }

    /// This exit code, this snapshot on standard error, and nothing on standard output.
    #[track_caller]
    pub(crate) fn fails(&self, code: i32, snapshot: &str) {
        self.failure(code);
        self.ends(code, snapshot);
    }

    /// Replaces `text` by `name` in both outputs.
    pub(crate) fn named(mut self, text: &str, name: &str) -> Self {
        self.stdout = self.stdout.replace(text, name);
        self.stderr = self.stderr.replace(text, name);
        self
    }

    /// Sets the login prompts that the events report.
    pub(crate) fn with_invitations(self, invitations: Vec<String>) -> Self {
        Self { invitations, ..self }
    }

    /// Removes the login prompts from standard error.
    pub(crate) fn without_invitations(mut self) -> Self {
        for invitation in self.invitations.drain(..) {
            self.stderr = self.stderr.replacen(&invitation, "", 1);
        }
        self
    }

    /// Exit 0, and nothing on standard error; gives standard output.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "standard output: {}", self.stdout);
        self.stdout
    }

    /// This exit code, nothing on standard output, and each of these on standard error: for texts that hold what nobody can know before.
    #[track_caller]
    pub(crate) fn refused_saying(&self, code: i32, fragments: &[&str]) {
        for fragment in fragments {
            assert!(self.stderr.contains(fragment), "standard error does not say {fragment:?}: {self:#?}");
        }
        assert_eq!((self.code, self.stdout.as_str()), (code, ""), "standard error: {}", self.stderr);
    }

    /// Exit 0, one JSON object and nothing on standard error.
    #[track_caller]
    pub(crate) fn ok_with_json(self) -> Value {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "standard output: {}", self.stdout);
        self.json()
    }

    /// The access key that came, as [`Outcome::ok_with_json`] reads it.
    #[track_caller]
    pub(crate) fn access_key(self) -> String {
        self.ok_with_json()["AccessKeyId"].as_str().unwrap().to_owned()
    }

    /// Standard output as one JSON object and a line end.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let line = self.stdout.strip_suffix('\n').unwrap_or_else(|| panic!("no line: {self:#?}"));
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}
