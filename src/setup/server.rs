//! The storage servers: their names and templates.

use super::provider::ProviderGuide;
use crate::request::Dialect;

/// The names and templates of a storage server.
pub(super) struct ServerGuide {
    pub(super) product: &'static str,
    /// Whether the steps were tried with the server itself.
    pub(super) is_tried: bool,
    pub(super) template: &'static str,
}

impl ServerGuide {
    /// Returns the storage server for the users of `provider`, who get their policies by a role or by a claim.
    pub(super) fn of(server: Dialect, provider: &ProviderGuide, uses_role: bool) -> Self {
        let (is_tried, template) = match (server, uses_role) {
            (Dialect::Minio, _) if provider.jobs.is_some() => (true, include_str!("servers/minio-jobs.md")),
            (Dialect::Minio, _) => (true, include_str!("servers/minio.md")),
            (Dialect::Aws, _) => (false, include_str!("servers/aws.md")),
            (Dialect::Ceph, _) => (false, include_str!("servers/ceph.md")),
            (Dialect::SeaweedFs, true) => (true, include_str!("servers/seaweedfs-role.md")),
            (Dialect::SeaweedFs, false) => (true, include_str!("servers/seaweedfs.md")),
            (Dialect::RustFs, _) => (false, include_str!("servers/rustfs.md")),
            (Dialect::Generic, true) => (false, include_str!("servers/generic-role.md")),
            (Dialect::Generic, false) => (false, include_str!("servers/generic.md")),
        };
        let product = if server == Dialect::Generic { "the storage server" } else { server.product() };
        Self { product, is_tried, template }
    }

    /// Whether the steps restrict the permissions to tokens with a certain subject. Otherwise, all tokens of the provider with the
    /// audience get them: with a public CI system, those of jobs of strangers, too.
    pub(super) fn checks_subject(&self) -> bool {
        self.template.contains("{subject}") || self.template.contains("{subject_condition}")
    }
}
