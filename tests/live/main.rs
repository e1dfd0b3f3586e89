//! The live suite: stories told against a real MinIO, a real Keycloak, a real browser and real S3 clients.
//!
//! `tests/live/run` installs them and runs this where only this machine can be reached; see the README beside it.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests read the environment, the clock and files, say what they do, and stop where something is not as told"
)]

mod browser;
mod clients;
mod keycloak;
mod minio;
mod program;
mod server;
mod stories;
mod story;
mod tools;
mod world;
