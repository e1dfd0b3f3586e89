//! The storage servers: their names and templates.

use super::provider::{ProviderGuide, Sources};
use crate::request::Dialect;

/// The names and templates of a storage server.
pub(super) struct ServerGuide {
    pub(super) product: &'static str,
    /// Whether the steps were tried with the server itself.
    pub(super) is_tried: bool,
    pub(super) template: &'static str,
    /// The sources of the steps; none for a server that is not known.
    pub(super) sources: Sources,
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
        Self { product, is_tried, template, sources: sources(server) }
    }

    /// Whether the steps restrict the permissions to tokens with a certain subject. Otherwise, all tokens of the provider with the
    /// audience get them: with a public CI system, those of jobs of strangers, too.
    pub(super) fn checks_subject(&self) -> bool {
        self.template.contains("{subject}") || self.template.contains("{subject_condition}")
    }
}

/// Returns the sources of the steps at a server.
fn sources(server: Dialect) -> Sources {
    match server {
        Dialect::Minio => &[
            ("OpenID settings", "https://docs.min.io/community/minio-object-store/reference/minio-server/settings/iam/openid.html"),
            (
                "OpenID access management",
                "https://min.io/docs/minio/linux/administration/identity-access-management/oidc-access-management.html",
            ),
        ],
        Dialect::Aws => &[
            ("AssumeRoleWithWebIdentity", "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html"),
            ("Creating OpenID Connect providers", "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html"),
        ],
        Dialect::Ceph => &[
            ("STS in Ceph", "https://docs.ceph.com/en/latest/radosgw/STS/"),
            ("OpenID Connect provider", "https://docs.ceph.com/en/latest/radosgw/oidc/"),
            ("Role", "https://docs.ceph.com/en/latest/radosgw/role/"),
            ("Session tags", "https://docs.ceph.com/en/latest/radosgw/session-tags/"),
            ("keys without certificates", "https://github.com/ceph/ceph/pull/63047"),
            ("denials without a reason", "https://tracker.ceph.com/issues/70565"),
        ],
        Dialect::SeaweedFs => &[("OIDC Integration", "https://github.com/seaweedfs/seaweedfs/wiki/OIDC-Integration")],
        Dialect::RustFs => &[
            ("OIDC", "https://docs.rustfs.com/administration/iam/oidc"),
            ("source", "https://github.com/rustfs/rustfs"),
            ("claims", "https://github.com/rustfs/rustfs/pull/5282"),
            ("policies", "https://github.com/rustfs/rustfs/issues/2893"),
            ("AssumeRole", "https://github.com/rustfs/rustfs/issues/4832"),
            ("issuers", "https://github.com/rustfs/rustfs/issues/8023"),
        ],
        Dialect::Generic => &[],
    }
}
