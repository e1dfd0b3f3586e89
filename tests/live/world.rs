//! What all stories share: the installed tools, and the servers, started once.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::thread;
use std::time::Instant;

use crate::server::Server;
use crate::tools::{Tools, output};
use crate::{keycloak, minio, story};

static WORLD: OnceLock<Result<World, String>> = OnceLock::new();

/// The servers, and where everything is.
pub(crate) struct World {
    pub(crate) tools: Tools,
    _servers: [Server; 3],
}

impl World {
    /// The one world of this run; the first story that asks for it starts the servers.
    pub(crate) fn shared() -> &'static Self {
        match WORLD.get_or_init(Self::start) {
            Ok(world) => world,
            Err(reason) => panic!("{reason}"),
        }
    }

    fn start() -> Result<Self, String> {
        let started = Instant::now();
        let tools = Tools::find()?;
        let home = output().join("servers");
        fs::remove_dir_all(output()).ok();
        fs::create_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
        let servers = start_servers(&tools, &home)?;
        story::record("the servers are started", started.elapsed(), "ready");
        Ok(Self { tools, _servers: servers })
    }
}

/// Keycloak takes its time, so the server that needs no provider starts beside it.
fn start_servers(tools: &Tools, home: &Path) -> Result<[Server; 3], String> {
    let (keycloak, plain) = thread::scope(|scope| {
        let plain = scope.spawn(|| minio::start_plain(tools, home));
        (keycloak::start(tools), plain.join().expect("starting a server does not panic"))
    });
    let (keycloak, plain) = (keycloak?, plain?);
    Ok([minio::start(tools, home)?, plain, keycloak])
}
