//! [`UserType`]: the types of users that a storage server knows.

/// The type of user that a storage server attributes credentials to. A logout needs no more of an identity without a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UserType {
    /// A user or service of an OpenID provider.
    OpenId,
    /// A user of the LDAP directory.
    Ldap,
    /// A user of the storage server itself.
    BuiltIn,
}

impl UserType {
    /// All types.
    pub(crate) const ALL: [Self; 3] = [Self::OpenId, Self::Ldap, Self::BuiltIn];

    /// Returns the name in stored records, which is not always an identity's name in profiles.
    pub(crate) fn stored_name(self) -> &'static str {
        match self {
            Self::OpenId => "token",
            Self::Ldap => "ldap",
            Self::BuiltIn => "assume-role",
        }
    }

    /// Returns MinIO's name in its administration API.
    pub(crate) fn minio_name(self) -> &'static str {
        match self {
            Self::OpenId => "openid",
            Self::Ldap => "ldap",
            Self::BuiltIn => "builtin",
        }
    }
}
