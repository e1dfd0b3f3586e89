//! The dialects of STS and S3 servers, by name.

use super::Choice as _;
use super::choice::choices;
use serde::{Deserialize, Serialize};

/// A dialect of STS and S3 servers. What differs between them stands in `sts::dialect`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// MinIO and AIStor.
    Minio,
    /// AWS, and what answers to the letter as AWS does.
    Aws,
    /// Ceph RGW.
    Ceph,
    /// SeaweedFS.
    SeaweedFs,
    /// RustFS.
    RustFs,
    /// Any other, or not known yet.
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
