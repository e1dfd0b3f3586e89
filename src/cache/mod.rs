//! The on-disk cache: one private file per key, in one folder per kind.

pub mod entry;
mod entry_file;
mod envelope;
mod key;
#[cfg(feature = "keyring")]
mod keyring;
mod kind;
mod prune;
mod seal;
mod store;
mod user_seal;

pub(crate) use entry_file::EntryFile;
pub use key::Key;
#[cfg(feature = "keyring")]
pub use keyring::{KeyringError, load_seal};
pub use kind::EntryKind;
pub(crate) use kind::private_folders;
pub use seal::Seal;
pub use store::{CacheStore, CacheWriteError};
pub use user_seal::SealError;
