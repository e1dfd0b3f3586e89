//! The test binary: table tests of pure functions, and tests of the real program against well-behaved and hostile servers.
//!
//! Windows runs those that need neither a POSIX shell nor what only Unix has: tables, the forms of AWS files, keys and seals of the cache,
//! sessions, revocation, documentation and examples. It leaves out, each by `cfg(unix)` where its module is declared:
//!
//! | what | because |
//! |---|---|
//! | `deliveries`, `doctor`, `flows`, `hostile`, `relying_party`, `storage`, `troubleshooting`, and of `cli` what has a `World` | its browser and its commands are scripts for `sh`, and it ends programs by signals |
//! | of `cli`: help, usage, setup, odd arguments | programs are started by setsid(1), and named `sts-cli` in snapshots |
//! | of `cache`: crash safety, entries, locks, places, pruning, writer | modes, owners, links, SIGKILL, strace(1) |
//! | of `aws_files`: conflicts, home, profiles | links, modes, and paths with `/` in snapshots |
//! | `test_environment` | users, groups and signals |
//!
//! `.ci/windows_smoke.py` does the same with the program there: logins, outputs, files, commands, prompts.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests read the clock and files, and panic on a difference"
)]

mod aws_files;
mod cache;
mod cli;
#[cfg(all(unix, feature = "sandbox"))] // for the clock that tests move
mod deliveries;
#[cfg(all(unix, feature = "sandbox"))]
mod doctor;
#[cfg(all(unix, feature = "sandbox"))]
mod flows;
#[cfg(all(unix, feature = "sandbox"))]
mod hostile;
#[cfg(all(unix, feature = "sandbox"))]
mod relying_party;
mod snapshots;
#[cfg(all(unix, feature = "sandbox"))]
mod storage;
mod support;
mod tables;
#[cfg(unix)]
mod test_environment;
#[cfg(all(unix, feature = "sandbox"))]
mod troubleshooting;
