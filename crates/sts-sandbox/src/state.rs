//! The shared state of a sandbox's servers.

use super::certificates::Certificates;
use super::clock::Clock;
use super::events::{Event, EventSender};
use super::faults::{Fault, Faults};
use super::key_owners::{IssuedCredentials, SecretKeys};
use super::keys::Keys;
use super::options::Options;
use super::provider::browser_sessions::BrowserSessions;
use super::provider::devices::Devices;
use super::provider::grants::Grants;
use super::tls::ClientCertificateVerifier;
use super::verifier::SignatureVerifier;
use super::{Error, random};
use jiff::{SignedDuration, Timestamp};
use std::path::PathBuf;
use std::sync::Arc;

/// The path of the provider.
pub(crate) const PROVIDER_PATH: &str = "/_oidc";

/// The shared state of provider and storage server.
pub(crate) struct SandboxState {
    /// The clock of the provider.
    pub(crate) provider_clock: ServerClock,
    /// The clock of the storage server.
    pub(crate) storage_clock: ServerClock,
    /// The base URL of the provider.
    pub(crate) provider: String,
    /// The port that requests to the provider must have in `Host`.
    pub(crate) provider_port: u16,
    /// The keys of the data folder.
    pub(crate) keys: Keys,
    /// The logins of the provider.
    pub(crate) grants: Grants,
    /// The browsers that are signed in at the provider.
    pub(crate) browser_sessions: BrowserSessions,
    /// The device codes of the provider.
    pub(crate) devices: Devices,
    /// The request token of CI jobs, as in GitHub Actions.
    pub(crate) actions_token: String,
    /// The verifier of client certificates.
    pub(crate) client_certificates: ClientCertificateVerifier,
    /// The credentials issued by the STS.
    pub(crate) issued: Arc<IssuedCredentials>,
    /// The verifier of signed STS and admin calls.
    pub(crate) verifier: SignatureVerifier,
    /// The faults that are switched on.
    pub(crate) faults: Faults,
    /// The receivers of events.
    pub(crate) events: EventSender,
    /// The file to which requests and responses are recorded.
    pub(crate) record: Option<PathBuf>,
}

impl SandboxState {
    /// Creates the state of a sandbox whose provider listens on this port.
    ///
    /// # Errors
    /// The certificates contain no CA.
    pub(crate) fn new(options: &Options, provider_port: u16, keys: Keys, certificates: &Certificates) -> Result<Self, Error> {
        let faults: Faults = options.faults.iter().cloned().collect();
        let issued = Arc::<IssuedCredentials>::default();
        let clock = |ahead, behind| ServerClock { clock: options.clock.clone(), faults: faults.clone(), ahead, behind };
        Ok(Self {
            provider_clock: clock(Fault::ClockAhead, Fault::ClockBehind),
            storage_clock: clock(Fault::ServerClockAhead, Fault::ServerClockBehind),
            provider: format!("http://127.0.0.1:{provider_port}{}", PROVIDER_PATH),
            provider_port,
            keys,
            grants: Grants::default(),
            browser_sessions: BrowserSessions::default(),
            devices: Devices::default(),
            actions_token: random::token(),
            client_certificates: ClientCertificateVerifier::new(certificates).map_err(Error::Listen)?,
            verifier: SignatureVerifier::new(SecretKeys(Arc::clone(&issued))),
            issued,
            faults,
            events: EventSender::new(options.observer.clone()),
            record: options.record.clone(),
        })
    }

    /// Returns the `issuer` in tokens and metadata; differs from `provider` only by faults.
    pub(crate) fn issuer(&self) -> String {
        match (self.faults.has(Fault::WrongIssuer), self.faults.has(Fault::SlashIssuer)) {
            (true, _) => "https://id.example/realms/elsewhere".to_owned(),
            (_, true) => format!("{}/", self.provider),
            _ => self.provider.clone(),
        }
    }

    /// Waits for the duration of the fault, if it is switched on.
    pub(crate) async fn delay(&self, fault: Fault) {
        if let Some(duration) = self.faults.duration(fault) {
            self.events.send(&Event::ResponseDelayed { fault: fault.name() });
            tokio::time::sleep(duration.unsigned_abs()).await;
        }
    }
}

/// The clock of a server, which faults may skew.
#[derive(Clone)]
pub(crate) struct ServerClock {
    clock: Clock,
    faults: Faults,
    ahead: Fault,
    behind: Fault,
}

impl ServerClock {
    /// Returns the time.
    pub(crate) fn now(&self) -> Timestamp {
        let skew = |fault| self.faults.duration(fault).unwrap_or(SignedDuration::ZERO);
        let now = self.clock.now();
        now.saturating_add(skew(self.ahead) - skew(self.behind)).unwrap_or(now)
    }
}
