//! Documents that others publish about logins: the metadata of a storage address, and profiles of administrators.
//!
//! The owner of an address controls the document there. It is fetched without any secret, read with limits, and used only after the user has
//! confirmed it.

mod error;
mod fetch;
mod metadata;

pub use error::{Error, FetchError, MetadataError, PublishedDocument};
pub(crate) use fetch::fetch_profile;
pub use metadata::StorageMetadata;
pub(crate) use metadata::fetch_metadata;
