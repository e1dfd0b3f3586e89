//! nginx in front of MinIO, with `examples/nginx-protected-resource.conf`: that very file, with the addresses of this world.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::certificates::path;
use super::{Server, keycloak, minio};
use crate::tools::Tools;

const PORT: u16 = 9445;
const PATIENCE: Duration = Duration::from_secs(10);
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/nginx-protected-resource.conf");

/// The storage address that users type.
pub(crate) const ADDRESS: &str = "https://127.0.0.1:9445";

/// Starts it with its files in `folder`.
pub(crate) fn start(tools: &Tools, folder: &Path) -> Result<Server, String> {
    let main = folder.join("nginx.conf");
    fs::write(folder.join("example.conf"), example()?).map_err(|error| error.to_string())?;
    fs::write(&main, main_file(folder)).map_err(|error| error.to_string())?;
    let mut command = Command::new("nginx");
    command.args(["-e", "stderr", "-c"]).arg(&main).arg("-p").arg(folder).env("PATH", tools.path());
    Server::start("nginx", PORT, &command)?.listening(PATIENCE)
}

/// The example with these addresses; each of its own must be there.
fn example() -> Result<String, String> {
    let mut text = fs::read_to_string(EXAMPLE).map_err(|error| format!("{EXAMPLE}: {error}"))?;
    for (theirs, ours) in [
        ("listen 443 ssl;", format!("listen 127.0.0.1:{PORT} ssl;")),
        ("server_name minio.example;", "server_name 127.0.0.1;".to_owned()),
        ("/etc/nginx/minio.example.crt", path("server.crt")),
        ("/etc/nginx/minio.example.key", path("server.key")),
        ("\"https://minio.example\"", format!("\"{ADDRESS}\"")),
        ("\"https://id.example/realms/prod\"", format!("\"{}\"", keycloak::ISSUER)),
        ("http://127.0.0.1:9000", minio::ENDPOINT.to_owned()),
    ] {
        if !text.contains(theirs) {
            return Err(format!("{EXAMPLE} does not contain {theirs}"));
        }
        text = text.replace(theirs, &ours);
    }
    Ok(text)
}

/// What a distribution's `nginx.conf` has, with all files in `folder`.
fn main_file(folder: &Path) -> String {
    let folder = folder.display();
    let temporary = |what: &str| format!("{what}_temp_path {folder}/{what};\n");
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(temporary).concat();
    format!(
        "daemon off;\npid {folder}/nginx.pid;\nevents {{}}\nhttp {{\naccess_log {folder}/access.log;\n{temporary}include {folder}/example.conf;\n}}\n"
    )
}
