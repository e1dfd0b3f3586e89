//! OpenLDAP's slapd with the people of `directory.ldif`.

use std::fs;
use std::io::copy;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::listener::Listener;
use super::{Server, run};
use crate::tools::{Tools, beside};

const PORT: u16 = 13890;
const PATIENCE: Duration = Duration::from_secs(20);

const ADDRESS: &str = "127.0.0.1:13890";

/// The address for MinIO: a proxy that a test can interrupt.
pub(crate) const LINE: &str = "127.0.0.1:13891";

/// Whether nobody is put through at the moment.
static IS_CUT: AtomicBool = AtomicBool::new(false);

/// The lookup account of the servers.
pub(crate) const LOOKUP: (&str, &str) = ("cn=lookup,dc=example,dc=test", "lookup-secret-for-tests");

pub(crate) const ALICE: (&str, &str) = ("alice", "alice-secret");

/// Every character of his password means something somewhere on its way.
pub(crate) const BOB: (&str, &str) = ("bob", r#"bob: s%cret+'1" ä&2="#);

/// Her name must be escaped in a DN, in a filter and in a form.
pub(crate) const CAROL: (&str, &str) = ("carol+x", "carol-secret");

/// He has no policy, and neither has his group.
pub(crate) const DAVE: (&str, &str) = ("dave", "dave-secret");

/// Starts an empty directory in `home`, and fills it.
pub(crate) fn start(tools: &Tools, home: &Path) -> Result<Server, String> {
    let home = home.join("directory");
    fs::create_dir_all(home.join("data")).map_err(|error| error.to_string())?;
    let configuration = fs::read_to_string(beside("servers/slapd.conf")).map_err(|error| error.to_string())?;
    fs::write(home.join("slapd.conf"), configuration.replace("HOME", &home.display().to_string())).map_err(|error| error.to_string())?;
    let mut command = Command::new("slapd");
    command.arg("-f").arg(home.join("slapd.conf")).args(["-h", &format!("ldap://{ADDRESS}"), "-d", "0"]).env("PATH", tools.path());
    let server = Server::start("directory", PORT, &command)?.listening(PATIENCE)?;
    let mut fill = Command::new("ldapadd");
    fill.env_clear().env("PATH", tools.path()).args(["-x", "-H", &format!("ldap://{ADDRESS}")]);
    fill.args(["-D", "cn=admin,dc=example,dc=test", "-w", "admin-secret-for-tests", "-f"]).arg(beside("servers/directory.ldif"));
    run(&mut fill)?;
    Listener::bind(LINE)?.each(|caller| forward(caller).unwrap_or(()));
    Ok(server)
}

/// Runs `act` while MinIO cannot reach the directory.
pub(crate) fn while_unreachable<T>(act: impl FnOnce() -> T) -> T {
    IS_CUT.store(true, Ordering::SeqCst);
    let result = act();
    IS_CUT.store(false, Ordering::SeqCst);
    result
}

/// Forwards data in both directions, unless the directory is cut off: then the connection is closed.
fn forward(mut caller: TcpStream) -> std::io::Result<()> {
    if IS_CUT.load(Ordering::SeqCst) {
        return Ok(());
    }
    let mut directory = TcpStream::connect(ADDRESS)?;
    let (mut asked, mut answers) = (caller.try_clone()?, directory.try_clone()?);
    thread::spawn(move || copy(&mut asked, &mut directory));
    thread::spawn(move || copy(&mut answers, &mut caller));
    Ok(())
}
