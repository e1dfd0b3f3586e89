//! What is cached from one run to the next: one private file a key, in the folder of its kind.

pub mod entry;
mod envelope;
mod key;
#[cfg(feature = "keyring")]
mod keyring;
mod kind;
mod prune;
mod seal;
mod store;

pub use key::Key;
#[cfg(feature = "keyring")]
pub use keyring::{KeyringError, seal_of_this_user};
pub use kind::EntryKind;
pub use seal::{Seal, SealError};
pub use store::{CacheStore, CacheWriteError};
