//! [`KnownValues`]: the known values of a login that is to be set up.

use super::provider::ProviderGuide;
use crate::request::{Dialect, Endpoint, Issuer, OptionSpec, RedirectUri};

/// The known values of a login that is to be set up. A missing one becomes a placeholder.
pub(crate) struct KnownValues {
    /// The existing profile.
    pub(crate) profile: Option<String>,
    /// The options that this profile sets.
    pub(crate) stored: Vec<&'static OptionSpec>,
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

    /// Whether the users of `provider` get their policies by a role, not by a claim.
    pub(super) fn uses_role(&self, provider: &ProviderGuide) -> bool {
        match self.server() {
            Dialect::Aws | Dialect::Ceph => true,
            Dialect::Minio if provider.jobs.is_some() => true,
            Dialect::Minio => self.claim.is_none() && (self.role_arn.is_some() || provider.claim.is_empty()),
            _ => self.role_arn.is_some(),
        }
    }

    /// Returns the name of the profile: that of the existing one, else a usual one.
    pub(super) fn profile_name(&self, provider: &ProviderGuide) -> &str {
        self.profile.as_deref().unwrap_or_else(|| provider.usual_profile())
    }
}
