//! [`Responsible`]: who must act, as data of a hint.

/// The one who must act on a failure or a hint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Responsible {
    /// The user of sts-cli.
    #[default]
    You,
    /// The administrator of the identity provider.
    ProviderAdministrator,
    /// The administrator of the storage server.
    StorageAdministrator,
    /// The authority that issues client certificates.
    CertificateIssuer,
    /// The administrator of the network: of a proxy, a firewall, a router.
    NetworkAdministrator,
}

impl Responsible {
    const ALL: [Self; 5] =
        [Self::You, Self::ProviderAdministrator, Self::StorageAdministrator, Self::CertificateIssuer, Self::NetworkAdministrator];

    /// Returns the word for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::You => "you",
            Self::ProviderAdministrator => "provider_administrator",
            Self::StorageAdministrator => "storage_administrator",
            Self::CertificateIssuer => "certificate_issuer",
            Self::NetworkAdministrator => "network_administrator",
        }
    }

    /// Returns the one whose word for programs this is; the user for any other word.
    #[must_use]
    pub(crate) fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|responsible| responsible.word() == word).unwrap_or_default()
    }
}

impl std::fmt::Display for Responsible {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::You => "you",
            Self::ProviderAdministrator => "the identity provider's administrator",
            Self::StorageAdministrator => "the storage server's administrator",
            Self::CertificateIssuer => "the issuer of your certificates",
            Self::NetworkAdministrator => "the network's administrator",
        })
    }
}
