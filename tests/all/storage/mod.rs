//! Storage servers as they are beside MinIO: other addresses for S3, gateways before them, and what they grant and list.

mod addresses;
mod buckets;
mod expirations;
mod gateways;
mod refusals;
mod secrets;
mod session_tokens;

use crate::support::answer::ScriptedResponse;
use crate::support::program::Program;
use crate::support::server::Hostile;
use crate::support::sts;

/// `sts-cli assume-role` at `endpoint`, with keys and without a cache.
fn assume_role(endpoint: &str, more: &[&str]) -> Program {
    with_keys(Program::sts_cli([&["assume-role", "--no-cache", "--endpoint", endpoint], more].concat()))
}

fn with_keys(program: Program) -> Program {
    program.env("AWS_ACCESS_KEY_ID", "FAKEKEY").env("AWS_SECRET_ACCESS_KEY", "fake-secret")
}

/// A server that grants to whoever posts to `line`.
fn granting(line: &str) -> Hostile {
    let server = Hostile::start();
    server.allow(line, ScriptedResponse::xml(200, &grant()));
    server
}

/// One hour of credentials for `AssumeRole`.
fn grant() -> String {
    sts::grant_document(&sts::credentials()).replace("WithWebIdentity", "")
}
