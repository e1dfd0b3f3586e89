//! The credentials that the endpoint serves, serialized once per renewal, and the clients that wait for them.

use crate::credentials::Credentials;
use crate::sys::{Clock, is_in_future};
use bytes::Bytes;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use serde::Serialize;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use zeroize::Zeroizing;

/// How long a request waits for new credentials: long enough for an exchange with retries. Clients whose timeout is shorter (in some
/// SDKs two seconds) retry, which does not start a second renewal.
const WAIT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request waits while renewals fail: long enough for a successful one, short enough that the client still reads the reason.
const WAIT_TIMEOUT_AFTER_FAILURE: Duration = Duration::from_millis(500);

/// The document that clients get: "Container credential provider", AWS SDKs and Tools Reference Guide.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ContainerCredentials<'a> {
    access_key_id: &'a str,
    secret_access_key: &'a str,
    token: &'a str,
    expiration: String,
}

/// The credentials to serve, and when they must be renewed.
struct ServedCredentials {
    document: Bytes,
    granted: Timestamp,
    expiration: Timestamp,
    /// Requests after this time wake the renewal loop, as do those before `granted`: the clock was set back then.
    due: Timestamp,
    /// Why there are no newer credentials: the last renewal failed, or the endpoint is closing.
    last_error: Option<String>,
}

impl ServedCredentials {
    fn unexpired_document(&self, now: Timestamp) -> Option<Bytes> {
        (now < self.expiration).then(|| self.document.clone())
    }
}

/// The current credentials, set by the renewal loop and read by every connection.
pub(super) struct CurrentCredentials {
    state: watch::Sender<ServedCredentials>,
    request_notify: Notify,
    clock: Clock,
}

impl CurrentCredentials {
    pub(super) fn new(clock: Clock) -> Self {
        let initial = ServedCredentials {
            document: Bytes::new(),
            granted: Timestamp::MIN,
            expiration: Timestamp::MIN,
            due: Timestamp::MIN,
            last_error: None,
        };
        Self { state: watch::Sender::new(initial), request_notify: Notify::new(), clock }
    }

    /// Returns what a request notifies when it may be time to renew.
    pub(super) fn request_notify(&self) -> &Notify {
        &self.request_notify
    }

    /// Replaces the credentials.
    #[expect(clippy::disallowed_methods, reason = "this output contains the keys")]
    pub(super) fn set(&self, credentials: &Credentials) {
        let document = ContainerCredentials {
            access_key_id: &credentials.access_key,
            secret_access_key: credentials.secret_key.expose_secret(),
            token: credentials.session_token.expose_secret(),
            expiration: credentials.expiration.to_string(),
        };
        // A struct of strings always serializes.
        let document = Bytes::from_owner(Zeroizing::new(serde_json::to_vec(&document).unwrap_or_default()));
        let (granted, expiration) = (credentials.granted, credentials.expiration);
        self.state.send_modify(|state| (state.document, state.granted, state.expiration) = (document, granted, expiration));
    }

    /// Removes the credentials; nothing is served until the next [`CurrentCredentials::set`].
    pub(super) fn clear(&self) {
        self.state.send_modify(|state| (state.document, state.expiration) = (Bytes::new(), Timestamp::MIN));
    }

    /// Sets from when on requests wake the renewal loop, and why the last renewal failed, if it did: clients get this reason once there are
    /// no unexpired credentials. `None` for `due` is the pause after a failure: requests wake the loop once the credentials have expired, or
    /// at once if there are none.
    pub(super) fn set_schedule(&self, due: Option<Timestamp>, last_error: Option<String>) {
        self.state.send_modify(|state| (state.due, state.last_error) = (due.unwrap_or(state.expiration), last_error));
    }

    /// Announces that there is no further renewal. Clients get `reason` once there are no unexpired credentials.
    pub(super) fn close(&self, reason: &str) {
        self.set_schedule(None, Some(reason.to_owned()));
    }

    /// Whether there are unexpired credentials.
    pub(super) fn has_unexpired(&self) -> bool {
        self.state.borrow().unexpired_document(self.clock.now()).is_some()
    }

    /// Returns the serialized credentials. Wakes the renewal loop if a renewal is due; waits for new credentials if there are none.
    ///
    /// # Errors
    /// The reason why there are none.
    pub(super) async fn document(&self) -> Result<Bytes, String> {
        let now = self.clock.now();
        let timeout = {
            let state = self.state.borrow();
            if now >= state.due || is_in_future(state.granted, now) {
                self.request_notify.notify_one();
            }
            match state.unexpired_document(now) {
                Some(document) => return Ok(document),
                None if state.last_error.is_some() => WAIT_TIMEOUT_AFTER_FAILURE,
                None => WAIT_TIMEOUT,
            }
        };
        self.next_document(timeout).await
    }

    async fn next_document(&self, timeout: Duration) -> Result<Bytes, String> {
        let mut states = self.state.subscribe();
        let next_state = async {
            loop {
                let _ = states.changed().await; // cannot fail: `self` holds the sender
                let state = states.borrow_and_update();
                match (state.unexpired_document(self.clock.now()), &state.last_error) {
                    (Some(document), _) => return Ok(document),
                    (None, Some(reason)) => return Err(reason.clone()),
                    (None, None) => {}
                }
            }
        };
        let outcome = tokio::time::timeout(timeout, next_state).await;
        let last_error = || self.state.borrow().last_error.clone().unwrap_or_else(|| "a renewal is in progress, try again".to_owned());
        outcome.unwrap_or_else(|_| Err(last_error()))
    }
}
