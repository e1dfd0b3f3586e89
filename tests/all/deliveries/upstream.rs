//! A test credential source with numbered credentials, failures and a movable clock; and an endpoint that uses it.

use crate::support;
use crate::support::DEADLINE;
use jiff::{SignedDuration, Timestamp};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use sts_cli::credentials::{CacheState, Credentials};
use sts_cli::deliver::serve::CredentialsEndpoint;
use sts_cli::deliver::{CredentialSource, UserDeadline};
use sts_cli::request::Request;
use sts_cli::secret::{SecretKey, SessionToken};
use sts_cli::sys::{Deps, Environment};
use tokio::sync::{oneshot, watch};

pub(super) const SECRET_KEY: &str = "fake+secret/key+of+the+endpoint";

/// The world and the STS of a test.
pub(super) struct Upstream {
    folder: tempfile::TempDir,
    life: SignedDuration,
    calls: AtomicUsize,
    looks: AtomicUsize,
    trouble: Mutex<Option<String>>,
    gate: watch::Sender<bool>,
}

impl Upstream {
    /// One at midnight that grants credentials of this life.
    pub(super) fn granting(life: SignedDuration) -> Arc<Self> {
        let folder = tempfile::tempdir().unwrap();
        let upstream = Self {
            folder,
            life,
            calls: AtomicUsize::default(),
            looks: AtomicUsize::default(),
            trouble: Mutex::default(),
            gate: watch::Sender::new(true),
        };
        upstream.at("2030-01-01T00:00:00Z".parse().unwrap());
        Arc::new(upstream)
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The world, with a clock and a home of its own.
    pub(super) fn deps(&self) -> Deps {
        let environment = Environment::from([
            ("STS_CLI_TEST_CLOCK", self.file("clock").to_str().unwrap()),
            ("HOME", self.folder.path().to_str().unwrap()),
            ("XDG_RUNTIME_DIR", self.folder.path().to_str().unwrap()),
        ]);
        Deps::from_environment(environment)
    }

    /// Moves the clock, in one piece: somebody may be reading it.
    pub(super) fn at(&self, time: Timestamp) {
        std::fs::write(self.file("clock.new"), time.to_string()).unwrap();
        std::fs::rename(self.file("clock.new"), self.file("clock")).unwrap();
    }

    pub(super) fn now(&self) -> Timestamp {
        self.deps().clock.now()
    }

    /// How often credentials were asked for.
    pub(super) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// How often a delivery looked at what became of the credentials that it holds, and found that they are not due yet.
    pub(super) fn looks(&self) -> usize {
        self.looks.load(Ordering::SeqCst)
    }

    /// Makes the source fail with this reason; `None` makes it succeed again.
    pub(super) fn refuse(&self, reason: Option<&str>) {
        *self.trouble.lock().unwrap() = reason.map(str::to_owned);
    }

    /// Lets nobody have an answer until it opens.
    pub(super) fn close_gate(&self) {
        self.gate.send_replace(false);
    }

    pub(super) fn open_gate(&self) {
        self.gate.send_replace(true);
    }

    /// The credentials of this number, granted now.
    pub(super) fn credentials(&self, number: usize) -> Credentials {
        let granted = self.now();
        Credentials {
            access_key: format!("FAKEKEY{number}"),
            secret_key: SecretKey::new(SECRET_KEY.to_owned()),
            session_token: SessionToken::new("fake-session-token".to_owned()),
            expiration: granted + self.life,
            granted,
            name: None,
            identity: None,
        }
    }
}

/// A request of which only the place of the storage counts.
pub(super) fn request(profile: Option<&str>) -> Request {
    Request { profile: profile.map(str::to_owned), ..support::request::request("https://minio.example:9000") }
}

/// The credential source for deliveries.
impl CredentialSource for Upstream {
    async fn renew(&self, _: Option<&Credentials>) -> Result<Credentials, String> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        self.gate.subscribe().wait_for(|open| *open).await.unwrap();
        match self.trouble.lock().unwrap().clone() {
            Some(reason) => Err(reason),
            None => Ok(self.credentials(number)),
        }
    }

    fn can_renew_early(&self, _: &Credentials) -> bool {
        true
    }

    fn user_deadline(&self, _: &Credentials, _: Timestamp) -> Option<UserDeadline> {
        None
    }

    fn check_against_cache(&self, _: &Credentials) -> CacheState {
        self.looks.fetch_add(1, Ordering::SeqCst);
        CacheState::Current
    }
}

/// An endpoint at work in a thread of its own; it stops when this is dropped.
pub(super) struct RunningEndpoint {
    pub(super) port: u16,
    pub(super) token: String,
    pub(super) token_file: PathBuf,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl RunningEndpoint {
    pub(super) fn start(upstream: &Arc<Upstream>) -> Self {
        let (tell, told) = std::sync::mpsc::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let upstream = Arc::clone(upstream);
        let thread = std::thread::spawn(move || {
            let deps = upstream.deps();
            let run = async {
                let server = CredentialsEndpoint::open(None, &deps).await.unwrap();
                tell.send((server.address(), server.token_file().to_owned())).unwrap();
                server.serve_until(stopped, None, &*upstream, &deps).await.unwrap_or(());
            };
            deps.block_on(run).unwrap();
        });
        let (address, token_file) = told.recv_timeout(DEADLINE).unwrap();
        let port = address.trim_start_matches("http://127.0.0.1:").trim_end_matches("/credentials").parse().unwrap();
        let token = std::fs::read_to_string(&token_file).unwrap();
        Self { port, token, token_file, stop: Some(stop), thread: Some(thread) }
    }

    /// Requests credentials as a well-behaved client does.
    pub(super) fn get(&self) -> Reply {
        Reply::to(&self.request_text(), self.port)
    }

    /// Returns the request text.
    pub(super) fn request_text(&self) -> String {
        self.with_headers(&format!("Host: 127.0.0.1:{}\r\nAuthorization: {}\r\n", self.port, self.token))
    }

    pub(super) fn with_headers(&self, headers: &str) -> String {
        format!("GET /credentials HTTP/1.1\r\n{headers}Connection: close\r\n\r\n")
    }

    /// Without the token.
    pub(super) fn health(&self) -> Reply {
        Reply::to(&format!("GET /healthz HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.port), self.port)
    }

    pub(super) fn begin_to_stop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
    }

    pub(super) fn stop(mut self) {
        self.begin_to_stop();
        self.thread.take().unwrap().join().unwrap();
    }
}

/// A response.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) text: String,
}

impl Reply {
    pub(super) fn to(question: &str, port: u16) -> Self {
        let mut stream = connect(port);
        let _ = stream.write_all(question.as_bytes()); // a server that has heard enough may hang up
        Self::from(stream)
    }

    pub(super) fn from(mut stream: TcpStream) -> Self {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or_default();
        Self { status, text }
    }

    pub(super) fn json(&self) -> serde_json::Value {
        let (_, body) = self.text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no body in {:?}", self.text));
        serde_json::from_str(body).unwrap()
    }

    pub(super) fn key(&self) -> String {
        assert_eq!(self.status, 200, "{self:?}");
        self.json()["AccessKeyId"].as_str().unwrap().to_owned()
    }

    pub(super) fn end(&self) -> Timestamp {
        self.json()["Expiration"].as_str().unwrap().parse().unwrap()
    }
}

pub(super) fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    stream
}

/// Asks again and again until it is so.
pub(super) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..DEADLINE.as_millis() / 20 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("waited in vain until {what}");
}

#[cfg(unix)]
pub(super) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}
