//! Test events: progress of a run as JSON lines in the file that `STS_CLI_TEST_EVENTS` names. Only in builds with the sandbox.
//!
//! Tests wait for events instead of parsing messages. Each line is one object, appended with one write, so that several processes may share
//! the file: `{"event": "login-address", "process": 4711, "address": …}`. Events contain no secrets: the address of a login contains its
//! `state`, but no code, token, key or password.

use serde::Serialize;
use std::io::Write as _;

/// An event that a test may wait for.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(crate) enum TestEvent<'a> {
    /// The URL of a browser login was shown; `shown` is the whole text on standard error.
    LoginAddress { address: &'a str, redirect_uri: &'a str, shown: &'a str },
    /// A browser was started.
    BrowserOpened { address: &'a str },
    /// A device code was shown; `shown` is the whole text on standard error.
    DeviceCode { address: &'a str, code: &'a str, complete_address: Option<&'a str>, shown: &'a str },
    /// A prompt was shown on the terminal.
    Prompt { question: &'a str },
    /// The terminal accepts a pasted URL.
    PasteAwaited,
    /// Another process holds a lock that this one needs; `holder` is its label.
    WaitingForLock { path: String, holder: Option<&'a str> },
    /// A lock was acquired.
    LockTaken { path: String },
    /// A lock was released.
    LockReleased { path: String },
    /// A refresh request was sent to the provider.
    RefreshSent,
    /// The provider answered a refresh request; `refreshed` if it sent tokens.
    RefreshAnswered { refreshed: bool },
    /// A server answered, or the request failed; `result` is the status or the error.
    HttpAnswered { method: &'a str, origin: &'a str, result: &'a str },
    /// A file of the user was written: an AWS profile, or a tool's configuration.
    FileWritten { path: String },
    /// The credentials endpoint listens.
    EndpointOpened { address: &'a str, token_file: String },
    /// A long-lived delivery scheduled its next renewal (RFC 3339).
    RenewalPlanned { due: String },
    /// A long-lived delivery renewed and delivered its credentials.
    Renewed,
    /// A long-lived delivery could not renew or deliver its credentials; it retries.
    RenewalFailed { reason: &'a str },
    /// The sandbox received a request; `operation` is its `grant_type` or `Action`.
    RequestSeen { method: &'a str, path: &'a str, operation: Option<&'a str> },
    /// The sandbox sends the response to a request.
    RequestAnswered { method: &'a str, path: &'a str, operation: Option<&'a str>, status: u16 },
    /// The sandbox delays a response because of a fault.
    FaultWaits { fault: &'a str },
}

impl TestEvent<'_> {
    /// Returns the event file, if a test set it.
    #[expect(clippy::disallowed_methods, reason = "read only when an event is sent, so that runs without a test pay nothing")]
    pub(crate) fn file() -> Option<std::path::PathBuf> {
        std::env::var_os("STS_CLI_TEST_EVENTS").filter(|path| !path.is_empty()).map(Into::into)
    }

    /// Returns the file to which the sandbox records requests with their secrets, if a test set it.
    #[expect(clippy::disallowed_methods, reason = "read only when a sandbox starts")]
    pub(crate) fn record_file() -> Option<std::path::PathBuf> {
        std::env::var_os("STS_CLI_TEST_RECORD").filter(|path| !path.is_empty()).map(Into::into)
    }

    /// Appends this event to the event file, if set. Write errors are ignored.
    pub(crate) fn send(&self) {
        let Some(path) = Self::file() else { return };
        let Ok(serde_json::Value::Object(mut fields)) = serde_json::to_value(self) else { return };
        fields.insert("process".to_owned(), std::process::id().into());
        let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
        let line = serde_json::Value::Object(fields).to_string() + "\n";
        let _ = file.and_then(|mut file| file.write_all(line.as_bytes()));
    }
}
