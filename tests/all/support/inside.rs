//! A shell script inside a sandbox of its own.

use super::outcome::Outcome;
use super::program::Program;

/// A sandbox in which every login signs in as `account` by itself, and in it this script.
pub(crate) fn sandbox_as(account: &str, script: &str) -> Program {
    Program::sts_cli(["sandbox", "--as", account, "--", "sh", "-c", script])
}

/// Runs the script as `account`; what the invitations to log in said is left out.
pub(crate) fn run_as(account: &str, script: &str) -> Outcome {
    without_invitations(sandbox_as(account, script).run())
}

/// The same, with a browser that keeps to itself what it was shown; `cancel` presses Cancel.
pub(crate) fn run_refused_as(account: &str, script: &str) -> Outcome {
    let browser = format!(
        "printf '#!/bin/sh\\nexec \"%s\" sandbox sign-in {account} \"$1\" 2>/dev/null\\n' \"$STS_CLI\" > \"$HOME/browser\"\n\
         chmod +x \"$HOME/browser\"\nexport BROWSER=\"$HOME/browser\"\n"
    );
    run_as("alice", &format!("{browser}{script}"))
}

/// What is left of standard error without the invitations to log in.
pub(crate) fn without_invitations(mut outcome: Outcome) -> Outcome {
    let last = "\nThe provider must know the redirect URI ";
    while let Some(start) = outcome.stderr.find("Opening your browser to log in. If none opens, go to\n") {
        let tail = start + outcome.stderr[start..].find(last).unwrap() + last.len();
        let end = tail + outcome.stderr[tail..].find("\n\n").unwrap() + 2;
        outcome.stderr.replace_range(start..end, "");
    }
    outcome
}

/// A port that nobody listens on, for now.
pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
