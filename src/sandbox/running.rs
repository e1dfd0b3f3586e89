//! A sandbox that runs: its listeners and its folder.

use super::identities::Minted;
use super::keys::{self, Keys};
use super::provider::{self, Grants};
use super::world::World;
use super::{Error, Options, minio};
use crate::sys::Clock;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::DATE;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::serve::ListenerExt as _;
use jiff::fmt::rfc2822::DateTimePrinter;
use std::fs;
use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The buckets that exist from the start.
const BUCKETS: [&str; 2] = ["demo", "logs"];
const HELLO: &str = "Hello from the sts-cli sandbox.\n";

/// A started sandbox. Its servers end with [`Sandbox::stop`], or with the runtime.
pub struct Sandbox {
    endpoint: String,
    issuer: String,
    folder: Folder,
    servers: Vec<JoinHandle<()>>,
}

/// Where a sandbox keeps its keys and its buckets.
struct Folder {
    path: PathBuf,
    /// Present if nobody asked for this folder: then it goes with the sandbox.
    temporary: Option<TempDir>,
}

impl Sandbox {
    /// Binds, reads or makes the keys (0.2 s), and serves from then on.
    ///
    /// # Errors
    /// When a port is taken or the folder cannot be used.
    pub async fn start(options: &Options, clock: &Clock) -> Result<Self, Error> {
        let storage = bind(options.port.unwrap_or(0)).await?;
        let separate = if options.split { Some(bind(0).await?) } else { None };
        let storage_port = storage.local_addr().map_err(Error::Listen)?.port();
        let provider_port = separate.as_ref().map_or(Ok(storage_port), |listener| listener.local_addr().map(|it| it.port()));
        let provider_port = provider_port.map_err(Error::Listen)?;
        let folder = Folder::open(options.data.clone())?;
        let path = folder.path.clone();
        let keys = tokio::task::spawn_blocking(move || prepare(&path)).await.map_err(|error| Error::Listen(io::Error::other(error)))??;

        let issuer = format!("http://127.0.0.1:{provider_port}{}", provider::PATH);
        let world = Arc::new(World {
            clock: clock.clone(),
            issuer: issuer.clone(),
            provider_port,
            keys,
            grants: Grants::default(),
            minted: Minted::default(),
        });
        let storage_pages = minio::router(&world, &folder.path.join("buckets"))?;
        let provider_pages = provider::router(&world);
        let servers = match separate {
            Some(listener) => vec![serve(listener, provider_pages, &world), serve(storage, storage_pages, &world)],
            None => vec![serve(storage, provider_pages.merge(storage_pages), &world)],
        };
        Ok(Self { endpoint: format!("http://127.0.0.1:{storage_port}"), issuer, folder, servers })
    }

    /// The address of STS and S3: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The issuer of the provider: `http://127.0.0.1:PORT/_oidc`.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The private file that holds the secret of the client `robot`.
    pub(super) fn robot_secret_file(&self) -> PathBuf {
        self.folder.path.join("robot-secret")
    }

    /// Stops serving, and removes the folder if it was a temporary one.
    pub async fn stop(self) {
        for server in &self.servers {
            server.abort();
        }
        for server in self.servers {
            let _ = server.await;
        }
        if let Some(temporary) = self.folder.temporary {
            let _ = temporary.close();
        }
    }
}

impl Folder {
    fn open(asked: Option<PathBuf>) -> Result<Self, Error> {
        match asked {
            Some(path) => {
                fs::create_dir_all(&path).map_err(|source| Error::Data { path: path.clone(), source })?;
                Ok(Self { path, temporary: None })
            }
            None => {
                let made = tempfile::Builder::new().prefix("sts-cli-sandbox-").tempdir();
                let temporary = made.map_err(|source| Error::Data { path: std::env::temp_dir(), source })?;
                Ok(Self { path: temporary.path().to_owned(), temporary: Some(temporary) })
            }
        }
    }
}

async fn bind(port: u16) -> Result<TcpListener, Error> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Error::PortTaken(port),
        _ => Error::Listen(error),
    })
}

/// Makes what is missing in the folder: keys, the robot's secret, the buckets and the first object.
fn prepare(folder: &Path) -> Result<Keys, Error> {
    let keys = Keys::open(folder)?;
    keys::kept(&folder.join("robot-secret"), || Ok(provider::ROBOT_SECRET.to_owned()))?;
    for bucket in BUCKETS {
        let path = folder.join("buckets").join(bucket);
        let is_new = !path.exists();
        let made = fs::create_dir_all(&path).and_then(|()| match is_new && bucket == "demo" {
            true => fs::File::create(path.join("hello.txt"))?.write_all(HELLO.as_bytes()),
            false => Ok(()),
        });
        made.map_err(|source| Error::Data { path, source })?;
    }
    Ok(keys)
}

fn serve(listener: TcpListener, pages: Router, world: &Arc<World>) -> JoinHandle<()> {
    let pages = pages.layer(from_fn_with_state(Arc::clone(world), date));
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    tokio::spawn(async move {
        let _ = axum::serve(listener, pages).await;
    })
}

/// Dates every answer by the sandbox's clock: clients read the skew from it.
async fn date(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&world.clock.now()).ok();
    if let Some(date) = date.and_then(|date| HeaderValue::from_str(&date).ok()) {
        response.headers_mut().insert(DATE, date);
    }
    response
}
