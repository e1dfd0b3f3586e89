//! S3 on a folder: s3s speaks the protocol, s3s-fs keeps the files, and this room says who may do what.
//!
//! s3s looks neither at session tokens nor at expiry, and s3s-fs writes keys with `..` outside their bucket: `access` and `object_keys`
//! stand in front of both.

mod access;
mod errors;
mod leniency;
mod object_keys;
mod operations;

pub(crate) use errors::as_minio;
pub(crate) use leniency::complete;

use super::Error;
use super::world::World;
use access::Access;
use s3s::auth::{S3Auth, SecretKey};
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{S3Error, S3ErrorCode, S3Result};
use std::path::Path;
use std::sync::Arc;

const SESSION_TOKEN: &str = "x-amz-security-token";

/// The S3 service over the folder that holds the buckets.
///
/// # Errors
/// When the folder cannot be opened.
pub(crate) fn service(world: &Arc<World>, buckets: &Path) -> Result<S3Service, Error> {
    let cannot_open = |source| Error::Data { path: buckets.to_owned(), source };
    let buckets = buckets.canonicalize().map_err(cannot_open)?;
    let files = s3s_fs::FileSystem::new(&buckets).map_err(|error| cannot_open(std::io::Error::other(format!("{error:?}"))))?;
    let mut config = S3Config::default();
    config.presigned_url_max_skew_time_secs = u32::MAX; // `request_time` has looked at the right clock already
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config))));
    builder.set_auth(Owners(Arc::clone(world)));
    builder.set_access(Access { world: Arc::clone(world), buckets });
    Ok(builder.build())
}

struct Owners(Arc<World>);

#[async_trait::async_trait]
impl S3Auth for Owners {
    /// The secret of an access key that is known and has not expired.
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        match self.0.minted.owner(access_key) {
            Some(identity) if !identity.is_expired(self.0.storage_clock.now()) => Ok(SecretKey::from(identity.secret_key.as_str())),
            _ => Err(unknown_key()),
        }
    }
}

fn unknown_key() -> S3Error {
    S3Error::with_message(S3ErrorCode::InvalidAccessKeyId, "The Access Key Id you provided does not exist in our records.")
}

fn denied() -> S3Error {
    S3Error::with_message(S3ErrorCode::AccessDenied, "Access Denied.")
}
