//! The loopback listener for the browser's callback: RFC 8252, section 7.3.
//!
//! Other clients get as little information as possible: only the redirect path and the one-time start path exist, and a callback without
//! the right `state` is rejected. The accepted callback is held open until the outcome of the login is known.

use super::callback_handler::{CallbackEvent, CallbackHandler, SharedState};
use super::start_address::StartAddress;
use super::{AuthorizationRequest, CallbackProblem};
use crate::request::RedirectUri;
use crate::sys::loopback::{self, Limits};
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// The limits of the callback listener. Browsers open a handful of connections; codes of large providers take about 4 KiB. Each connection
/// serves one request, so that its end shows that the browser has received the page.
const LIMITS: Limits = Limits { connections: 64, header_bytes: 64 * 1024, keep_alive: false };
/// The capacity of the event channel: enough for one event of each kind. Further events of a kind add nothing, and may be lost.
const EVENTS: usize = 4;

/// Why the listener for the browser's callback could not be bound.
#[derive(thiserror::Error)]
#[error("could not listen for the browser on {address}")]
pub struct BindError {
    /// The addresses tried: host and port, separated by commas.
    pub address: String,
    /// Whether the redirect URI determines the ports; otherwise any free port would do.
    pub fixed: bool,
    /// The operating system's error.
    source: io::Error,
}
debug_as_display!(BindError);

/// A bound listener that does not serve requests yet.
pub(crate) struct Listener {
    sockets: Vec<TcpListener>,
    /// The redirect URI with the bound port.
    redirect: String,
    /// The path of the redirect URI.
    path: String,
}

impl Listener {
    /// Binds the first free port of `redirect` on loopback; on both loopback addresses if the host is `localhost`.
    ///
    /// # Errors
    /// [`BindError`] if no port is free; with `localhost` and any port, also if the chosen port is taken on the other loopback address.
    pub(crate) async fn bind(redirect: &RedirectUri) -> Result<Self, BindError> {
        let fixed = !redirect.ports().is_empty();
        let ports = if fixed { redirect.ports() } else { &[0] };
        let mut last_error = io::Error::from(io::ErrorKind::AddrInUse);
        for port in ports {
            match bind_port(redirect, *port).await {
                Ok((sockets, port)) => {
                    return Ok(Self { sockets, redirect: redirect.address(port), path: redirect.path().to_owned() });
                }
                Err(error) => last_error = error,
            }
        }
        let addresses: Vec<String> = ports.iter().map(|port| redirect.authority(*port)).collect();
        Err(BindError { address: addresses.join(", "), fixed, source: last_error })
    }

    /// The redirect URI with the bound port.
    pub(crate) fn redirect(&self) -> String {
        self.redirect.clone()
    }

    /// Starts to serve requests, and accepts only a callback with the `state` of `authorization`.
    pub(crate) fn serve(self, authorization: &AuthorizationRequest<'_>) -> CallbackServer {
        let (sender, events) = mpsc::channel(EVENTS);
        let shared = Arc::new(SharedState { start: StartAddress::new(), last_rejected: Mutex::default() });
        let authority = self.sockets.first().and_then(|socket| socket.local_addr().ok()).map(|address| address.to_string());
        let handler = CallbackHandler::new(self.path, authorization, Arc::clone(&shared), sender);
        CallbackServer { events, authority, shared, _server: loopback::Server::start(self.sockets, handler, LIMITS) }
    }
}

/// Binds `port` of `redirect`, or a free port if that is 0. Returns the sockets with the port that they have in common.
async fn bind_port(redirect: &RedirectUri, port: u16) -> io::Result<(Vec<TcpListener>, u16)> {
    let v6 = |port| SocketAddr::from((Ipv6Addr::LOCALHOST, port));
    let first = if redirect.is_ipv6() { v6(port) } else { SocketAddr::from((Ipv4Addr::LOCALHOST, port)) };
    let mut sockets = vec![TcpListener::bind(first).await?];
    let port = sockets[0].local_addr()?.port();
    if redirect.is_localhost() {
        match TcpListener::bind(v6(port)).await {
            Ok(socket) => sockets.push(socket),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            Err(_) => {} // no IPv6 on this machine
        }
    }
    Ok((sockets, port))
}

/// A listener that serves requests. After it is dropped it accepts none, but a callback that waits for the outcome still gets its page.
pub(crate) struct CallbackServer {
    events: mpsc::Receiver<CallbackEvent>,
    /// The address and port of the first socket.
    authority: Option<String>,
    shared: Arc<SharedState>,
    _server: loopback::Server,
}

impl CallbackServer {
    /// Waits for the next event.
    pub(crate) async fn next(&mut self) -> CallbackEvent {
        match self.events.recv().await {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }

    /// The one-time start address, which redirects a browser on this machine to the provider.
    pub(crate) fn start_address(&self) -> String {
        format!("http://{}{}", self.authority.as_deref().unwrap_or_default(), self.shared.start.path())
    }

    /// Whether the start address has redirected a browser.
    pub(crate) fn is_started(&self) -> bool {
        self.shared.start.is_used()
    }

    /// The last rejected callback.
    pub(crate) fn last_rejected(&self) -> Option<CallbackProblem> {
        self.shared.last_rejected.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
