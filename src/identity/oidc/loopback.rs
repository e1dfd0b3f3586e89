//! The loopback listener for the browser's callback: RFC 8252, section 7.3.
//!
//! Other clients get as little information as possible: only the redirect path and the one-time start path exist, and a callback without the
//! right `state` is rejected. The accepted callback is held open until the outcome of the login is known.

use super::pages::{self, HtmlPage};
use super::start_address::{StartAddress, VisitOutcome};
use super::{AuthorizationRequest, AuthorizationResponse, RejectedCallback};
use crate::credentials::Credentials;
use crate::request::RedirectUri;
use crate::sys::loopback::{self, Handler, Limits, Peer, PeerUser, Response};
use bytes::Bytes;
use http::header::{ALLOW, HeaderValue, LOCATION};
use http::{Method, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use jiff::Timestamp;
use oauth2::CsrfToken;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

/// Browsers open a handful of connections; codes of large providers take about 4 KiB. Each connection serves one request.
const LIMITS: Limits = Limits { connections: 64, header_bytes: 64 * 1024, keep_alive: false };
/// The capacity of the event channel: at least one event of each kind.
const EVENTS: usize = 4;
/// How long to wait until the browser has received the last page.
const LAST_PAGE_TIMEOUT: Duration = Duration::from_secs(2);

/// Why the listener for the browser's callback could not be bound.
#[derive(thiserror::Error)]
#[error("could not listen for the browser on {address}")]
pub struct BindError {
    /// The address or addresses tried.
    pub address: String,
    /// Whether the port is set by the user.
    pub fixed: bool,
    /// The operating system's error.
    source: io::Error,
}
debug_as_display!(BindError);

/// The browser's pending callback request, which is answered with a page.
pub struct PendingCallback {
    answer: oneshot::Sender<HtmlPage>,
    closed: oneshot::Receiver<()>,
}

impl PendingCallback {
    /// Shows the user and the expiration, and waits until the browser has received the page (at most two seconds).
    pub async fn succeed(self, credentials: &Credentials, now: Timestamp) {
        let user = credentials.name.as_deref().unwrap_or_default();
        self.send(pages::success(user, &credentials.expiration_in_words(now))).await;
    }

    /// Shows the error and its hints.
    pub async fn fail(self, problem: &str, hints: &[String]) {
        self.send(pages::failure(problem, hints)).await;
    }

    async fn send(self, document: HtmlPage) {
        if self.answer.send(document).is_ok() {
            let _ = tokio::time::timeout(LAST_PAGE_TIMEOUT, self.closed).await;
        }
    }
}

/// A bound listener that does not serve requests yet.
pub(crate) struct Listener {
    sockets: Vec<TcpListener>,
    redirect: String,
    path: String,
}

impl Listener {
    /// Binds the first free port of `redirect` on loopback; on both loopback addresses if the host is `localhost`.
    ///
    /// # Errors
    /// [`BindError`] if no port is free.
    pub(crate) async fn bind(redirect: &RedirectUri) -> Result<Self, BindError> {
        let fixed = !redirect.ports().is_empty();
        let ports = if fixed { redirect.ports() } else { &[0] };
        let mut last = io::Error::from(io::ErrorKind::AddrInUse);
        for port in ports {
            match bind_port(redirect, *port).await {
                Ok((sockets, port)) => {
                    return Ok(Self { sockets, redirect: redirect.address(port), path: redirect.path().to_owned() });
                }
                Err(error) => last = error,
            }
        }
        let addresses: Vec<String> = ports.iter().map(|port| redirect.authority(*port)).collect();
        Err(BindError { address: addresses.join(", "), fixed, source: last })
    }

    /// Returns the redirect URI with the bound port.
    pub(crate) fn redirect(&self) -> String {
        self.redirect.clone()
    }

    /// Starts to serve requests, and accepts only a callback with the `state` of `authorization`.
    pub(crate) fn serve(self, authorization: &AuthorizationRequest<'_>) -> CallbackServer {
        let (sender, events) = mpsc::channel(EVENTS);
        let shared = Arc::new(Shared { start: StartAddress::new(), last_rejected: Mutex::default() });
        let authority = self.sockets.first().and_then(|socket| socket.local_addr().ok()).map(|address| address.to_string());
        let handler = CallbackHandler {
            path: self.path,
            state: authorization.state().clone(),
            authorization_address: authorization.address().to_owned(),
            shared: Arc::clone(&shared),
            sender,
            has_response: AtomicBool::new(false),
            has_warned: AtomicBool::new(false),
        };
        CallbackServer { events, authority, shared, _server: loopback::Server::start(self.sockets, handler, LIMITS) }
    }
}

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

/// An event at the listener while a login is in progress.
pub(crate) enum CallbackEvent {
    /// The callback of this login arrived, and waits for its page.
    Received(AuthorizationResponse, PendingCallback),
    /// Another user requested the one-time start address, and was refused. Reported once.
    AnotherUser(u32),
    /// The one-time start address was requested twice, by unknown users.
    Contested,
}

/// The state shared by the listener and its handler.
struct Shared {
    start: StartAddress,
    last_rejected: Mutex<Option<RejectedCallback>>,
}

/// A listener that serves requests. After it is dropped it accepts none, but a callback that waits for the outcome still gets its page.
pub(crate) struct CallbackServer {
    events: mpsc::Receiver<CallbackEvent>,
    authority: Option<String>,
    shared: Arc<Shared>,
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
    pub(crate) fn last_rejected(&self) -> Option<RejectedCallback> {
        self.shared.last_rejected.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Accepts the browser's callback, and holds it open until the outcome of the login is known.
struct CallbackHandler {
    path: String,
    state: CsrfToken,
    /// The target of the redirect at the start address.
    authorization_address: String,
    shared: Arc<Shared>,
    sender: mpsc::Sender<CallbackEvent>,
    has_response: AtomicBool,
    has_warned: AtomicBool,
}

/// A browser connection, which serves one request. When it closes, [`PendingCallback`] knows that the browser has received the response.
struct Connection {
    peer: Option<Peer>,
    closed: Mutex<Option<oneshot::Receiver<()>>>,
    _open: oneshot::Sender<()>,
}

impl Handler for CallbackHandler {
    type Connection = Connection;

    fn connect(&self, peer: Option<Peer>) -> Connection {
        let (open, closed) = oneshot::channel();
        Connection { peer, closed: Mutex::new(Some(closed)), _open: open }
    }

    async fn respond(&self, request: &http::Request<Incoming>, connection: &Connection) -> Response {
        self.page(request, connection).await.into_response()
    }

    fn refuse_host(&self) -> Response {
        pages::rejected(StatusCode::BAD_REQUEST, "The request has the wrong host.").into_response()
    }
}

impl CallbackHandler {
    async fn page(&self, request: &http::Request<Incoming>, connection: &Connection) -> HtmlPage {
        let is_start = self.shared.start.is_at(request.uri().path());
        if request.uri().path() != self.path && !is_start {
            return pages::rejected(StatusCode::NOT_FOUND, "There is no page at this address.");
        }
        if request.method() != Method::GET {
            if request.method() == Method::POST {
                self.record_rejected(RejectedCallback::from_body());
            }
            return pages::rejected(
                StatusCode::METHOD_NOT_ALLOWED,
                "This address accepts only GET: the response to a login must be in the query, not in a form.",
            );
        }
        if is_start {
            return self.start(connection.peer.map_or(PeerUser::Unknown, Peer::user));
        }
        let query = request.uri().query().unwrap_or_default();
        let response = match AuthorizationResponse::from_query(query, &self.state) {
            Ok(response) => response,
            Err(error) => {
                self.record_rejected(RejectedCallback::from_query(query, error));
                return pages::rejected(StatusCode::BAD_REQUEST, &error.to_string());
            }
        };
        let closed = connection.closed.lock().unwrap_or_else(PoisonError::into_inner).take();
        match closed {
            Some(closed) if !self.has_response.swap(true, Ordering::Relaxed) => self.hand_over(response, closed).await,
            _ => pages::rejected(StatusCode::CONFLICT, "This login has already received its response."),
        }
    }

    /// Redirects the browser to the provider, once.
    fn start(&self, user: PeerUser) -> HtmlPage {
        match self.shared.start.visit(user) {
            VisitOutcome::Redirect => HtmlPage::redirect(&self.authorization_address),
            VisitOutcome::OtherUser(number) => {
                if !self.has_warned.swap(true, Ordering::Relaxed) {
                    let _ = self.sender.try_send(CallbackEvent::AnotherUser(number));
                }
                Self::forbidden_page()
            }
            VisitOutcome::Disconnected => Self::forbidden_page(),
            VisitOutcome::AlreadyUsed => {
                pages::rejected(StatusCode::GONE, "This address works only once. To log in, open the address shown in the terminal.")
            }
            VisitOutcome::Contested => {
                let _ = self.sender.try_send(CallbackEvent::Contested);
                pages::failure("this address works only once, and has already been used", &[])
            }
        }
    }

    fn forbidden_page() -> HtmlPage {
        pages::rejected(StatusCode::FORBIDDEN, "This address is for the user who started the login; it is shown in their terminal.")
    }

    /// Records the last rejected callback, to be reported if no valid one comes.
    fn record_rejected(&self, rejected: RejectedCallback) {
        *self.shared.last_rejected.lock().unwrap_or_else(PoisonError::into_inner) = Some(rejected);
    }

    /// Passes the response to the login, and waits for the page with its outcome.
    async fn hand_over(&self, response: AuthorizationResponse, closed: oneshot::Receiver<()>) -> HtmlPage {
        let (page, outcome) = oneshot::channel();
        let _ = self.sender.send(CallbackEvent::Received(response, PendingCallback { answer: page, closed })).await;
        outcome.await.unwrap_or_else(|_| pages::rejected(StatusCode::SERVICE_UNAVAILABLE, "sts-cli stopped before the login was complete."))
    }
}

impl HtmlPage {
    fn into_response(self) -> Response {
        let mut response = http::Response::new(Full::new(Bytes::from(self.html)));
        *response.status_mut() = self.status;
        *response.headers_mut() = pages::headers();
        if let Some(location) = self.location {
            response.headers_mut().insert(LOCATION, location);
        }
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET")); // RFC 9110, section 15.5.6
        }
        response
    }
}
