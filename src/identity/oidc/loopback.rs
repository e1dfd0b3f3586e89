//! The loopback listener that the browser comes back to: RFC 8252, section 7.3.
//!
//! It answers strangers with as little as possible: the `Host` must be ours (a page elsewhere may point its own name at 127.0.0.1),
//! only the redirect path exists, and nothing counts without the right `state`. The one request that does is held open
//! until the outcome of the whole login is known.

use super::Answer;
use super::pages::{self, Document};
use crate::credentials::Credentials;
use crate::request::Redirect;
use crate::sys::is_addressed_to_loopback;
use bytes::Bytes;
use http::{Method, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use oauth2::CsrfToken;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;

/// A request line and headers longer than this are refused; codes of large providers have some 4 KiB.
const LARGEST_HEADERS: usize = 64 * 1024;
const SLOWEST_HEADERS: Duration = Duration::from_secs(10);
/// A browser opens a handful.
const MOST_CONNECTIONS: usize = 64;
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

    /// Shows that the login failed, with the text and the hints that the terminal shows too.
    pub async fn fail(self, problem: &str, hints: &[String]) {
        self.send(pages::failure(problem, hints)).await;
    }

    async fn send(self, document: Document) {
        if self.answer.send(document).is_ok() {
            let _ = tokio::time::timeout(LAST_PAGE, self.closed).await;
        }
    }
}

/// A bound address that nobody is answered on yet.
pub(crate) struct Listener {
    sockets: Vec<TcpListener>,
    redirect: String,
    rules: Rules,
}

/// What a request must look like.
#[derive(Clone)]
struct Rules {
    path: String,
    listens_on_ipv6: bool,
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
                    let listens_on_ipv6 = sockets.iter().any(|socket| socket.local_addr().is_ok_and(|address| address.is_ipv6()));
                    let rules = Rules { path: redirect.path().to_owned(), listens_on_ipv6 };
                    return Ok(Self { sockets, redirect: redirect.address(port), rules });
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
        let desk = Arc::new(Desk { rules: self.rules, state: state.clone(), sender, taken: AtomicBool::new(false) });
        let permits = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        let accept = |socket| tokio::spawn(accept(socket, Arc::clone(&desk), Arc::clone(&permits)));
        Callback { answers, tasks: self.sockets.into_iter().map(accept).collect() }
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

/// A listener at work; it stops when this is dropped.
pub(crate) struct Callback {
    answers: mpsc::Receiver<(Answer, Page)>,
    tasks: Vec<JoinHandle<()>>,
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

impl Drop for Callback {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

async fn accept(socket: TcpListener, desk: Arc<Desk>, permits: Arc<Semaphore>) {
    loop {
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
        let Ok((stream, _)) = socket.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let desk = Arc::clone(&desk);
        tokio::spawn(async move {
            converse(stream, desk).await;
            drop(permit);
        });
    }
}

/// One connection, one request: the connection's end tells the [`Page`] that the browser has it.
async fn converse(stream: TcpStream, desk: Arc<Desk>) {
    let (ended, closed) = oneshot::channel();
    let closed = Arc::new(Mutex::new(Some(closed)));
    let service = service_fn(move |request| {
        let (desk, closed) = (Arc::clone(&desk), Arc::clone(&closed));
        async move { Ok::<_, Infallible>(desk.answer(&request, &closed).await.into_response()) }
    });
    let conversation = hyper::server::conn::http1::Builder::new()
        .keep_alive(false)
        .max_buf_size(LARGEST_HEADERS)
        .timer(TokioTimer::new())
        .header_read_timeout(SLOWEST_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = conversation.await {
        tracing::debug!(%error, "a connection to the loopback listener ended early");
    }
    drop(ended);
}

/// Who decides what a request gets.
struct Desk {
    rules: Rules,
    state: CsrfToken,
    sender: mpsc::Sender<(Answer, Page)>,
    taken: AtomicBool,
}

impl Desk {
    async fn answer(&self, request: &http::Request<Incoming>, closed: &Mutex<Option<oneshot::Receiver<()>>>) -> Document {
        if !is_addressed_to_loopback(request, self.rules.listens_on_ipv6) {
            return pages::stranger(StatusCode::BAD_REQUEST, "This address was not asked for by its own name.");
        }
        if request.uri().path() != self.rules.path {
            return pages::stranger(StatusCode::NOT_FOUND, "There is nothing here.");
        }
        if request.method() != Method::GET {
            return pages::stranger(StatusCode::METHOD_NOT_ALLOWED, "Only GET is answered here.");
        }
        let answer = match Answer::in_query(request.uri().query().unwrap_or_default(), &self.state) {
            Ok(answer) => answer,
            Err(why) => return pages::stranger(StatusCode::BAD_REQUEST, why),
        };
        let closed = closed.lock().unwrap_or_else(PoisonError::into_inner).take();
        match closed {
            Some(closed) if !self.taken.swap(true, Ordering::Relaxed) => self.hand_over(answer, closed).await,
            _ => pages::stranger(StatusCode::CONFLICT, "This login has been answered already."),
        }
    }

    async fn hand_over(&self, answer: Answer, closed: oneshot::Receiver<()>) -> Document {
        let (page, outcome) = oneshot::channel();
        let _ = self.sender.send((answer, Page { answer: page, closed })).await;
        outcome.await.unwrap_or_else(|_| pages::stranger(StatusCode::SERVICE_UNAVAILABLE, "sts-cli stopped before the login was complete."))
    }
}

impl Document {
    fn into_response(self) -> http::Response<Full<Bytes>> {
        let mut response = http::Response::new(Full::new(Bytes::from(self.html)));
        *response.status_mut() = self.status;
        *response.headers_mut() = pages::headers();
        response
    }
}
