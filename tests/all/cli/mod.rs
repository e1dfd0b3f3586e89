//! The command line: the tree of commands, and what it says to calls that mean nothing; and the library under it.

mod memory;
mod readme;
mod revocation;
mod session;
mod tree;
mod usage;
