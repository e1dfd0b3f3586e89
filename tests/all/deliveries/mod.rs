//! Long-lived deliveries: the endpoint, the command beside it and the files that are written again, on real sockets, by a clock
//! that the test moves; first alone, then through the real binary.

mod commands;
mod endpoint;
#[cfg(feature = "sandbox")]
mod exec;
mod exec_files;
mod renewals;
#[cfg(feature = "sandbox")]
mod serve;
mod upstream;
mod watching;
