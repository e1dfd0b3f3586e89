//! The known values of a setup, and whether its users get their policies by a role.

use super::provider::ProviderGuide;
use crate::request::settings::Settings;
use crate::request::{Dialect, Endpoint, Issuer, RedirectUri};

/// The known values of a login that is to be set up. A missing one becomes a placeholder.
pub(crate) struct KnownValues {
    /// The existing profile.
    pub(crate) profile: Option<String>,
    /// The values of this profile's own file.
    pub(crate) file: Settings,
    /// The values in effect: of flags, this profile, those it extends, and variables.
    pub(crate) effective: Settings,
    /// The server type, if it is set.
    pub(crate) dialect: Option<Dialect>,
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) issuer: Option<Issuer>,
    pub(crate) client_id: Option<String>,
    pub(crate) role_arn: Option<String>,
    /// The claim with the names of policies.
    pub(crate) claim: Option<String>,
    /// The subject that tokens of jobs must have; may contain `*`.
    pub(crate) subject: Option<String>,
    /// The audience of tokens of jobs.
    pub(crate) audience: Option<String>,
    /// The name of a user.
    pub(crate) user: Option<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) redirect: RedirectUri,
}

impl KnownValues {
    /// Returns the server type: MinIO, unless another one is set.
    pub(super) fn server(&self) -> Dialect {
        self.dialect.unwrap_or(Dialect::Minio)
    }

    /// Whether the users of `provider` get their policies by a role, not by a claim. RustFS ignores roles.
    pub(super) fn uses_role(&self, provider: &ProviderGuide) -> bool {
        match self.server() {
            Dialect::Aws | Dialect::Ceph => true,
            Dialect::RustFs => false,
            Dialect::Minio if provider.jobs.is_some() => true,
            Dialect::Minio | Dialect::SeaweedFs | Dialect::Generic => {
                self.claim.is_none() && (self.role_arn.is_some() || provider.claim.is_empty())
            }
        }
    }

    /// Returns the name of the profile: that of the existing one, else a usual one.
    pub(super) fn profile_name(&self, provider: &ProviderGuide) -> &str {
        self.profile.as_deref().unwrap_or_else(|| provider.usual_profile())
    }
}
