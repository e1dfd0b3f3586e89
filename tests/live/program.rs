//! The real binary as a person or a script runs it: an empty environment, a home of its own, no terminal, a deadline.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::browser::Person;
use crate::story::Story;

/// The binary under test.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_sts-cli");

/// A command that ends after ninety seconds, has no terminal and sees nothing of our environment.
pub(crate) fn bare(story: &Story, program: &str) -> Command {
    let mut command = Command::new("timeout");
    command.args(["--kill-after=5", "90", "setsid", "--wait", program]);
    command.env_clear().env("PATH", story.tools.path()).env("HOME", story.home());
    for (name, folder) in [("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "state")] {
        command.env(name, story.home().join(folder));
    }
    command
}

/// Runs `sts-cli` with these arguments and nobody at a browser.
pub(crate) fn sts_cli(story: &Story, arguments: &[&str]) -> ProgramOutput {
    run(bare(story, BINARY).args(arguments))
}

/// Runs `sts-cli` with these arguments, and this person at the browser that it opens.
pub(crate) fn sts_cli_with(story: &Story, person: &Person, arguments: &[&str]) -> ProgramOutput {
    run(bare(story, BINARY).env("BROWSER", person.browser_command(story)).args(arguments))
}

/// `sts-cli` with these arguments, about to print credentials as JSON.
pub(crate) fn credentials(story: &Story, arguments: &[&str]) -> Command {
    let mut command = bare(story, BINARY);
    command.args(arguments).args(["--no-buckets", "-o", "json"]);
    command
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> ProgramOutput {
    let started = Instant::now();
    ProgramOutput::of(command.output().expect("timeout, setsid and the program can be started"), started.elapsed())
}

/// Runs a command to its end, with this on its standard input.
pub(crate) fn run_with_input(command: &mut Command, input: &str) -> ProgramOutput {
    let started = Instant::now();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("timeout, setsid and the program can be started");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).ok();
    ProgramOutput::of(child.wait_with_output().expect("it ends"), started.elapsed())
}

/// How a program ended, and what it said.
pub(crate) struct ProgramOutput {
    code: Option<i32>,
    pub(crate) took: Duration,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl ProgramOutput {
    pub(crate) fn of(output: Output, took: Duration) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self { code: output.status.code(), took, stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    pub(crate) fn assert_ok(self) -> Self {
        self.assert_code(0)
    }

    /// Refused with this exit code, and nothing half-printed.
    pub(crate) fn assert_refused(self, code: i32) -> Self {
        let said = self.assert_code(code);
        assert_eq!(said.stdout, "", "nothing belongs on stdout when there are no credentials");
        said
    }

    pub(crate) fn assert_failed(self) -> Self {
        assert_ne!(self.code, Some(0), "{}", self.everything());
        self
    }

    /// Every one of these stands somewhere in what was said on stderr.
    pub(crate) fn assert_explains(self, fragments: &[&str]) -> Self {
        for fragment in fragments {
            assert!(self.stderr.contains(fragment), "stderr does not say {fragment:?}; {}", self.everything());
        }
        self
    }

    /// Every one of these stands somewhere in what was printed on stdout.
    pub(crate) fn assert_prints(self, fragments: &[&str]) -> Self {
        for fragment in fragments {
            assert!(self.stdout.contains(fragment), "stdout does not say {fragment:?}; {}", self.everything());
        }
        self
    }

    /// None of these stands anywhere in what was said.
    pub(crate) fn assert_hides(self, secrets: &[&str]) -> Self {
        for secret in secrets {
            assert!(!self.stderr.contains(secret), "stderr shows a secret; {}", self.everything());
        }
        self
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("stdout is not JSON: {error}; {}", self.everything()))
    }

    /// Ended with this exit code.
    pub(crate) fn assert_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.everything());
        self
    }

    fn everything(&self) -> String {
        format!("exit {:?}\n--- stdout\n{}\n--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}
