//! A running sandbox: its servers and its data folder.

use super::certificates::Certificates;
use super::faults::{Fault, Faults};
use super::files::written;
use super::folder::{self, Folder, Shared};
use super::identities::Minted;
use super::keys::Keys;
use super::provider;
use super::provider::devices::Devices;
use super::provider::grants::Grants;
use super::seen::observed;
use super::tls::{Authority, PeerCertificates, TlsListener};
use super::world::{ServerClock, World};
use super::{Account, Error, Options, minio, random};
use crate::sys::Clock;
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
use tokio::task::JoinHandle;

/// The lifetime of the ID token in the data folder, in seconds.
const READY_TOKEN_LIFE: i64 = 3600;

/// A running sandbox. Its servers stop with [`Sandbox::stop`] or with the runtime.
pub struct Sandbox {
    endpoint: String,
    tls_endpoint: String,
    world: Arc<World>,
    folder: Folder,
    servers: Vec<JoinHandle<()>>,
}

/// The ports of a sandbox.
struct Listeners {
    storage: TcpListener,
    tls: TcpListener,
    /// The separate port of the provider, if any.
    provider: Option<TcpListener>,
}

impl Sandbox {
    /// Binds the ports, loads or creates the keys (0.2 s), and starts serving.
    ///
    /// # Errors
    /// A port is in use, or the folder cannot be used.
    pub async fn start(options: &Options, clock: &Clock) -> Result<Self, Error> {
        let listeners = Listeners::bind(options).await?;
        let provider_port = port(listeners.provider.as_ref().unwrap_or(&listeners.storage))?;
        let folder = Folder::open(options.data.clone())?;
        let (path, now) = (folder.path().to_owned(), clock.now());
        let prepared = tokio::task::spawn_blocking(move || folder::prepare(&path, now)).await;
        let (keys, certificates) = prepared.map_err(|error| Error::Listen(io::Error::other(error)))??;
        let world = Arc::new(world(&options.faults, clock, provider_port, keys, &certificates)?);
        let id_token = provider::ready_token(&world, Account::Alice, READY_TOKEN_LIFE).map_err(Error::Listen)?;
        written(&folder.file(Shared::IdToken), &id_token)?;
        let endpoint = format!("http://127.0.0.1:{}", port(&listeners.storage)?);
        let tls_endpoint = format!("https://127.0.0.1:{}", port(&listeners.tls)?);
        let tls = TlsListener::new(listeners.tls, &certificates).map_err(Error::Listen)?;

        let storage_pages = dated(minio::router(&world, &folder.buckets())?, &world.storage_clock);
        let provider_pages = dated(provider::router(&world), &world.provider_clock);
        let mut servers = vec![serve_tls(tls, storage_pages.clone())];
        match listeners.provider {
            Some(own) => servers.extend([serve(own, provider_pages), serve(listeners.storage, storage_pages)]),
            None => servers.push(serve(listeners.storage, provider_pages.merge(storage_pages))),
        }
        Ok(Self { endpoint, tls_endpoint, world, folder, servers })
    }

    /// Returns the address of STS and S3: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Returns the address of STS and S3 over TLS: `https://127.0.0.1:PORT`.
    #[must_use]
    pub fn tls_endpoint(&self) -> &str {
        &self.tls_endpoint
    }

    /// Returns the issuer URL for clients: `http://127.0.0.1:PORT/_oidc`.
    #[must_use]
    pub fn issuer(&self) -> &str {
        if self.world.faults.has(Fault::WrongIssuer) { &self.world.provider } else { &self.world.issuer }
    }

    /// Returns the token request URL for jobs, as in GitHub Actions.
    pub(super) fn actions_address(&self) -> String {
        provider::actions_address(&self.world)
    }

    /// Returns the request token for jobs.
    pub(super) fn actions_token(&self) -> &str {
        &self.world.actions_token
    }

    /// Returns the data folder.
    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Stops serving, and removes the folder if it was a temporary one.
    pub async fn stop(self) {
        for server in &self.servers {
            server.abort();
        }
        for server in self.servers {
            let _ = server.await;
        }
        self.folder.close();
    }
}

impl Listeners {
    async fn bind(options: &Options) -> Result<Self, Error> {
        Ok(Self {
            storage: bind(options.port.unwrap_or(0)).await?,
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

fn port(listener: &TcpListener) -> Result<u16, Error> {
    listener.local_addr().map(|address| address.port()).map_err(Error::Listen)
}

/// Creates the shared state of the servers.
///
/// # Errors
/// The certificates contain no CA.
pub(super) fn world(faults: &Faults, clock: &Clock, provider_port: u16, keys: Keys, certificates: &Certificates) -> Result<World, Error> {
    let provider = format!("http://127.0.0.1:{provider_port}{}", provider::PATH);
    Ok(World {
        provider_clock: ServerClock::new(clock, faults, Fault::ClockAhead, Fault::ClockBehind),
        storage_clock: ServerClock::new(clock, faults, Fault::ServerClockAhead, Fault::ServerClockBehind),
        issuer: issuer(&provider, faults),
        provider,
        provider_port,
        keys,
        grants: Grants::default(),
        devices: Devices::default(),
        actions_token: random::token(),
        authority: Authority::new(certificates).map_err(Error::Listen)?,
        minted: Minted::default(),
        faults: faults.clone(),
    })
}

/// Returns the `issuer` of the provider's metadata.
fn issuer(provider: &str, faults: &Faults) -> String {
    match (faults.has(Fault::WrongIssuer), faults.has(Fault::SlashIssuer)) {
        (true, _) => "https://id.example/realms/elsewhere".to_owned(),
        (_, true) => format!("{provider}/"),
        _ => provider.to_owned(),
    }
}

fn serve(listener: TcpListener, pages: Router) -> JoinHandle<()> {
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    tokio::spawn(async move {
        let _ = axum::serve(listener, pages).await;
    })
}

fn serve_tls(listener: TlsListener, pages: Router) -> JoinHandle<()> {
    tokio::spawn(async move {
        let _ = axum::serve(listener, pages.into_make_service_with_connect_info::<PeerCertificates>()).await;
    })
}

/// Sets `Date` by the server's clock, from which clients compute the clock skew.
fn dated(pages: Router, clock: &ServerClock) -> Router {
    observed(pages.layer(from_fn_with_state(clock.clone(), date)))
}

async fn date(State(clock): State<ServerClock>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&clock.now()).ok();
    if let Some(date) = date.and_then(|date| HeaderValue::from_str(&date).ok()) {
        response.headers_mut().insert(DATE, date);
    }
    response
}
