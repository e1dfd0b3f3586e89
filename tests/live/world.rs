//! Shared by all tests: installed tools, and servers that are started once.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::thread;
use std::time::Instant;

use crate::servers::{Server, certificates, directory, keycloak, minio, oidc_provider, plugin, seaweedfs, watch};
use crate::story;
use crate::tools::{Tools, output};

static WORLD: OnceLock<Result<World, String>> = OnceLock::new();

/// The servers, and where everything is.
pub(crate) struct World {
    pub(crate) tools: Tools,
    _servers: Vec<Server>,
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
        watch::start()?;
        plugin::start()?;
        let servers = start_servers(&tools, &home)?;
        story::record("the servers are started", started.elapsed(), "ready");
        Ok(Self { tools, _servers: servers })
    }
}

/// Keycloak takes its time, so everything that needs no answer from it starts beside it.
fn start_servers(tools: &Tools, home: &Path) -> Result<Vec<Server>, String> {
    let (keycloak, others) = thread::scope(|scope| {
        let others = scope.spawn(|| start_others(tools, home));
        (keycloak::start(tools), others.join().expect("starting a server does not panic"))
    });
    let mut servers = vec![keycloak?];
    servers.extend(others?);
    servers.extend(minio::start_dependent(tools, home)?);
    Ok(servers)
}

fn start_others(tools: &Tools, home: &Path) -> Result<Vec<Server>, String> {
    certificates::make(tools)?;
    let mut servers = vec![directory::start(tools, home)?, oidc_provider::start(tools)?, oidc_provider::start_with_clock_ahead(tools)?];
    servers.extend(minio::start_independent(tools, home)?);
    servers.push(seaweedfs::start(tools, home)?);
    Ok(servers)
}
