//! Shared test support: the real binary, scripted servers, ID tokens, and a minimal browser.

#![cfg_attr(not(all(unix, feature = "sandbox")), expect(dead_code, reason = "without a sandbox or Unix fewer tests run"))]

pub(crate) mod answer;
pub(crate) mod browser;
#[cfg(all(unix, feature = "sandbox"))]
pub(crate) mod certificate;
#[cfg(unix)]
pub(crate) mod child;
pub(crate) mod command_tree;
pub(crate) mod documentation;
pub(crate) mod events;
pub(crate) mod examples;
#[cfg(all(unix, feature = "sandbox"))]
pub(crate) mod limits;
pub(crate) mod module_source;
pub(crate) mod outcome;
#[cfg(unix)]
pub(crate) mod program;
pub(crate) mod request;
pub(crate) mod rust_source;
#[cfg(all(unix, feature = "sandbox"))]
pub(crate) mod sandbox_script;
pub(crate) mod server;
#[cfg(unix)]
pub(crate) mod signals;
pub(crate) mod snapshot;
#[cfg(all(unix, feature = "sandbox"))] // for the events that it waits for
pub(crate) mod stage;
pub(crate) mod sts;
pub(crate) mod system_messages;
#[cfg(all(unix, feature = "sandbox"))]
pub(crate) mod terminal;
#[cfg(feature = "sandbox")]
pub(crate) mod tls;
pub(crate) mod tokens;
#[cfg(all(unix, feature = "sandbox"))]
pub(crate) mod world;

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

/// The timeout of all waits in tests.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// Whether a program is installed in the `PATH` of the tests.
pub(crate) fn has(program: &str) -> bool {
    ["/usr/local/bin", "/usr/bin", "/bin"].iter().any(|folder| Path::new(folder).join(program).exists())
}

/// Reports a skipped check on standard error, bypassing the output capture of the test runner.
///
/// Fails if `STS_CLI_TESTS_SKIP_NOTHING` is set.
#[track_caller]
pub(crate) fn skip(what: &str, reason: &str) {
    assert!(std::env::var_os("STS_CLI_TESTS_SKIP_NOTHING").is_none(), "nothing may be skipped, but {what} would be: {reason}");
    let _ = writeln!(std::io::stderr(), "skipped: {what}: {reason}");
}
