//! The kinds of storage servers, by name.

use super::RequestError;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A kind of storage server. What differs between them stands in `sts::dialect`.
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

/// All kinds as `--dialect` takes them; `auto` beside them means: learn it from what answers.
pub const DIALECTS: [(&str, Dialect); 6] = [
    ("minio", Dialect::Minio),
    ("aws", Dialect::Aws),
    ("ceph", Dialect::Ceph),
    ("seaweedfs", Dialect::SeaweedFs),
    ("rustfs", Dialect::RustFs),
    ("generic", Dialect::Generic),
];

impl FromStr for Dialect {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, RequestError> {
        let known = DIALECTS.iter().find(|(name, _)| *name == text);
        known.map(|(_, dialect)| *dialect).ok_or_else(|| RequestError::UnknownDialect(text.to_owned()))
    }
}

impl std::fmt::Display for Dialect {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = DIALECTS.iter().find(|(_, dialect)| dialect == self).map_or("generic", |(name, _)| name);
        formatter.write_str(name)
    }
}
