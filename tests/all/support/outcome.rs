//! The result of a run, and assertions on it: outputs that a test does not mention must be empty.

use super::snapshot::{self, Name};
use super::system_messages;
use serde_json::Value;
use std::process::ExitStatus;

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// Placeholders for paths and addresses of this run in snapshots.
    names: Vec<Name>,
    /// The login prompts that were shown.
    invitations: Vec<String>,
}

impl Outcome {
    pub(crate) fn new(status: ExitStatus, stdout: String, stderr: String) -> Self {
        #[cfg(unix)]
        let signal = std::os::unix::process::ExitStatusExt::signal(&status);
        #[cfg(not(unix))]
        let signal = None;
        let code = status.code().unwrap_or_else(|| -signal.unwrap_or(0));
        let [stdout, stderr] = [stdout, stderr].map(|text| system_messages::of_this_library(&text));
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

    /// Asserts the exit code and both outputs by snapshot; an output without a snapshot file must be empty.
    #[track_caller]
    pub(crate) fn ends(&self, code: i32, snapshot: &str) {
        assert_eq!(self.code, code, "{self:#?}");
        let (stdout, stderr) = self.shown();
        snapshot::matches_kind(snapshot, "stdout", &stdout);
        snapshot::matches_kind(snapshot, "stderr", &stderr);
    }

    /// Asserts the exit code and empty standard output; returns standard error for a [`snapshot::Table`].
    #[track_caller]
    pub(crate) fn failure(&self, code: i32) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (code, ""), "standard error: {}", self.stderr);
        self.shown().1
    }

    /// Asserts exit code 0, standard output by snapshot, and empty standard error.
    #[track_caller]
    pub(crate) fn prints(&self, snapshot: &str) {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "standard output: {}", self.stdout);
        self.ends(0, snapshot);
    }

    /// Asserts exit code 0 and standard error by snapshot; returns standard output.
    #[track_caller]
    pub(crate) fn warns(self, snapshot: &str) -> String {
        assert_eq!(self.code, 0, "{self:#?}");
        snapshot::matches_kind(snapshot, "stderr", &self.shown().1);
        self.stdout
    }

    /// Asserts the exit code, standard error by snapshot, and empty standard output.
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
    pub(crate) fn with_login_prompts(self, invitations: Vec<String>) -> Self {
        Self { invitations, ..self }
    }

    /// Removes the login prompts from standard error.
    pub(crate) fn without_login_prompts(mut self) -> Self {
        for invitation in self.invitations.drain(..) {
            self.stderr = self.stderr.replacen(&invitation, "", 1);
        }
        self
    }

    /// Asserts exit code 0 and empty standard error; returns standard output.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "standard output: {}", self.stdout);
        self.stdout
    }

    /// Asserts the exit code, empty standard output, and fragments of standard error, for unpredictable texts.
    #[track_caller]
    pub(crate) fn fails_with_fragments(&self, code: i32, fragments: &[&str]) {
        for fragment in fragments {
            assert!(self.stderr.contains(fragment), "standard error does not say {fragment:?}: {self:#?}");
        }
        assert_eq!((self.code, self.stdout.as_str()), (code, ""), "standard error: {}", self.stderr);
    }

    /// Asserts exit code 0 and empty standard error; returns standard output as a JSON object.
    #[track_caller]
    pub(crate) fn ok_with_json(self) -> Value {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "standard output: {}", self.stdout);
        self.json()
    }

    /// Returns the access key of [`Outcome::ok_with_json`].
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
