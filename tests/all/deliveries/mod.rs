//! Long-lived deliveries (endpoint, `exec --renew`, `--watch`) with real sockets and a test clock; first through the library, then through
//! the real binary.

mod commands;
mod endpoint;
#[cfg(feature = "sandbox")]
mod exec;
mod exec_files;
mod exec_nested;
mod exec_shell;
#[cfg(feature = "sandbox")]
mod killed_endpoints;
#[cfg(feature = "sandbox")]
mod long_work;
#[cfg(feature = "sandbox")]
mod one_time_codes;
mod renewals;
#[cfg(feature = "sandbox")]
mod serve;
#[cfg(feature = "sandbox")]
mod token_files;
mod upstream;
mod watching;
