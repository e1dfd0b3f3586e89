//! What the servers of one sandbox share.

use super::identities::Minted;
use super::keys::Keys;
use super::provider::Grants;
use super::tls::Authority;
use crate::sys::Clock;

/// What provider and storage share.
pub(crate) struct World {
    /// The time, everywhere in the sandbox.
    pub(crate) clock: Clock,
    /// The provider's issuer.
    pub(crate) issuer: String,
    /// The provider's port, which its pages insist on.
    pub(crate) provider_port: u16,
    /// The folder's keys.
    pub(crate) keys: Keys,
    /// What the provider remembers.
    pub(crate) grants: Grants,
    /// What a job shows to get a token, as in GitHub Actions.
    pub(crate) actions_token: String,
    /// Who may sign client certificates.
    pub(crate) authority: Authority,
    /// What the STS has given out.
    pub(crate) minted: Minted,
}
