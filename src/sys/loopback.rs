//! An HTTP/1.1 server on loopback addresses, for the callback of a browser login and for `serve`.
//!
//! Every process and every web page on this machine can connect to it, so everything is bounded: connections, header size, header time,
//! idle time, write time. A request whose `Host` does not name loopback never reaches the handler. Bodies are not read. Responses are not
//! cached.

mod host;
mod peer;
mod slots;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use host::is_addressed_to_loopback;
use http::header::{CACHE_CONTROL, CONNECTION};
use http::{HeaderValue, Request};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
pub(crate) use peer::{Peer, PeerUser};
use slots::{OpenConnection, Slots};
use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::task::{JoinHandle, JoinSet};

/// How long the headers of a request may take, and how long a connection may stay idle.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a client may leave a response unread, in milliseconds; unlimited on systems other than Linux.
#[cfg(target_os = "linux")]
const READER_TIMEOUT: u32 = 10_000;
/// How long [`Server::shutdown`] waits for responses in flight.
const FINISH_TIMEOUT: Duration = Duration::from_secs(2);
/// How long to wait after a failed `accept`, such as one for lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A response with its body in memory.
pub(crate) type Response = http::Response<Full<Bytes>>;

/// Limits on what clients may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The maximum number of concurrent connections; more wait in the operating system's queue, until one is closed: see `slots`.
    pub(crate) connections: usize,
    /// The maximum length of request line and headers, in bytes.
    pub(crate) header_bytes: usize,
    /// Whether a connection may carry more than one request.
    pub(crate) keep_alive: bool,
}

/// Handles the requests of a server.
pub(crate) trait Handler: Send + Sync + 'static {
    /// The handler's state of a connection; dropped when the connection is closed.
    type Connection: Send + Sync;

    /// Returns the state of a new connection. `peer` is `None` if the connection is already broken.
    fn connect(&self, peer: Option<Peer>) -> Self::Connection;

    /// Handles one request of a connection.
    fn respond(&self, request: &Request<Incoming>, connection: &Self::Connection) -> impl Future<Output = Response> + Send;

    /// Returns the response to a request whose `Host` does not name loopback.
    fn refuse_host(&self) -> Response;
}

/// A running server. Dropping it stops new requests; responses in flight are still sent.
pub(crate) struct Server {
    closing: watch::Sender<bool>,
    accepting: Vec<JoinHandle<()>>,
}

/// State shared by all connections of a server.
struct ServerState<H> {
    handler: H,
    limits: Limits,
    listens_on_ipv6: bool,
    slots: Arc<Slots>,
}

impl Server {
    /// Starts serving all `listeners`, which share the limits.
    pub(crate) fn start(listeners: Vec<TcpListener>, handler: impl Handler, limits: Limits) -> Self {
        let (closing, closed) = watch::channel(false);
        let listens_on_ipv6 = listeners.iter().any(|listener| listener.local_addr().is_ok_and(|address| address.is_ipv6()));
        let slots = Slots::new(limits.connections);
        let state = Arc::new(ServerState { handler, limits, listens_on_ipv6, slots });
        let accept = |listener| tokio::spawn(accept(listener, Arc::clone(&state), closed.clone()));
        Self { closing, accepting: listeners.into_iter().map(accept).collect() }
    }

    /// Stops new requests, waits at most two seconds for responses in flight, and closes all connections.
    pub(crate) async fn shutdown(mut self) {
        let _ = self.closing.send(true);
        let tasks = async {
            for task in &mut self.accepting {
                let _ = task.await;
            }
        };
        if tokio::time::timeout(FINISH_TIMEOUT, tasks).await.is_err() {
            self.accepting.iter().for_each(JoinHandle::abort);
        }
    }
}

/// Accepts connections until the server closes, then waits for the last of them.
async fn accept<H: Handler>(listener: TcpListener, state: Arc<ServerState<H>>, mut closed: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let accepted = tokio::select! {
            biased;
            _ = closed.changed() => break,
            accepted = next(&listener, &state.slots) => accepted,
        };
        let Some((stream, permit)) = accepted else { break };
        let (state, closed) = (Arc::clone(&state), closed.clone());
        connections.spawn(async move {
            let open = state.slots.open(permit);
            tokio::select! {
                () = serve_connection(stream, &open, &state, closed) => {}
                () = open.must_close() => tracing::debug!("a connection without a request was closed: others wait"),
            }
        });
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Waits until there is room for a connection, and then for the next one.
async fn next(listener: &TcpListener, slots: &Slots) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let permit = slots.reserve().await?;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return Some((stream, permit)),
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

/// Serves one connection until it is closed, or until its response in flight is sent if the server closes.
async fn serve_connection<H: Handler>(stream: TcpStream, open: &OpenConnection, state: &ServerState<H>, mut closed: watch::Receiver<bool>) {
    #[cfg(target_os = "linux")]
    let _ = rustix::net::sockopt::set_tcp_user_timeout(&stream, READER_TIMEOUT);
    let connection = &state.handler.connect(Peer::of(&stream));
    let service = service_fn(move |request| async move {
        open.begin_request();
        let response = state.respond(&request, connection).await;
        open.end_request();
        Ok::<_, Infallible>(response)
    });
    let mut http_connection = pin!(
        hyper::server::conn::http1::Builder::new()
            .keep_alive(state.limits.keep_alive)
            .max_buf_size(state.limits.header_bytes)
            .writev(false) // responses are short: one copied buffer is cheaper than a vectored write
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service)
    );
    let result = tokio::select! {
        biased;
        result = http_connection.as_mut() => result,
        _ = closed.changed() => {
            http_connection.as_mut().graceful_shutdown();
            http_connection.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "a connection to a loopback listener ended early");
    }
}

impl<H: Handler> ServerState<H> {
    async fn respond(&self, request: &Request<Incoming>, connection: &H::Connection) -> Response {
        let is_loopback = is_addressed_to_loopback(request, self.listens_on_ipv6);
        let mut response = if is_loopback { self.handler.respond(request, connection).await } else { self.handler.refuse_host() };
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.slots.are_full() {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close")); // others are waiting for a connection
        }
        response
    }
}
