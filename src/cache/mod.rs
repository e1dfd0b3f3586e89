//! What is remembered from one run to the next: one private file a key, on the shelf of its kind.

pub mod entry;
mod envelope;
mod key;
#[cfg(feature = "keyring")]
mod keyring;
mod prune;
mod seal;
mod shelf;
mod store;

pub use key::Key;
#[cfg(feature = "keyring")]
pub use keyring::{KeyringError, seal_of_this_user};
pub use seal::{NoSeal, Seal};
pub use shelf::Shelf;
pub use store::{NotKept, Store};
