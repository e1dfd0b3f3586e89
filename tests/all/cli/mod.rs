//! The command line: the tree of commands, and what it says to calls that mean nothing; and the library under it.

#[cfg(feature = "sandbox")]
mod generated;
#[cfg(feature = "sandbox")]
mod homes;
#[cfg(feature = "sandbox")]
mod logout;
mod memory;
mod odd_arguments;
#[cfg(feature = "sandbox")]
mod profiles;
mod readme;
mod revocation;
mod session;
mod tree;
mod usage;
