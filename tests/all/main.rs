//! The test binary: table tests of pure functions, and tests of the real program against well-behaved and hostile servers.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests read the clock and files, and panic on a difference"
)]

mod aws_files;
mod cache;
mod cli;
#[cfg(feature = "sandbox")] // for the clock that tests move
mod deliveries;
#[cfg(feature = "sandbox")]
mod doctor;
#[cfg(feature = "sandbox")]
mod flows;
#[cfg(feature = "sandbox")]
mod hostile;
#[cfg(feature = "sandbox")]
mod relying_party;
mod snapshots;
#[cfg(feature = "sandbox")]
mod storage;
mod support;
mod tables;
mod test_environment;
#[cfg(feature = "sandbox")]
mod troubleshooting;
