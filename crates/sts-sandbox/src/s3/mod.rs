//! S3 on a folder: s3s implements the protocol, s3s-fs the storage, and this module the authorization.
//!
//! s3s checks neither session tokens nor expiration, and s3s-fs writes keys with `..` outside of their bucket: `access` and `object_keys`
//! check these first.

mod access;
mod errors;
mod missing_headers;
mod object_keys;
mod operations;

pub(crate) use errors::as_minio;
pub(crate) use missing_headers::add_missing_headers;

use super::Error;
use super::state::SandboxState;
use access::Access;
use errors::unknown_key;
use s3s::S3Result;
use s3s::auth::{S3Auth, SecretKey};
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::service::{S3Service, S3ServiceBuilder};
use std::path::Path;
use std::sync::Arc;

/// Creates the S3 service for the folder with the buckets.
///
/// # Errors
/// The folder cannot be opened.
pub(crate) fn service(sandbox: &Arc<SandboxState>, buckets: &Path) -> Result<S3Service, Error> {
    let cannot_open = |source| Error::Data { path: buckets.to_owned(), source };
    let buckets = buckets.canonicalize().map_err(cannot_open)?;
    let files = s3s_fs::FileSystem::new(&buckets).map_err(|error| cannot_open(std::io::Error::other(format!("{error:?}"))))?;
    let mut config = S3Config::default();
    config.presigned_url_max_skew_time_secs = u32::MAX; // checked by `request_time` with the right clock
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config))));
    builder.set_auth(UnexpiredKeys(Arc::clone(sandbox)));
    builder.set_access(Access { sandbox: Arc::clone(sandbox), buckets });
    Ok(builder.build())
}

struct UnexpiredKeys(Arc<SandboxState>);

#[async_trait::async_trait]
impl S3Auth for UnexpiredKeys {
    /// Returns the secret key of a known, unexpired access key.
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        match self.0.issued.owner(access_key) {
            Some(owner) if !owner.is_expired(self.0.storage_clock.now()) => Ok(SecretKey::from(owner.secret_key.as_str())),
            _ => Err(unknown_key()),
        }
    }
}
