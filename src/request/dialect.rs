//! [`Dialect`]: the server types, and what they do differently, one row each.
//!
//! From the servers' code and documentation. Requests differ only if the servers require it.

use super::Choice as _;
use super::SessionDuration;
use super::choice::choices;
use serde::{Deserialize, Serialize};

/// The dialect of an STS and S3 server (server type).
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

impl Dialect {
    /// The name of the product, as its makers write it, to begin a sentence about its servers.
    pub(crate) fn product(self) -> &'static str {
        match self {
            Self::Minio => "MinIO",
            Self::Aws => "AWS",
            Self::Ceph => "Ceph",
            Self::SeaweedFs => "SeaweedFS",
            Self::RustFs => "RustFS",
            Self::Generic => "this server",
        }
    }
}

impl std::fmt::Display for Dialect {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.word())
    }
}

/// The two longest session durations that servers grant: 12 hours and 365 days, in seconds.
const HALF_A_DAY: u32 = 12 * 3600;
const A_YEAR: u32 = 31_536_000;

/// The properties of a server dialect.
pub(crate) struct DialectTraits {
    /// The longest session that the server grants, in seconds.
    pub(crate) max_session_seconds: u32,
    /// The default session duration for a user: a working day if the server grants it regardless of the token's lifetime (MinIO since
    /// November 2023), else an hour, which all servers grant.
    pub(crate) default_length_for_people: SessionDuration,
    /// Whether every action requires a role.
    pub(crate) needs_role: bool,
    /// Whether `AssumeRole` accepts temporary keys with their session token (role chaining).
    pub(crate) chains_roles: bool,
    /// Whether the server stores a `TokenRevokeType` with the credentials, by which they can be revoked.
    pub(crate) supports_revoke_type: bool,
    /// Whether the server may support `GetCallerIdentity`.
    pub(crate) has_caller_identity: bool,
    /// Whether the server reads policy names from the claim `policy` if no role is requested.
    pub(crate) reads_policy_claim: bool,
    /// The beginning of the `Server` header, in lower case; empty if the server does not name itself.
    pub(crate) server_header: &'static str,
    /// rclone's name of the provider; `None` if rclone has none, and MinIO's settings suit the server.
    pub(crate) rclone_provider: Option<&'static str>,
}

const COMMON: DialectTraits = DialectTraits {
    max_session_seconds: HALF_A_DAY,
    default_length_for_people: SessionDuration::HOUR,
    needs_role: false,
    chains_roles: false,
    supports_revoke_type: false,
    has_caller_identity: true,
    reads_policy_claim: false,
    server_header: "",
    rclone_provider: None,
};

impl Dialect {
    /// Returns the properties of servers of this dialect.
    pub(crate) fn traits(self) -> DialectTraits {
        match self {
            Self::Minio => DialectTraits {
                max_session_seconds: A_YEAR,
                default_length_for_people: SessionDuration::WORKING_DAY,
                supports_revoke_type: true,
                has_caller_identity: false,
                reads_policy_claim: true,
                server_header: "minio",
                ..COMMON
            },
            Self::Aws => {
                DialectTraits { needs_role: true, chains_roles: true, server_header: "amazon", rclone_provider: Some("AWS"), ..COMMON }
            }
            // the header since 2024; older versions are recognized by their request ids
            Self::Ceph => DialectTraits { needs_role: true, server_header: "ceph object gateway", rclone_provider: Some("Ceph"), ..COMMON },
            Self::SeaweedFs => DialectTraits { server_header: "seaweedfs", rclone_provider: Some("SeaweedFS"), ..COMMON },
            Self::RustFs => DialectTraits { has_caller_identity: false, server_header: "rustfs", ..COMMON },
            Self::Generic => DialectTraits { max_session_seconds: A_YEAR, rclone_provider: Some("Other"), ..COMMON },
        }
    }

    /// Returns the dialect of a server that names itself so in the `Server` header.
    pub(crate) fn from_server_header(header: &str) -> Option<Self> {
        let header = header.to_ascii_lowercase();
        Self::ALL.iter().copied().find(|dialect| {
            let name = dialect.traits().server_header;
            !name.is_empty() && header.starts_with(name)
        })
    }
}
