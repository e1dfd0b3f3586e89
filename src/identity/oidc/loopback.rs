//! The loopback listener that the browser comes back to: RFC 8252, section 7.3.
//!
//! Strangers get as little as possible: only the redirect path exists, and no request counts without the right `state`. The one that does
//! is held open until the outcome of the whole login is known.

use super::Answer;
use super::pages::{self, Document};
use crate::credentials::Credentials;
use crate::request::Redirect;
use crate::sys::loopback::{self, Handler, Limits, Response};
use bytes::Bytes;
use http::{Method, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use jiff::Timestamp;
use oauth2::CsrfToken;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

/// A browser opens a handful of connections; codes of large providers have some 4 KiB. One connection carries one request.
const LIMITS: Limits = Limits { connections: 64, header_bytes: 64 * 1024, keep_alive: false };
/// How long the last page may take on its way to the browser.
const LAST_PAGE: Duration = Duration::from_secs(2);

/// The callback port cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen for the browser on {address}")]
pub struct BindError {
    /// The address or addresses tried.
    pub address: String,
    /// Whether the caller fixed the port.
    pub fixed: bool,
    /// What the operating system said.
    source: io::Error,
}

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

    /// Starts to answer; only a request with this `state` counts.
    pub(crate) fn serve(self, state: &CsrfToken) -> Callback {
        let (sender, answers) = mpsc::channel(1);
        let handler = CallbackHandler { path: self.path, state: state.clone(), sender, taken: AtomicBool::new(false) };
        Callback { answers, _server: loopback::Server::start(self.sockets, handler, LIMITS) }
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

/// A listener at work. Once it is dropped it takes no more requests; the page that waits for the outcome is still shown.
pub(crate) struct Callback {
    answers: mpsc::Receiver<(Answer, Page)>,
    _server: loopback::Server,
}

impl Callback {
    /// Waits for the one request that belongs to this login.
    pub(crate) async fn next(&mut self) -> (Answer, Page) {
        match self.answers.recv().await {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }
}

/// Decides which request is the browser's answer, and holds it open until the outcome of the login is known.
struct CallbackHandler {
    path: String,
    state: CsrfToken,
    sender: mpsc::Sender<(Answer, Page)>,
    taken: AtomicBool,
}

/// A connection of a browser, which carries one request: its end tells the [`Page`] that the browser has the answer.
struct Connection {
    closed: Mutex<Option<oneshot::Receiver<()>>>,
    _open: oneshot::Sender<()>,
}

impl Handler for CallbackHandler {
    type Connection = Connection;

    fn connect(&self) -> Connection {
        let (open, closed) = oneshot::channel();
        Connection { closed: Mutex::new(Some(closed)), _open: open }
    }

    async fn answer(&self, request: &http::Request<Incoming>, connection: &Connection) -> Response {
        self.page(request, connection).await.into_response()
    }

    fn refuse_host(&self) -> Response {
        pages::stranger(StatusCode::BAD_REQUEST, "This address was not asked for by its own name.").into_response()
    }
}

impl CallbackHandler {
    async fn page(&self, request: &http::Request<Incoming>, connection: &Connection) -> Document {
        if request.uri().path() != self.path {
            return pages::stranger(StatusCode::NOT_FOUND, "There is nothing here.");
        }
        if request.method() != Method::GET {
            return pages::stranger(StatusCode::METHOD_NOT_ALLOWED, "Only GET is answered here.");
        }
        let answer = match Answer::in_query(request.uri().query().unwrap_or_default(), &self.state) {
            Ok(answer) => answer,
            Err(why) => return pages::stranger(StatusCode::BAD_REQUEST, why),
        };
        let closed = connection.closed.lock().unwrap_or_else(PoisonError::into_inner).take();
        match closed {
            Some(closed) if !self.taken.swap(true, Ordering::Relaxed) => self.hand_over(answer, closed).await,
            _ => pages::stranger(StatusCode::CONFLICT, "This login has been answered already."),
        }
    }

    /// Hands the answer to the login, and waits for the page that shows its outcome.
    async fn hand_over(&self, answer: Answer, closed: oneshot::Receiver<()>) -> Document {
        let (page, outcome) = oneshot::channel();
        let _ = self.sender.send((answer, Page { answer: page, closed })).await;
        outcome.await.unwrap_or_else(|_| pages::stranger(StatusCode::SERVICE_UNAVAILABLE, "sts-cli stopped before the login was complete."))
    }
}

impl Document {
    fn into_response(self) -> Response {
        let mut response = http::Response::new(Full::new(Bytes::from(self.html)));
        *response.status_mut() = self.status;
        *response.headers_mut() = pages::headers();
        response
    }
}
