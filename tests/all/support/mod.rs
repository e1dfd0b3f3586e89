//! What the stories share: the real binary, a scripted server, ID tokens of any kind, and a browser made of one socket.

#![cfg_attr(not(feature = "sandbox"), expect(dead_code, reason = "without a sandbox fewer stories are told"))]

pub(crate) mod answer;
pub(crate) mod browser;
#[cfg(feature = "sandbox")]
pub(crate) mod inside;
pub(crate) mod outcome;
pub(crate) mod program;
pub(crate) mod request;
pub(crate) mod server;
pub(crate) mod stage;
pub(crate) mod sts;
#[cfg(feature = "sandbox")]
pub(crate) mod terminal;
pub(crate) mod tokens;
#[cfg(feature = "sandbox")]
pub(crate) mod world;

use std::time::Duration;

/// How long anything may take before the test gives up: far more than it takes.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);
