//! The state of device codes (RFC 8628): request, decision and polling interval.

use super::clients::Client;
use super::grants::ProviderSession;
use crate::accounts::Account;
use crate::random;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant; // real time: the test clock may be stopped

/// The increase of the interval when a device polls too often (RFC 8628, 3.5).
const SLOWER: Duration = Duration::from_secs(5);

/// A device authorization request.
#[derive(Clone)]
pub(super) struct DeviceRequest {
    pub(super) client: &'static Client,
    pub(super) scope: String,
    pub(super) challenge: String,
    /// The lifetime of the codes.
    pub(super) lifetime: SignedDuration,
    /// The polling interval.
    pub(super) interval: Duration,
    /// Whether the first poll is answered with `slow_down`.
    pub(super) slow_down: bool,
}

/// The answer to a poll.
pub(super) enum PollOutcome {
    /// The code is unknown or was redeemed.
    Unknown,
    Expired,
    SlowDown,
    Pending,
    Denied,
    /// The user allowed it.
    Allowed(DeviceRequest, ProviderSession),
}

struct Device {
    request: DeviceRequest,
    user_code: String,
    decision: Option<Option<ProviderSession>>,
    expires: Timestamp,
    interval: Duration,
    last_poll: Option<Instant>,
}

/// The device codes of a provider.
#[derive(Default)]
pub(crate) struct Devices(Mutex<HashMap<String, Device>>);

impl Devices {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Device>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a device flow; returns device code and user code.
    pub(super) fn begin(&self, request: DeviceRequest, now: Timestamp) -> (String, String) {
        let (device_code, user_code) = (random::token(), random::user_code());
        let expires = now.saturating_add(request.lifetime).unwrap_or(now);
        let interval = request.interval;
        let device = Device { request, user_code: user_code.clone(), decision: None, expires, interval, last_poll: None };
        self.lock().insert(device_code.clone(), device);
        (device_code, user_code)
    }

    /// Finds the pending user code, ignoring case and punctuation, and its client.
    pub(super) fn waiting(&self, user_code: &str, now: Timestamp) -> Option<(String, &'static Client)> {
        let devices = self.lock();
        let device = devices.values().find(|device| device.is_open(user_code, now))?;
        Some((device.user_code.clone(), device.request.client))
    }

    /// Records the decision: the account that allows it, or `None` for a denial. Returns whether the code was pending.
    pub(super) fn decide(&self, user_code: &str, account: Option<Account>, now: Timestamp) -> bool {
        let mut devices = self.lock();
        let Some(device) = devices.values_mut().find(|device| device.is_open(user_code, now)) else { return false };
        let (client, scope) = (device.request.client, device.request.scope.clone());
        device.decision = Some(account.map(|account| ProviderSession { id: random::token(), client, account, scope, signed_in: now }));
        true
    }

    /// Answers a poll. A decided code is removed.
    pub(super) fn poll(&self, device_code: &str, client: &Client, now: Timestamp) -> PollOutcome {
        let mut devices = self.lock();
        let Some(device) = devices.get_mut(device_code).filter(|device| device.request.client.id == client.id) else {
            return PollOutcome::Unknown;
        };
        if device.expires <= now {
            return PollOutcome::Expired;
        }
        if device.is_too_early() {
            device.interval += SLOWER;
            return PollOutcome::SlowDown;
        }
        if device.decision.is_none() {
            return PollOutcome::Pending;
        }
        match devices.remove(device_code) {
            Some(Device { decision: Some(Some(session)), request, .. }) => PollOutcome::Allowed(request, session),
            _ => PollOutcome::Denied,
        }
    }
}

impl Device {
    fn is_open(&self, user_code: &str, now: Timestamp) -> bool {
        let letters = |code: &str| code.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        self.decision.is_none() && self.expires > now && letters(&self.user_code).eq_ignore_ascii_case(&letters(user_code))
    }

    /// Whether the last poll was less than an interval ago, with some tolerance. Records this poll.
    fn is_too_early(&mut self) -> bool {
        let now = Instant::now();
        let is_early = match self.last_poll {
            Some(last) => now.duration_since(last) < self.interval.mul_f32(0.9),
            None => self.request.slow_down,
        };
        self.last_poll = Some(now);
        is_early
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(devices: &Devices, slow_down: bool) -> (String, String) {
        let request = DeviceRequest {
            client: &super::super::CLIENTS[0],
            scope: "openid".to_owned(),
            challenge: String::new(),
            lifetime: SignedDuration::from_secs(600),
            interval: Duration::from_millis(1),
            slow_down,
        };
        devices.begin(request, Timestamp::UNIX_EPOCH)
    }

    fn poll(devices: &Devices, code: &str, seconds: i64) -> &'static str {
        match devices.poll(code, &super::super::CLIENTS[0], Timestamp::from_second(seconds).unwrap()) {
            PollOutcome::Unknown => "unknown",
            PollOutcome::Expired => "expired",
            PollOutcome::SlowDown => "slow down",
            PollOutcome::Pending => "pending",
            PollOutcome::Denied => "denied",
            PollOutcome::Allowed(..) => "allowed",
        }
    }

    #[test]
    fn a_polling_device_receives_the_users_decision() {
        for (decision, expected) in [(Some(Account::Alice), "allowed"), (None, "denied")] {
            let devices = Devices::default();
            let (device_code, user_code) = ask(&devices, false);
            assert_eq!(poll(&devices, &device_code, 0), "pending");
            assert!(devices.decide(&user_code.to_lowercase().replace('-', " "), decision, Timestamp::UNIX_EPOCH));
            assert!(!devices.decide(&user_code, decision, Timestamp::UNIX_EPOCH), "once is enough");
            std::thread::sleep(Duration::from_millis(2));
            assert_eq!(poll(&devices, &device_code, 0), expected);
            assert_eq!(poll(&devices, &device_code, 0), "unknown");
        }
    }

    #[test]
    fn device_codes_expire_and_fast_polling_gets_slow_down() {
        let devices = Devices::default();
        let (device_code, user_code) = ask(&devices, true);
        assert_eq!(poll(&devices, &device_code, 0), "slow down");
        assert_eq!(poll(&devices, &device_code, 0), "slow down");
        assert_eq!(poll(&devices, &device_code, 600), "expired");
        assert!(!devices.decide(&user_code, None, Timestamp::from_second(600).unwrap()));
        assert_eq!(poll(&devices, "other", 0), "unknown");
    }
}
