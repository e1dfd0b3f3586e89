//! The listeners of a sandbox and the tasks that serve them.

use super::Error;
use super::options::Options;
use super::request_events::with_events;
use super::state::{SandboxState, ServerClock};
use super::tls::{PeerCertificates, TlsListener};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::DATE;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::serve::ListenerExt as _;
use jiff::fmt::rfc2822::DateTimePrinter;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The ports of a sandbox.
pub(crate) struct Listeners {
    pub(crate) storage: TcpListener,
    pub(crate) tls: TcpListener,
    /// The separate port of the provider, if any.
    pub(crate) provider: Option<TcpListener>,
}

impl Listeners {
    /// Binds the ports on 127.0.0.1.
    ///
    /// # Errors
    /// The requested port is in use, or the operating system refuses.
    pub(crate) async fn bind(options: &Options) -> Result<Self, Error> {
        Ok(Self {
            storage: bind(options.port).await?,
            tls: bind(0).await?,
            provider: if options.split { Some(bind(0).await?) } else { None },
        })
    }
}

async fn bind(port: u16) -> Result<TcpListener, Error> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Error::PortTaken(port),
        _ => Error::Listen(error),
    })
}

/// Returns the port of a listener.
///
/// # Errors
/// The operating system does not know the listener.
pub(crate) fn port(listener: &TcpListener) -> Result<u16, Error> {
    listener.local_addr().map(|address| address.port()).map_err(Error::Listen)
}

/// The running servers. They stop when this is dropped: the ports are closed, and so are connections when their response is complete.
#[derive(Default)]
pub(crate) struct Servers {
    tasks: Vec<JoinHandle<()>>,
    /// Dropped to close connections.
    running: watch::Sender<()>,
}

impl Servers {
    /// Serves plain HTTP.
    pub(crate) fn serve(&mut self, listener: TcpListener, pages: Router) {
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let stopped = self.stopped();
        self.tasks.push(tokio::spawn(async move {
            let _ = axum::serve(listener, pages).with_graceful_shutdown(stopped).await;
        }));
    }

    /// Serves HTTP over TLS.
    pub(crate) fn serve_tls(&mut self, listener: TlsListener, pages: Router) {
        let stopped = self.stopped();
        self.tasks.push(tokio::spawn(async move {
            let pages = pages.into_make_service_with_connect_info::<PeerCertificates>();
            let _ = axum::serve(listener, pages).with_graceful_shutdown(stopped).await;
        }));
    }

    /// Closes the ports, and waits until they are free.
    pub(crate) async fn stop(&mut self) {
        self.running = watch::Sender::new(());
        for task in std::mem::take(&mut self.tasks) {
            task.abort();
            let _ = task.await;
        }
    }

    /// Waits until the servers stop.
    fn stopped(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut running = self.running.subscribe();
        async move {
            let _ = running.changed().await; // an error: the sender is gone
        }
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// Adds events, and sets `Date` by the server's clock, from which clients compute the clock skew.
pub(crate) fn with_date_and_events(pages: Router, clock: &ServerClock, sandbox: &Arc<SandboxState>) -> Router {
    with_events(pages.layer(from_fn_with_state(clock.clone(), date)), sandbox)
}

async fn date(State(clock): State<ServerClock>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&clock.now()).ok();
    if let Some(date) = date.and_then(|date| HeaderValue::from_str(&date).ok()) {
        response.headers_mut().insert(DATE, date);
    }
    response
}
