//! The S3 clients on this machine, with version, and what that version can use of what sts-cli offers.

use super::step::{Step, StepName};
use crate::sys::{Deps, find_on_path};
use crate::text::printable;
use std::ffi::OsStr;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// How long a client may take to report its version: Python starts slowly.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The most bytes of a client's output that are read.
const MAX_BYTES: usize = 4096;

/// A client: its command, how it reports its version, and what versions can use and lack.
struct Client {
    name: &'static str,
    arguments: &'static [&'static str],
    /// The text before the version.
    prefix: &'static str,
    /// The ways to give it credentials, best first, each with the limit that rules it out.
    uses: &'static [(&'static str, Option<&'static str>)],
    limits: &'static [Limit],
}

/// A feature that versions of a client below one cannot use.
struct Limit {
    /// The major version that it is about; `None` for all.
    major: Option<u32>,
    /// The first version without the limit; `None`: no version.
    until: Option<[u32; 3]>,
    text: &'static str,
}

const NO_TOKEN_FILE: &str = "does not read AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, which `serve` sets";
const NO_ENDPOINT_URL: &str = "ignores endpoint_url in profiles: give it the endpoint by its own flag";

/// The clients. Their limits were tried with the versions in the tests of `tests/live/clients`, or are documented by AWS.
static CLIENTS: [Client; 4] = [
    Client {
        name: "aws",
        arguments: &["--version"],
        prefix: "aws-cli/",
        uses: &[("configure aws", None), ("exec --renew", None), ("serve", Some(NO_TOKEN_FILE))],
        limits: &[
            Limit { major: Some(2), until: Some([2, 13, 0]), text: NO_ENDPOINT_URL },
            Limit { major: Some(1), until: Some([1, 29, 0]), text: NO_ENDPOINT_URL },
            Limit { major: Some(2), until: Some([2, 15, 0]), text: NO_TOKEN_FILE },
            Limit { major: Some(1), until: Some([1, 30, 0]), text: NO_TOKEN_FILE },
        ],
    },
    Client {
        name: "mc",
        arguments: &["--version"],
        prefix: "mc version ",
        uses: &[("configure mc", None), ("exec", None), ("get -o mc-host", None)],
        limits: &[Limit {
            major: None,
            until: None,
            text: "reads neither AWS variables nor profiles: it gets a copy of the keys, which `configure mc --watch` renews",
        }],
    },
    Client {
        name: "rclone",
        arguments: &["version"],
        prefix: "rclone v",
        uses: &[("configure rclone", None), ("exec --renew", None), ("serve", Some(NO_TOKEN_FILE))],
        limits: &[
            Limit { major: None, until: Some([1, 68, 0]), text: NO_ENDPOINT_URL },
            Limit { major: None, until: Some([1, 68, 0]), text: NO_TOKEN_FILE },
        ],
    },
    Client {
        name: "s5cmd",
        arguments: &["version"],
        prefix: "v",
        uses: &[("exec --renew", None)],
        limits: &[Limit { major: None, until: None, text: NO_ENDPOINT_URL }, Limit { major: None, until: None, text: NO_TOKEN_FILE }],
    },
];

/// Asks each client for its version.
pub(super) async fn step(deps: &Deps) -> Step {
    let [aws, mc, rclone, s5cmd] = &CLIENTS;
    let (aws, mc, rclone, s5cmd) = tokio::join!(aws.report(deps), mc.report(deps), rclone.report(deps), s5cmd.report(deps));
    let reports = [aws, mc, rclone, s5cmd];
    let installed: Vec<String> = reports.iter().flatten().map(|(text, _)| text.clone()).collect();
    let missing: Vec<&str> = CLIENTS.iter().zip(&reports).filter(|(_, report)| report.is_none()).map(|(client, _)| client.name).collect();
    let summary = if installed.is_empty() { "none installed".to_owned() } else { installed.join(", ") };
    let step = Step::passed(StepName::Clients, summary).fact("installed", installed.join(", ")).fact("not_installed", missing.join(", "));
    reports.into_iter().flatten().flat_map(|(_, notes)| notes).fold(step, Step::note)
}

impl Client {
    /// Returns name and version, and notes on what that can use and lacks; `None` if it is not installed.
    async fn report(&self, deps: &Deps) -> Option<(String, Vec<String>)> {
        let path = find_on_path(&deps.environment, OsStr::new(self.name));
        if !path.is_absolute() {
            return None;
        }
        let mut command = Command::new(path);
        command.args(self.arguments).stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        for name in deps.environment.secret_names() {
            command.env_remove(name);
        }
        let output = tokio::time::timeout(deps.wait_limit.limited(TIMEOUT), command.output()).await.ok().and_then(Result::ok);
        let output = output.map(|output| String::from_utf8_lossy(&output.stdout[..output.stdout.len().min(MAX_BYTES)]).into_owned());
        let Some(version) = output.as_deref().and_then(|output| self.version_in(output)) else {
            return Some((format!("{} (version unknown)", self.name), Vec::new()));
        };
        let client = format!("{} {version}", self.name);
        let uses = format!("{client} works with: {}", self.uses_of(&version).join(", "));
        let limits = self.limits_of(&version).map(|limit| format!("{client} {limit}"));
        Some((client.clone(), std::iter::once(uses).chain(limits).collect()))
    }

    /// Returns the version in what the client printed.
    fn version_in(&self, output: &str) -> Option<String> {
        let rest = output.lines().find_map(|line| line.strip_prefix(self.prefix))?;
        rest.split([' ', '\t']).next().filter(|version| !version.is_empty()).map(printable)
    }

    /// Returns the ways to give this version credentials.
    fn uses_of(&self, version: &str) -> Vec<&'static str> {
        let is_usable = |lack: &Option<&str>| lack.is_none_or(|lack| self.limits_of(version).all(|limit| limit != lack));
        self.uses.iter().filter(|(_, lack)| is_usable(lack)).map(|(name, _)| *name).collect()
    }

    /// Returns what this version lacks.
    fn limits_of(&self, version: &str) -> impl Iterator<Item = &'static str> {
        let numbers = numbers_of(version);
        let applies = move |limit: &&Limit| {
            let is_of_major = limit.major.is_none_or(|major| major == numbers[0]);
            is_of_major && limit.until.is_none_or(|until| numbers < until)
        };
        self.limits.iter().filter(applies).map(|limit| limit.text)
    }
}

/// Returns the first three numbers of a version.
fn numbers_of(version: &str) -> [u32; 3] {
    let mut numbers = version.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok());
    [(); 3].map(|()| numbers.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_and_their_limits_known() {
        let [aws, mc, rclone, s5cmd] = &CLIENTS;
        assert_eq!(aws.uses_of("2.14.5"), ["configure aws", "exec --renew"]);
        assert_eq!(aws.uses_of("2.15.0"), ["configure aws", "exec --renew", "serve"]);
        for (client, output, version, limits) in [
            (aws, "aws-cli/2.9.19 Python/3.11.2 Linux/6.1 source/x86_64\n", Some("2.9.19"), 2),
            (aws, "aws-cli/2.14.5 Python/3.11.6\n", Some("2.14.5"), 1),
            (aws, "aws-cli/1.46.0 Python/3.12\n", Some("1.46.0"), 0),
            (
                mc,
                "mc version RELEASE.2025-08-13T08-35-41Z (commit-id=7394ce0dd2a80935aded936b09fa12cbb3cb8096)\n",
                Some("RELEASE.2025-08-13T08-35-41Z"),
                1,
            ),
            (mc, "GNU Midnight Commander 4.8.29\n", None, 0),
            (rclone, "rclone v1.60.1-DEV\n- os/version: debian 12.11 (64 bit)\n", Some("1.60.1-DEV"), 2),
            (rclone, "rclone v1.75.0\n", Some("1.75.0"), 0),
            (s5cmd, "v2.3.0-991c9fb\n", Some("2.3.0-991c9fb"), 2),
        ] {
            let found = client.version_in(output);
            assert_eq!(found.as_deref(), version, "{output}");
            assert_eq!(found.map_or(0, |version| client.limits_of(&version).count()), limits, "{output}");
        }
    }
}
