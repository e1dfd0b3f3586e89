//! Who differs how, as data: what is sent otherwise to which kind of server.

use crate::request::SessionLength;

/// The kind of a storage server, as far as it changes a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// MinIO and AIStor.
    Minio,
    /// Any other, or not known yet.
    #[default]
    Generic,
}

impl Dialect {
    /// Learns the kind from the `Server` header of any answer.
    #[must_use]
    pub fn learnt_from(server: Option<&str>) -> Self {
        if server.is_some_and(|server| server.to_ascii_lowercase().starts_with("minio")) { Self::Minio } else { Self::Generic }
    }

    /// What is asked for when the person asked for nothing: a working day where the server grants it to a person
    /// whatever the token's life (MinIO since November 2023), else an hour, which all grant.
    #[must_use]
    pub fn usual_length(self, for_a_person: bool) -> SessionLength {
        if self == Self::Minio && for_a_person { SessionLength::DAY } else { SessionLength::HOUR }
    }

    /// Whether the server keeps a `TokenRevokeType` with the credentials, so that they can be revoked later.
    #[must_use]
    pub fn takes_revoke_type(self) -> bool {
        self == Self::Minio
    }

    /// Whether the server looks for policy names in a claim when no role is asked for.
    #[must_use]
    pub fn reads_policy_claim(self) -> bool {
        self == Self::Minio
    }
}
