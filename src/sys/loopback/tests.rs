//! Tests of the server's limits and shutdown.

use super::*;
use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Notify;

/// The pending accept uses one of the connections.
const LIMITS: Limits = Limits { connections: 3, header_bytes: 16 * 1024, keep_alive: true };

/// Responds immediately; for `/wait`, signals that the request arrived and responds when the test allows it.
struct Waiter {
    has_request: Arc<Notify>,
    may_answer: Arc<Notify>,
}

impl Handler for Waiter {
    type Connection = ();

    fn connect(&self, _: Option<Peer>) {}

    async fn respond(&self, request: &Request<Incoming>, _: &()) -> Response {
        if request.uri().path() == "/wait" {
            self.has_request.notify_one();
            self.may_answer.notified().await;
        }
        Response::new(Full::new(Bytes::from_static(b"ours")))
    }

    fn refuse_host(&self) -> Response {
        Response::new(Full::new(Bytes::from_static(b"foreign")))
    }
}

struct Started {
    server: Server,
    address: SocketAddr,
    has_request: Arc<Notify>,
    may_answer: Arc<Notify>,
}

impl Started {
    async fn new() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (has_request, may_answer) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let handler = Waiter { has_request: Arc::clone(&has_request), may_answer: Arc::clone(&may_answer) };
        Ok(Self { server: Server::start(vec![listener], handler, LIMITS), address, has_request, may_answer })
    }

    async fn connect(&self, path: &str, host: &str) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect(self.address).await?;
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).await?;
        Ok(stream)
    }
}

/// Reads up to 1 KiB; fails after five seconds, which is less than the idle timeout.
async fn read(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; 1024];
    let length = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut bytes)).await??;
    bytes.truncate(length);
    Ok(bytes)
}

/// Reads until the response ends with `end`.
async fn answer(stream: &mut TcpStream, end: &str) -> io::Result<String> {
    let mut text = String::new();
    while !text.ends_with(end) {
        let bytes = read(stream).await?;
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    Ok(text)
}

#[tokio::test]
async fn foreign_hosts_do_not_reach_the_handler_and_responses_are_not_cached() -> io::Result<()> {
    let started = Started::new().await?;
    for (host, end) in [("localhost", "ours"), ("evil.example", "foreign")] {
        let mut stream = started.connect("/", host).await?;
        let text = answer(&mut stream, end).await?;
        assert!(text.contains("\r\ncache-control: no-store\r\n"), "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn the_last_free_connection_is_closed_after_its_response() -> io::Result<()> {
    let started = Started::new().await?;
    let mut first = started.connect("/", "localhost").await?;
    assert!(!answer(&mut first, "ours").await?.contains("connection: close"));
    let mut second = started.connect("/", "localhost").await?;
    assert!(answer(&mut second, "ours").await?.contains("connection: close"));
    let mut third = started.connect("/", "localhost").await?;
    answer(&mut third, "ours").await?; // the second one left
    Ok(())
}

#[tokio::test]
async fn a_connection_that_sends_no_request_makes_room_and_one_with_a_request_does_not() -> io::Result<()> {
    let started = Started::new().await?;
    let mut waiting = started.connect("/wait", "localhost").await?;
    started.has_request.notified().await;
    let mut silent = TcpStream::connect(started.address).await?;
    let mut partial = TcpStream::connect(started.address).await?;
    partial.write_all(b"GET / HTTP/1.1\r\nHost: ").await?;
    assert!(read(&mut silent).await?.is_empty(), "the one that has waited longest is closed");
    let mut next = started.connect("/", "localhost").await?;
    answer(&mut next, "ours").await?;
    let _another = TcpStream::connect(started.address).await?;
    assert!(read(&mut partial).await.is_ok_and(|bytes| bytes.is_empty()), "an unfinished request is none");
    started.may_answer.notify_one();
    answer(&mut waiting, "ours").await?;
    Ok(())
}

#[tokio::test]
async fn connections_that_never_had_a_response_make_room_first() -> io::Result<()> {
    let started = Started::new().await?;
    let mut known = started.connect("/", "localhost").await?;
    answer(&mut known, "ours").await?;
    let mut silent = TcpStream::connect(started.address).await?;
    let _another = TcpStream::connect(started.address).await?;
    assert!(read(&mut silent).await?.is_empty(), "the stranger that has waited longest is closed");
    known.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await?;
    answer(&mut known, "ours").await?;
    Ok(())
}

#[tokio::test]
async fn a_dropped_server_finishes_its_response_and_accepts_no_requests() -> io::Result<()> {
    let started = Started::new().await?;
    let mut waiting = started.connect("/wait", "localhost").await?;
    started.has_request.notified().await;
    let mut idle = started.connect("/", "localhost").await?;
    answer(&mut idle, "ours").await?;
    drop(started.server);
    assert!(read(&mut idle).await?.is_empty(), "an idle connection is closed");
    while TcpStream::connect(started.address).await.is_ok() {
        tokio::task::yield_now().await; // until the listener is closed
    }
    started.may_answer.notify_one();
    assert!(answer(&mut waiting, "ours").await.is_ok());
    assert!(read(&mut waiting).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_slow_response_is_cut_off_at_shutdown() -> io::Result<()> {
    let started = Started::new().await?;
    let mut waiting = started.connect("/wait", "localhost").await?;
    started.has_request.notified().await;
    started.server.shutdown().await;
    let cut_off = answer(&mut waiting, "ours").await;
    assert!(cut_off.is_err_and(|error| error.kind() != io::ErrorKind::TimedOut));
    Ok(())
}
