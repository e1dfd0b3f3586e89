//! The loopback listener that the browser comes back to: RFC 8252, section 7.3.
//!
//! Strangers get as little as possible: only the redirect path exists, and no request counts without the right `state`. The one that does
//! is held open until the outcome of the whole login is known.

use super::pages::{self, Document};
use super::start_address::{StartAddress, Visit};
use super::{Answer, AuthorizationRequest, StrayAnswer};
use crate::credentials::Credentials;
use crate::request::Redirect;
use crate::sys::loopback::{self, Handler, Limits, Peer, PeerUser, Response};
use bytes::Bytes;
use http::header::LOCATION;
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

/// A browser opens a handful of connections; codes of large providers have some 4 KiB. One connection carries one request.
const LIMITS: Limits = Limits { connections: 64, header_bytes: 64 * 1024, keep_alive: false };
/// More than is reported before somebody listens: one event of each kind.
const EVENTS: usize = 4;
/// How long the last page may take on its way to the browser.
const LAST_PAGE: Duration = Duration::from_secs(2);

/// The callback port cannot be listened on.
#[derive(thiserror::Error)]
#[error("cannot listen for the browser on {address}")]
pub struct BindError {
    /// The address or addresses tried.
    pub address: String,
    /// Whether the caller fixed the port.
    pub fixed: bool,
    /// What the operating system said.
    source: io::Error,
}
debug_as_display!(BindError);

/// The browser's open request: it shows what it is answered with.
pub struct Page {
    answer: oneshot::Sender<Document>,
    closed: oneshot::Receiver<()>,
}

impl Page {
    /// Shows that the login succeeded, for whom and until when, and waits until the browser has it (two seconds at most).
    pub async fn succeed(self, credentials: &Credentials, now: Timestamp) {
        let person = credentials.name.as_deref().unwrap_or_default();
        self.send(pages::success(person, &credentials.end_in_words(now))).await;
    }

    /// Shows that the login failed, with the error and hints spelled as flags.
    pub async fn fail(self, problem: &str, hints: &[String]) {
        self.send(pages::failure(problem, hints)).await;
    }

    async fn send(self, document: Document) {
        if self.answer.send(document).is_ok() {
            let _ = tokio::time::timeout(LAST_PAGE, self.closed).await;
        }
    }
}

/// A bound listener that does not answer yet.
pub(crate) struct Listener {
    sockets: Vec<TcpListener>,
    redirect: String,
    path: String,
}

impl Listener {
    /// Binds the first free port of `redirect` on loopback, both loopback addresses where the name `localhost` was asked for.
    ///
    /// # Errors
    /// [`BindError`] when none is free.
    pub(crate) async fn bind(redirect: &Redirect) -> Result<Self, BindError> {
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

    /// The redirect URI, with the port that was free.
    pub(crate) fn redirect(&self) -> String {
        self.redirect.clone()
    }

    /// Starts to answer; only a request with the `state` of `authorization` counts.
    pub(crate) fn serve(self, authorization: &AuthorizationRequest<'_>) -> Callback {
        let (sender, events) = mpsc::channel(EVENTS);
        let shared = Arc::new(Shared { start: StartAddress::new(), stray: Mutex::default() });
        let authority = self.sockets.first().and_then(|socket| socket.local_addr().ok()).map(|address| address.to_string());
        let handler = CallbackHandler {
            path: self.path,
            state: authorization.state().clone(),
            provider: authorization.address().to_owned(),
            shared: Arc::clone(&shared),
            sender,
            taken: AtomicBool::new(false),
            has_warned: AtomicBool::new(false),
        };
        Callback { events, authority, shared, _server: loopback::Server::start(self.sockets, handler, LIMITS) }
    }
}

async fn bind_port(redirect: &Redirect, port: u16) -> io::Result<(Vec<TcpListener>, u16)> {
    let v6 = |port| SocketAddr::from((Ipv6Addr::LOCALHOST, port));
    let first = if redirect.is_ipv6() { v6(port) } else { SocketAddr::from((Ipv4Addr::LOCALHOST, port)) };
    let mut sockets = vec![TcpListener::bind(first).await?];
    let port = sockets[0].local_addr()?.port();
    if redirect.is_by_name() {
        match TcpListener::bind(v6(port)).await {
            Ok(socket) => sockets.push(socket),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            Err(_) => {} // no IPv6 on this machine
        }
    }
    Ok((sockets, port))
}

/// What happens at a listener while the login goes on.
pub(crate) enum Event {
    /// The one request that belongs to this login came, and waits for its page.
    Answered(Answer, Page),
    /// The one-time address was asked for by another user, who got nothing. Told once.
    AnotherUser(u32),
    /// The one-time address was asked for twice, and nobody knows by whom.
    Contested,
}

/// What a listener and its handler both see.
struct Shared {
    start: StartAddress,
    stray: Mutex<Option<StrayAnswer>>,
}

/// A listener at work. Once it is dropped it takes no more requests; the page that waits for the outcome is still shown.
pub(crate) struct Callback {
    events: mpsc::Receiver<Event>,
    authority: Option<String>,
    shared: Arc<Shared>,
    _server: loopback::Server,
}

impl Callback {
    /// Waits for what happens next.
    pub(crate) async fn next(&mut self) -> Event {
        match self.events.recv().await {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }

    /// The one-time address that sends a browser on this machine to the provider.
    pub(crate) fn start_address(&self) -> String {
        format!("http://{}{}", self.authority.as_deref().unwrap_or_default(), self.shared.start.path())
    }

    /// Whether a browser was sent to the provider from the one-time address.
    pub(crate) fn is_started(&self) -> bool {
        self.shared.start.is_used()
    }

    /// The last answer that did not count.
    pub(crate) fn stray(&self) -> Option<StrayAnswer> {
        self.shared.stray.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Decides which request is the browser's answer, and holds it open until the outcome of the login is known.
struct CallbackHandler {
    path: String,
    state: CsrfToken,
    /// The provider's address, to which the one-time address leads.
    provider: String,
    shared: Arc<Shared>,
    sender: mpsc::Sender<Event>,
    taken: AtomicBool,
    has_warned: AtomicBool,
}

/// A connection of a browser, which carries one request: its end tells the [`Page`] that the browser has the answer.
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

    async fn answer(&self, request: &http::Request<Incoming>, connection: &Connection) -> Response {
        self.page(request, connection).await.into_response()
    }

    fn refuse_host(&self) -> Response {
        pages::stranger(StatusCode::BAD_REQUEST, "The request names another host than this address.").into_response()
    }
}

impl CallbackHandler {
    async fn page(&self, request: &http::Request<Incoming>, connection: &Connection) -> Document {
        let is_start = self.shared.start.is_at(request.uri().path());
        if request.uri().path() != self.path && !is_start {
            return pages::stranger(StatusCode::NOT_FOUND, "There is no page at this address.");
        }
        if request.method() != Method::GET {
            if request.method() == Method::POST {
                self.keep(StrayAnswer::in_body());
            }
            return pages::stranger(
                StatusCode::METHOD_NOT_ALLOWED,
                "This address answers GET only: the answer to a login comes in an address, not in a form.",
            );
        }
        if is_start {
            return self.start(connection.peer.map_or(PeerUser::Unknown, Peer::user));
        }
        let query = request.uri().query().unwrap_or_default();
        let answer = match Answer::in_query(query, &self.state) {
            Ok(answer) => answer,
            Err(why) => {
                self.keep(StrayAnswer::in_query(query, why));
                return pages::stranger(StatusCode::BAD_REQUEST, &why.to_string());
            }
        };
        let closed = connection.closed.lock().unwrap_or_else(PoisonError::into_inner).take();
        match closed {
            Some(closed) if !self.taken.swap(true, Ordering::Relaxed) => self.hand_over(answer, closed).await,
            _ => pages::stranger(StatusCode::CONFLICT, "This login has been answered already."),
        }
    }

    /// Sends the browser on to the provider, once.
    fn start(&self, user: PeerUser) -> Document {
        match self.shared.start.visit(user) {
            Visit::First => Document::redirect(&self.provider),
            Visit::OfAnotherUser(number) => {
                if !self.has_warned.swap(true, Ordering::Relaxed) {
                    let _ = self.sender.try_send(Event::AnotherUser(number));
                }
                Self::not_for_them()
            }
            Visit::OfNobody => Self::not_for_them(),
            Visit::Again => {
                pages::stranger(StatusCode::GONE, "This address works once. To log in, open the address that is in the terminal.")
            }
            Visit::Contested => {
                let _ = self.sender.try_send(Event::Contested);
                pages::failure("this address works once, and somebody has used it before", &[])
            }
        }
    }

    fn not_for_them() -> Document {
        pages::stranger(StatusCode::FORBIDDEN, "This address is for the user who began the login. It is in their terminal.")
    }

    /// Keeps the last answer that did not count, for the person to hear of it if no other comes.
    fn keep(&self, stray: StrayAnswer) {
        *self.shared.stray.lock().unwrap_or_else(PoisonError::into_inner) = Some(stray);
    }

    /// Hands the answer to the login, and waits for the page that shows its outcome.
    async fn hand_over(&self, answer: Answer, closed: oneshot::Receiver<()>) -> Document {
        let (page, outcome) = oneshot::channel();
        let _ = self.sender.send(Event::Answered(answer, Page { answer: page, closed })).await;
        outcome.await.unwrap_or_else(|_| pages::stranger(StatusCode::SERVICE_UNAVAILABLE, "sts-cli stopped before the login was complete."))
    }
}

impl Document {
    fn into_response(self) -> Response {
        let mut response = http::Response::new(Full::new(Bytes::from(self.html)));
        *response.status_mut() = self.status;
        *response.headers_mut() = pages::headers();
        if let Some(location) = self.location {
            response.headers_mut().insert(LOCATION, location);
        }
        response
    }
}
