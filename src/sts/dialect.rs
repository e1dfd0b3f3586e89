//! Who differs how, as data: what is sent otherwise to which kind of server.
//!
//! Facts from the servers' own code and documentation; changed requests only where they really differ.

use crate::request::{Dialect, SessionLength};

/// The seconds of 12 hours and of 365 days: the two longest sessions that servers grant.
const HALF_A_DAY: u32 = 12 * 3600;
const A_YEAR: u32 = 31_536_000;

/// What is different about a kind of server.
pub(super) struct Traits {
    /// The longest session it grants, in seconds.
    pub(super) longest: u32,
    /// How long a person's session is when nobody asked for anything: a working day where the server grants it whatever the
    /// token's life (MinIO since November 2023), else an hour, which all grant.
    pub(super) usual_for_a_person: SessionLength,
    /// Whether every action wants a role.
    pub(super) needs_role: bool,
    /// Whether `AssumeRole` takes temporary keys with their session token.
    pub(super) chains_roles: bool,
    /// Whether the server keeps a `TokenRevokeType` with the credentials, so that they can be revoked later.
    pub(super) takes_revoke_type: bool,
    /// Whether the server looks for policy names in the claim `policy` when no role is asked for.
    pub(super) reads_policy_claim: bool,
}

const COMMON: Traits = Traits {
    longest: HALF_A_DAY,
    usual_for_a_person: SessionLength::HOUR,
    needs_role: false,
    chains_roles: false,
    takes_revoke_type: false,
    reads_policy_claim: false,
};

/// The differences of `dialect`.
pub(super) fn traits(dialect: Dialect) -> Traits {
    match dialect {
        Dialect::Minio => {
            Traits { longest: A_YEAR, usual_for_a_person: SessionLength::DAY, takes_revoke_type: true, reads_policy_claim: true, ..COMMON }
        }
        Dialect::Aws => Traits { needs_role: true, chains_roles: true, ..COMMON },
        Dialect::Ceph => Traits { needs_role: true, ..COMMON },
        Dialect::SeaweedFs | Dialect::RustFs => COMMON,
        Dialect::Generic => Traits { longest: A_YEAR, ..COMMON },
    }
}

/// The `Server` headers that name a kind, in lower case.
const SERVERS: [(&str, Dialect); 4] =
    [("minio", Dialect::Minio), ("amazon", Dialect::Aws), ("seaweedfs", Dialect::SeaweedFs), ("rustfs", Dialect::RustFs)];

/// Learns the kind from the host's name and the `Server` header of any answer.
pub(super) fn learnt(host: Option<&str>, server: Option<&str>) -> Dialect {
    let is_aws = host.is_some_and(|host| host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn"));
    if is_aws {
        return Dialect::Aws;
    }
    let server = server.unwrap_or_default().to_ascii_lowercase();
    SERVERS.iter().find(|(name, _)| server.starts_with(name)).map_or(Dialect::Generic, |(_, dialect)| *dialect)
}
