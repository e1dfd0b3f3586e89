//! The live suite: stories run against real storage servers, providers and a directory, with a real browser and real S3 clients.
//!
//! `tests/live/run` installs them and runs this where only this machine can be reached; see the README beside it.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests read the environment, the clock and files, print their progress, and panic on a difference"
)]

mod aws_files;
mod browser;
mod clients;
mod logins;
mod program;
mod servers;
mod stories;
mod story;
mod terminal;
mod tokens;
mod tools;
mod world;
