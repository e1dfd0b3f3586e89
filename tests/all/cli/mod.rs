//! The command line: the tree of commands, and what it says to calls that mean nothing.

mod readme;
mod session;
mod tree;
mod usage;
