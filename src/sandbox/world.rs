//! The shared state of a sandbox's servers.

use super::faults::{Fault, Faults};
use super::identities::Minted;
use super::keys::Keys;
use super::provider::devices::Devices;
use super::provider::grants::Grants;
use super::tls::Authority;
use crate::sys::Clock;
use jiff::{SignedDuration, Timestamp};

/// The shared state of provider and storage server.
pub(crate) struct World {
    /// The clock of the provider.
    pub(crate) provider_clock: ServerClock,
    /// The clock of the storage server.
    pub(crate) storage_clock: ServerClock,
    /// The base URL of the provider.
    pub(crate) provider: String,
    /// The `issuer` in tokens and metadata; differs from `provider` only by faults.
    pub(crate) issuer: String,
    /// The port that requests to the provider must have in `Host`.
    pub(crate) provider_port: u16,
    /// The keys of the data folder.
    pub(crate) keys: Keys,
    /// The logins of the provider.
    pub(crate) grants: Grants,
    /// The device codes of the provider.
    pub(crate) devices: Devices,
    /// The request token of CI jobs, as in GitHub Actions.
    pub(crate) actions_token: String,
    /// The verifier of client certificates.
    pub(crate) authority: Authority,
    /// The credentials issued by the STS.
    pub(crate) minted: Minted,
    /// The faults that are switched on.
    pub(crate) faults: Faults,
}

/// The clock of a server, possibly skewed.
#[derive(Clone)]
pub(crate) struct ServerClock {
    clock: Clock,
    ahead: SignedDuration,
}

impl ServerClock {
    /// Creates a clock with the skew of these faults.
    pub(crate) fn new(clock: &Clock, faults: &Faults, ahead: Fault, behind: Fault) -> Self {
        let span = |fault| faults.span(fault).unwrap_or(SignedDuration::ZERO);
        Self { clock: clock.clone(), ahead: span(ahead) - span(behind) }
    }

    /// Returns the time.
    pub(crate) fn now(&self) -> Timestamp {
        let now = self.clock.now();
        now.saturating_add(self.ahead).unwrap_or(now)
    }
}
