//! What the servers of one sandbox share.

use super::faults::{Fault, Faults};
use super::identities::Minted;
use super::keys::Keys;
use super::provider::devices::Devices;
use super::provider::grants::Grants;
use super::tls::Authority;
use crate::sys::Clock;
use jiff::{SignedDuration, Timestamp};

/// What provider and storage share.
pub(crate) struct World {
    /// The provider's time.
    pub(crate) provider_clock: ServerClock,
    /// The storage server's time.
    pub(crate) storage_clock: ServerClock,
    /// Where the provider's endpoints are.
    pub(crate) provider: String,
    /// What the provider calls itself; the same, but for faults.
    pub(crate) issuer: String,
    /// The provider's port, which its pages insist on.
    pub(crate) provider_port: u16,
    /// The folder's keys.
    pub(crate) keys: Keys,
    /// What the provider remembers of logins.
    pub(crate) grants: Grants,
    /// What the provider remembers of device codes.
    pub(crate) devices: Devices,
    /// What a job shows to get a token, as in GitHub Actions.
    pub(crate) actions_token: String,
    /// Who may sign client certificates.
    pub(crate) authority: Authority,
    /// What the STS has given out.
    pub(crate) minted: Minted,
    /// What is otherwise.
    pub(crate) faults: Faults,
}

/// The clock of one server: right, or wrong by so much.
#[derive(Clone)]
pub(crate) struct ServerClock {
    clock: Clock,
    ahead: SignedDuration,
}

impl ServerClock {
    /// The clock of a server that has these faults.
    pub(crate) fn new(clock: &Clock, faults: &Faults, ahead: Fault, behind: Fault) -> Self {
        let span = |fault| faults.span(fault).unwrap_or(SignedDuration::ZERO);
        Self { clock: clock.clone(), ahead: span(ahead) - span(behind) }
    }

    /// What it shows.
    pub(crate) fn now(&self) -> Timestamp {
        let now = self.clock.now();
        now.saturating_add(self.ahead).unwrap_or(now)
    }
}
