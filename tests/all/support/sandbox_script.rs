//! Runs shell scripts inside a sandbox.

use super::outcome::Outcome;
use super::program::Program;

/// A sandbox in which every login signs in as `account` automatically, and in it this script, whose files are private.
pub(crate) fn sandbox_as(account: &str, script: &str) -> Program {
    Program::sts_cli(["sandbox", "--as", account, "--", "sh", "-c", &format!("umask 077\n{script}")])
}

/// Runs the script as `account`; login prompts are removed from the output.
pub(crate) fn run_as(account: &str, script: &str) -> Outcome {
    sandbox_as(account, script).run().without_login_prompts()
}

/// Runs the script with a browser that signs in as `account` and prints nothing; account `cancel` presses Cancel.
pub(crate) fn run_refused_as(account: &str, script: &str) -> Outcome {
    let browser = format!(
        "printf '#!/bin/sh\\nexec \"%s\" sandbox sign-in {account} \"$1\" 2>/dev/null\\n' \"$STS_CLI\" > \"$HOME/browser\"\n\
         chmod +x \"$HOME/browser\"\nexport BROWSER=\"$HOME/browser\"\n"
    );
    run_as("alice", &format!("{browser}{script}"))
}

pub(crate) fn without_login_prompts(outcome: Outcome) -> Outcome {
    outcome.without_login_prompts()
}

/// Returns an unused port.
pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
