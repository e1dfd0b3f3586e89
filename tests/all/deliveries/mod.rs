//! Long-lived deliveries: the endpoint, the command beside it and the files that are written again, on real sockets, by a clock
//! that the test moves.

mod commands;
mod endpoint;
mod renewals;
mod upstream;
mod watching;
