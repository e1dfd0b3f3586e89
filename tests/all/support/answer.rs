//! Responses of a scripted server: complete, raw, delayed, endless, or none.

use super::DEADLINE;
use serde_json::Value;
use std::io::Write as _;
use std::net::TcpStream;
use std::sync::{Arc, Condvar, Mutex};

/// A page that a gateway (HAProxy) sends: well-formed XML without a title.
pub(crate) const GATEWAY_PAGE: &str = "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n";

/// An endless response stops after this many bytes, when the client should have given up.
const ENDLESS: usize = 64 * 1024 * 1024;

/// One answer.
#[derive(Clone)]
pub(crate) struct ScriptedResponse {
    head: String,
    body: Vec<u8>,
    kind: Kind,
    gate: Option<Gate>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// With `Content-Length`; the connection stays open.
    Whole,
    /// Exactly these bytes; then the connection is closed.
    Raw,
    /// The body, repeated.
    Endless,
}

impl ScriptedResponse {
    /// An answer with a body of this content type.
    pub(crate) fn new(status: u16, content_type: &str, body: &str) -> Self {
        let head = format!("HTTP/1.1 {status} Scripted\r\nContent-Type: {content_type}\r\n");
        Self { head, body: body.as_bytes().to_vec(), kind: Kind::Whole, gate: None }
    }

    pub(crate) fn json(value: &Value) -> Self {
        Self::new(200, "application/json", &value.to_string())
    }

    pub(crate) fn xml(status: u16, document: &str) -> Self {
        Self::new(status, "application/xml", document)
    }

    pub(crate) fn html(status: u16) -> Self {
        Self::new(status, "text/html; charset=utf-8", "<!doctype html><html><title>Console</title></html>")
    }

    /// A response without a body, as for `HEAD /`.
    pub(crate) fn empty(status: u16) -> Self {
        Self::new(status, "text/plain", "")
    }

    /// Sends these bytes, then closes the connection.
    pub(crate) fn raw(bytes: &[u8]) -> Self {
        Self { head: String::new(), body: bytes.to_vec(), kind: Kind::Raw, gate: None }
    }

    /// Closes the connection without a response.
    pub(crate) fn hang_up() -> Self {
        Self::raw(b"")
    }

    /// A response with an endless body.
    pub(crate) fn endless(content_type: &str) -> Self {
        let head = format!("HTTP/1.1 200 Scripted\r\nContent-Type: {content_type}\r\n\r\n");
        Self { head, body: b"[[[[[[[[[[[[[[[[".repeat(1024), kind: Kind::Endless, gate: None }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// Delays this response until `gate` is open.
    pub(crate) fn behind(mut self, gate: &Gate) -> Self {
        self.gate = Some(gate.clone());
        self
    }

    /// Sends the response and returns whether the connection stays open.
    pub(crate) fn send(&self, mut stream: &TcpStream, head_only: bool) -> bool {
        if let Some(gate) = &self.gate {
            gate.wait();
        }
        let sent = match self.kind {
            Kind::Whole => {
                let mut bytes = format!("{}Content-Length: {}\r\n\r\n", self.head, self.body.len()).into_bytes();
                bytes.extend(self.body.iter().filter(|_| !head_only));
                stream.write_all(&bytes)
            }
            Kind::Raw => stream.write_all(&self.body),
            Kind::Endless => {
                let rounds = ENDLESS / self.body.len();
                stream.write_all(self.head.as_bytes()).and_then(|()| (0..rounds).try_for_each(|_| stream.write_all(&self.body)))
            }
        };
        sent.is_ok() && self.kind == Kind::Whole
    }
}

/// Blocks responses until the test opens it.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    pub(crate) fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    fn wait(&self) {
        let outcome = self.0.1.wait_timeout_while(self.0.0.lock().unwrap(), DEADLINE, |open| !*open).unwrap();
        assert!(!outcome.1.timed_out(), "a gate was never opened");
    }
}
