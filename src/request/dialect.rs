//! [`Dialect`]: the server types, by name.

use super::Choice as _;
use super::choice::choices;
use serde::{Deserialize, Serialize};

/// The dialect of an STS and S3 server (server type). The differences are listed in `sts::dialect`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// MinIO and AIStor.
    Minio,
    /// AWS, and servers with identical behavior.
    Aws,
    /// Ceph RGW.
    Ceph,
    /// SeaweedFS.
    SeaweedFs,
    /// RustFS.
    RustFs,
    /// Any other server, or not yet detected.
    #[default]
    Generic,
}

choices! { Dialect:
    "minio" => [Dialect::Minio],
    "aws" => [Dialect::Aws],
    "ceph" => [Dialect::Ceph],
    "seaweedfs" => [Dialect::SeaweedFs],
    "rustfs" => [Dialect::RustFs],
    "generic" => [Dialect::Generic],
}

impl std::fmt::Display for Dialect {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.word())
    }
}
