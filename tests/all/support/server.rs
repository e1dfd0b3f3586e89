//! A server on loopback with scripted responses, including malformed ones.
//!
//! One response for each expected request. On drop it fails the test for unexpected requests, and for expected ones that were not received.
//! Records requests and counts connections.

use super::{DEADLINE, answer::ScriptedResponse};
use std::collections::{HashMap, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A received request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Method and path, such as `POST /token`.
    pub(crate) line: String,
    /// The header lines.
    pub(crate) headers: String,
    pub(crate) body: String,
}

#[derive(Default)]
struct Script {
    expected: HashMap<String, VecDeque<ScriptedResponse>>,
    allowed: HashMap<String, ScriptedResponse>,
    seen: Vec<Request>,
    connections: usize,
    strange: Vec<String>,
}

#[derive(Default)]
struct ServerState {
    script: Mutex<Script>,
    changed: Condvar,
    stopped: AtomicBool,
}

/// The server; on drop it stops and verifies the received requests.
pub(crate) struct Hostile {
    address: SocketAddr,
    state: Arc<ServerState>,
}

impl Hostile {
    /// A server that expects nothing yet.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(ServerState::default());
        let worker = Arc::clone(&state);
        std::thread::spawn(move || worker.accept(&listener));
        Self { address, state }
    }

    /// `http://127.0.0.1:<port>`.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Expects a request with this `line`, which gets `answer`.
    pub(crate) fn expect(&self, line: &str, answer: ScriptedResponse) {
        self.state.script().expected.entry(line.to_owned()).or_default().push_back(answer);
    }

    /// Allows any number of requests with this `line`, where `?*` at its end is any query; expected ones take precedence.
    pub(crate) fn allow(&self, line: &str, answer: ScriptedResponse) {
        self.state.script().allowed.insert(line.to_owned(), answer);
    }

    /// All requests until now, in the order in which they came.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.state.script().seen.clone()
    }

    /// The requests of this `line` until now.
    pub(crate) fn requests_of(&self, line: &str) -> Vec<Request> {
        self.requests().into_iter().filter(|request| request.line == line).collect()
    }

    /// The connections accepted until now.
    pub(crate) fn connections(&self) -> usize {
        self.state.script().connections
    }

    /// Waits until `count` requests of this `line` have come.
    pub(crate) fn wait_for(&self, line: &str, count: usize) {
        let missing = |script: &mut Script| script.seen.iter().filter(|request| request.line == line).count() < count;
        let (script, outcome) = self.state.changed.wait_timeout_while(self.state.script(), DEADLINE, missing).unwrap();
        assert!(!outcome.timed_out(), "did not receive {count} × {line}; what came: {:?}", lines(&script.seen));
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.state.stopped.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
        if std::thread::panicking() {
            return;
        }
        let script = self.state.script();
        let missing: Vec<&String> = script.expected.iter().filter(|(_, answers)| !answers.is_empty()).map(|(line, _)| line).collect();
        let came = lines(&script.seen);
        assert!(script.strange.is_empty(), "unexpected requests: {:?}; all that came: {came:?}", script.strange);
        assert!(missing.is_empty(), "expected requests that never came: {missing:?}; all that came: {came:?}");
    }
}

impl ServerState {
    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accept(self: Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.stopped.load(Ordering::Relaxed) {
                return;
            }
            let Ok(stream) = stream else { return };
            let mut script = self.script();
            script.connections += 1;
            let state = Arc::clone(&self);
            drop(script);
            std::thread::spawn(move || state.converse(&stream));
        }
    }

    /// Answers one request after the other, until an answer or the client ends the connection.
    fn converse(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        while let Some(request) = read_request(&mut reader) {
            let line = request.line.clone();
            let answer = self.take(request);
            self.changed.notify_all();
            let head_only = line.starts_with("HEAD ");
            if !answer.is_some_and(|answer| answer.send(stream, head_only)) {
                let _ = stream.shutdown(std::net::Shutdown::Both);
                return;
            }
        }
    }

    fn take(&self, request: Request) -> Option<ScriptedResponse> {
        let mut script = self.script();
        let line = request.line.clone();
        script.seen.push(request);
        let expected = script.expected.get_mut(&line).and_then(VecDeque::pop_front);
        let any_query = line.split_once('?').map(|(path, _)| format!("{path}?*"));
        let allowed = || script.allowed.get(&line).or_else(|| script.allowed.get(&any_query?)).cloned();
        let answer = expected.or_else(allowed);
        if answer.is_none() {
            script.strange.push(line);
        }
        answer
    }
}

fn read_request(reader: &mut BufReader<&TcpStream>) -> Option<Request> {
    let mut first = String::new();
    reader.read_line(&mut first).ok().filter(|length| *length > 0)?;
    let mut headers = String::new();
    while reader.read_line(&mut headers).ok()? > 2 {}
    let length = headers.lines().find_map(|header| {
        let (name, value) = header.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok()).flatten()
    });
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let line = first.rsplit_once(' ').map_or(first.as_str(), |(line, _)| line).to_owned();
    Some(Request { line, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

fn lines(requests: &[Request]) -> Vec<&str> {
    requests.iter().map(|request| request.line.as_str()).collect()
}
