//! The connections of the endpoint: how many there may be, how long they may dawdle, and how they end.

use super::answers::Desk;
use http::HeaderValue;
use http::header::CONNECTION;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};

/// A request line and headers longer than this are refused; requests of SDKs have some 500 bytes.
const LARGEST_HEADERS: usize = 16 * 1024;
/// How long headers may take, and how long a connection may stay idle.
const SLOWEST_HEADERS: Duration = Duration::from_secs(10);
/// How long an answer may wait for a reader who takes nothing more, in milliseconds.
#[cfg(target_os = "linux")]
const SLOWEST_READER: u32 = 10_000;
/// More have to wait in the system's queue.
const MOST_CONNECTIONS: usize = 512;
/// How long answers on their way may take once everything is to end.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// A listener at work; it stops when this is dropped.
pub(super) struct Connections {
    closing: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Connections {
    /// Answers whoever comes, from now on.
    pub(super) fn accept(listener: TcpListener, desk: Desk) -> Self {
        let (closing, closed) = watch::channel(false);
        let room = Arc::new(Room { desk, permits: Arc::new(Semaphore::new(MOST_CONNECTIONS)) });
        Self { closing, task: tokio::spawn(accept(listener, room, closed)) }
    }

    /// Takes no more requests, and waits a moment for the answers on their way.
    pub(super) async fn finish(mut self) {
        let _ = self.closing.send(true);
        let _ = tokio::time::timeout(LAST_ANSWERS, &mut self.task).await;
    }
}

impl Drop for Connections {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What all connections share.
struct Room {
    desk: Desk,
    permits: Arc<Semaphore>,
}

async fn accept(listener: TcpListener, room: Arc<Room>, mut closed: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let accepted = tokio::select! {
            biased;
            _ = closed.changed() => break,
            accepted = next(&listener, &room) => accepted,
        };
        let (room, closed) = (Arc::clone(&room), closed.clone());
        connections.spawn(async move {
            let (stream, permit) = accepted;
            converse(stream, room, closed).await;
            drop(permit);
        });
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// The next connection, once there is room for it.
async fn next(listener: &TcpListener, room: &Room) -> (TcpStream, Option<tokio::sync::OwnedSemaphorePermit>) {
    let permit = Arc::clone(&room.permits).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, permit),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn converse(stream: TcpStream, room: Arc<Room>, mut closed: watch::Receiver<bool>) {
    #[cfg(target_os = "linux")]
    let _ = rustix::net::sockopt::set_tcp_user_timeout(&stream, SLOWEST_READER); // elsewhere the answer waits for as long as the client does
    let service = service_fn(async |request: http::Request<Incoming>| {
        let mut answer = room.desk.answer(&request).await;
        if room.permits.available_permits() == 0 {
            answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        Ok::<_, Infallible>(answer)
    });
    let mut conversation = pin!(
        hyper::server::conn::http1::Builder::new()
            .max_buf_size(LARGEST_HEADERS)
            .writev(false) // an answer is short: copied together it costs less than as a list of pieces
            .timer(TokioTimer::new())
            .header_read_timeout(SLOWEST_HEADERS)
            .serve_connection(TokioIo::new(stream), service)
    );
    let ended = tokio::select! {
        biased;
        ended = conversation.as_mut() => ended,
        _ = closed.changed() => {
            conversation.as_mut().graceful_shutdown();
            conversation.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection to the endpoint ended early");
    }
}
