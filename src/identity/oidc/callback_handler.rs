//! Answers the requests to the loopback listener: at the one-time start address, at the redirect path, and anywhere else.

use super::pages::{self, HtmlPage};
use super::start_address::{StartAddress, VisitOutcome};
use super::{AuthorizationRequest, AuthorizationResponse, CallbackProblem};
use crate::credentials::Credentials;
use crate::sys::loopback::{Handler, Peer, PeerUser, Response};
use http::{Method, StatusCode};
use hyper::body::Incoming;
use jiff::Timestamp;
use oauth2::CsrfToken;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How long to wait until the browser has received the page with the outcome of the login.
const LAST_PAGE_TIMEOUT: Duration = Duration::from_secs(2);

/// An event at the listener while a login is in progress.
pub(crate) enum CallbackEvent {
    /// The callback of this login arrived, and waits for its page.
    Received(AuthorizationResponse, PendingCallback),
    /// Another user, with this user id, requested the one-time start address, and was refused. Reported once.
    AnotherUser(u32),
    /// The one-time start address was requested twice, at least once by an unknown user.
    Contested,
}

/// The browser's pending callback request, whose response will be a page with the outcome of the login.
pub struct PendingCallback {
    page: oneshot::Sender<HtmlPage>,
    /// Completes when the browser's connection closes.
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

    /// Sends the page, and waits until the browser's connection closes.
    async fn send(self, page: HtmlPage) {
        if self.page.send(page).is_ok() {
            let _ = tokio::time::timeout(LAST_PAGE_TIMEOUT, self.closed).await;
        }
    }
}

/// The state shared by [`super::CallbackServer`] and its handler.
pub(super) struct SharedState {
    /// The one-time start address.
    pub(super) start: StartAddress,
    /// The last callback that was rejected.
    pub(super) last_rejected: Mutex<Option<CallbackProblem>>,
}

/// Accepts the browser's callback, and holds it open until the outcome of the login is known.
pub(super) struct CallbackHandler {
    /// The path of the redirect URI.
    path: String,
    /// The `state` that a callback must have.
    state: CsrfToken,
    /// The target of the redirect at the start address.
    authorization_address: String,
    shared: Arc<SharedState>,
    sender: mpsc::Sender<CallbackEvent>,
    /// Whether the callback of this login has arrived.
    has_response: AtomicBool,
    /// Whether [`CallbackEvent::AnotherUser`] has been sent.
    has_warned: AtomicBool,
}

/// A browser connection, which serves one request. When it closes, [`PendingCallback`] knows that the browser has received the response.
pub(super) struct Connection {
    peer: Option<Peer>,
    /// Completes when the connection closes. The accepted callback takes it.
    closed: Mutex<Option<oneshot::Receiver<()>>>,
    /// Completes `closed` when it is dropped with the connection.
    _open: oneshot::Sender<()>,
}

impl Handler for CallbackHandler {
    type Connection = Connection;

    fn connect(&self, peer: Option<Peer>) -> Connection {
        let (open, closed) = oneshot::channel();
        Connection { peer, closed: Mutex::new(Some(closed)), _open: open }
    }

    async fn respond(&self, request: &http::Request<Incoming>, connection: &Connection) -> Response {
        self.route(request, connection).await.into_response()
    }

    fn refuse_host(&self) -> Response {
        pages::rejected(StatusCode::BAD_REQUEST, "The request has the wrong host.").into_response()
    }
}

impl CallbackHandler {
    /// Creates the handler of a login, whose callback comes to `path`.
    pub(super) fn new(
        path: String,
        authorization: &AuthorizationRequest<'_>,
        shared: Arc<SharedState>,
        sender: mpsc::Sender<CallbackEvent>,
    ) -> Self {
        Self {
            path,
            state: authorization.state().clone(),
            authorization_address: authorization.address().to_owned(),
            shared,
            sender,
            has_response: AtomicBool::new(false),
            has_warned: AtomicBool::new(false),
        }
    }

    /// Routes a request by its path and method.
    async fn route(&self, request: &http::Request<Incoming>, connection: &Connection) -> HtmlPage {
        let path = request.uri().path();
        let is_start = self.shared.start.is_at(path);
        match *request.method() {
            _ if path != self.path && !is_start => pages::rejected(StatusCode::NOT_FOUND, "There is no page at this address."),
            Method::GET if is_start => self.start(connection.peer.map_or(PeerUser::Unknown, Peer::user)),
            Method::GET => self.receive(request.uri().query().unwrap_or_default(), connection).await,
            Method::POST => {
                self.record_rejected(CallbackProblem::from_body());
                pages::method_not_allowed()
            }
            _ => pages::method_not_allowed(),
        }
    }

    /// Accepts the query of the first callback with the right `state`.
    async fn receive(&self, query: &str, connection: &Connection) -> HtmlPage {
        let response = match AuthorizationResponse::from_query(query, &self.state) {
            Ok(response) => response,
            Err(error) => {
                self.record_rejected(CallbackProblem::from_query(query, error));
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

    /// The page for a visitor of the start address who is, or may be, another user.
    fn forbidden_page() -> HtmlPage {
        pages::rejected(StatusCode::FORBIDDEN, "This address is for the user who started the login; it is shown in their terminal.")
    }

    /// Records the last rejected callback, to be reported if no valid one comes.
    fn record_rejected(&self, rejected: CallbackProblem) {
        *self.shared.last_rejected.lock().unwrap_or_else(PoisonError::into_inner) = Some(rejected);
    }

    /// Passes the response to the login, and waits for the page with its outcome.
    async fn hand_over(&self, response: AuthorizationResponse, closed: oneshot::Receiver<()>) -> HtmlPage {
        let (page, outcome) = oneshot::channel();
        let _ = self.sender.send(CallbackEvent::Received(response, PendingCallback { page, closed })).await;
        outcome.await.unwrap_or_else(|_| pages::rejected(StatusCode::SERVICE_UNAVAILABLE, "sts-cli stopped before the login was complete."))
    }
}
