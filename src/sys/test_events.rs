//! Events for tests: what a run does, as lines of JSON in the file that `STS_CLI_TEST_EVENTS` names. Builds without a sandbox have none.
//!
//! Tests wait for events instead of taking sentences apart that a person reads. Each line is one object, written in one piece and
//! appended, so that several processes may share the file: `{"event": "login-address", "process": 4711, "address": …}`. No event holds
//! a secret: the address of a login holds its `state`, but no code, token, key or password.

use serde::Serialize;
use std::io::Write as _;

/// Something that a test may wait for.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(crate) enum TestEvent<'a> {
    /// The address of a login in a browser was shown; `shown` is the whole text, as it stands on standard error.
    LoginAddress { address: &'a str, redirect_uri: &'a str, shown: &'a str },
    /// A browser was started.
    BrowserOpened { address: &'a str },
    /// A device code was shown; `shown` is the whole text, as it stands on standard error.
    DeviceCode { address: &'a str, code: &'a str, complete_address: Option<&'a str>, shown: &'a str },
    /// A question stands on the terminal.
    Prompt { question: &'a str },
    /// The terminal hands over each character as it comes, so that an address may be pasted whole.
    PasteAwaited,
    /// Another process holds a lock that this one needs; `holder` is what it wrote into the file.
    WaitingForLock { path: String, holder: Option<&'a str> },
    /// This process holds a lock.
    LockTaken { path: String },
    /// This process gives a lock up.
    LockReleased { path: String },
    /// A refresh token goes to the provider.
    RefreshSent,
    /// The provider has answered to a refresh token, with new tokens or not.
    RefreshAnswered { refreshed: bool },
    /// A server has answered, or the request failed; `result` is the status or the problem.
    HttpAnswered { method: &'a str, origin: &'a str, result: &'a str },
    /// A file of the person's has what it was to have: an AWS profile, or a tool's configuration.
    FileWritten { path: String },
    /// The credentials endpoint listens.
    EndpointOpened { address: &'a str, token_file: String },
    /// A delivery that stays renews its credentials at this time (RFC 3339).
    RenewalPlanned { due: String },
    /// A delivery that stays has renewed its credentials and passed them on.
    Renewed,
    /// A delivery that stays could not renew its credentials, or could not pass them on, and tries again.
    RenewalFailed { reason: &'a str },
    /// The sandbox has got a request; `operation` is its `grant_type` or its `Action`.
    RequestSeen { method: &'a str, path: &'a str, operation: Option<&'a str> },
    /// The sandbox's answer to a request is on its way.
    RequestAnswered { method: &'a str, path: &'a str, operation: Option<&'a str>, status: u16 },
    /// The sandbox holds an answer back, because of a fault that is a time.
    FaultWaits { fault: &'a str },
}

impl TestEvent<'_> {
    /// Whether a test listens.
    #[expect(clippy::disallowed_methods, reason = "looked at only where an event is sent: no run without a test pays for it")]
    pub(crate) fn file() -> Option<std::path::PathBuf> {
        std::env::var_os("STS_CLI_TEST_EVENTS").filter(|path| !path.is_empty()).map(Into::into)
    }

    /// Appends this event to the file, if a test listens. A file that cannot be written is the test's problem, not the run's.
    pub(crate) fn send(&self) {
        let Some(path) = Self::file() else { return };
        let Ok(serde_json::Value::Object(mut fields)) = serde_json::to_value(self) else { return };
        fields.insert("process".to_owned(), std::process::id().into());
        let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
        let line = serde_json::Value::Object(fields).to_string() + "\n";
        let _ = file.and_then(|mut file| file.write_all(line.as_bytes()));
    }
}
