//! A server as a child process: started on a loopback port, waited for, ended with the tests.

pub(crate) mod certificates;
pub(crate) mod directory;
pub(crate) mod keycloak;
pub(crate) mod listener;
pub(crate) mod minio;
pub(crate) mod nginx;
pub(crate) mod oidc_provider;
pub(crate) mod plugin;
pub(crate) mod seaweedfs;
pub(crate) mod watch;

use std::fs::File;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::tools::output;

/// Runs the server, and ends it as soon as our end of the pipe is closed: however the tests end, nothing is left behind.
const WATCHED: &str = r#"exec 3<&0; "$@" 3<&- </dev/null & server=$!
{ cat <&3 >/dev/null; kill "$server"; } & wait "$server""#;

const SOON: Duration = Duration::from_secs(2);

/// A running server.
pub(crate) struct Server {
    name: &'static str,
    port: u16,
    child: Child,
}

impl Server {
    /// Starts `command`, which is told to listen on `port`; what it says goes to a log named after it.
    pub(crate) fn start(name: &'static str, port: u16, command: &Command) -> Result<Self, String> {
        drop(TcpListener::bind(("127.0.0.1", port)).map_err(|error| format!("{name} needs port {port}: {error}"))?);
        let log = File::create(output().join(format!("{name}.log"))).map_err(|error| error.to_string())?;
        let errors = log.try_clone().map_err(|error| error.to_string())?;
        let mut watched = Command::new("sh");
        watched.args(["-c", WATCHED, "sh"]).arg(command.get_program()).args(command.get_args());
        watched.env_clear().envs(command.get_envs().filter_map(|(key, value)| Some((key, value?))));
        watched.stdin(Stdio::piped()).stdout(log).stderr(errors);
        let child = watched.spawn().map_err(|error| format!("{name} cannot be started: {error}"))?;
        Ok(Self { name, port, child })
    }

    /// Waits until `path` is answered with 200.
    pub(crate) fn ready(self, path: &str, patience: Duration) -> Result<Self, String> {
        let port = self.port;
        self.wait(patience, || status(port, path) == Some(200))
    }

    /// Waits until somebody listens; for servers that do not speak plain HTTP.
    pub(crate) fn listening(self, patience: Duration) -> Result<Self, String> {
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        self.wait(patience, || TcpStream::connect_timeout(&address, SOON).is_ok())
    }

    fn wait(mut self, patience: Duration, there: impl Fn() -> bool) -> Result<Self, String> {
        let started = Instant::now();
        while started.elapsed() < patience {
            if there() {
                return Ok(self);
            }
            if let Ok(Some(ended)) = self.child.try_wait() {
                return Err(format!("{} ended with {ended}: see its log in {}", self.name, output().display()));
            }
            sleep(Duration::from_millis(100));
        }
        Err(format!("{} was not ready after {} s: see its log in {}", self.name, patience.as_secs(), output().display()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        self.child.wait().ok();
    }
}

/// The status that a GET of `path` is answered with, if it is answered within two seconds.
fn status(port: u16, path: &str) -> Option<u16> {
    let mut stream = TcpStream::connect_timeout(&SocketAddr::from(([127, 0, 0, 1], port)), SOON).ok()?;
    stream.set_read_timeout(Some(SOON)).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").ok()?;
    let mut line = [0; 12];
    stream.read_exact(&mut line).ok()?;
    std::str::from_utf8(&line).ok()?.strip_prefix("HTTP/1.1 ")?.parse().ok()
}

/// Runs a command to its end, and tells what it said when it failed.
fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{command:?}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))),
    }
}
