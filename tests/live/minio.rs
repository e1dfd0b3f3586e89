//! MinIO twice: one that takes the provider's tokens, and one that was never told of a provider.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::keycloak::DISCOVERY;
use crate::server::Server;
use crate::tools::Tools;

const PATIENCE: Duration = Duration::from_secs(30);
const ROOT_NAME: &str = "minioadmin";
const ROOT_SECRET: &str = "minioadmin-secret";

/// The address of the server that takes the provider's tokens and reads policies from their claim `policy`.
pub(crate) const ENDPOINT: &str = "http://127.0.0.1:9000";

/// The address of the server without a provider.
pub(crate) const PLAIN_ENDPOINT: &str = "http://127.0.0.1:9001";

/// A user of the server's own, with long-term keys.
pub(crate) const CAROL: (&str, &str) = ("carol", "carol-secret-for-tests");

/// Starts the server that takes tokens, which asks the provider for its metadata; `home` keeps its data.
pub(crate) fn start(tools: &Tools, home: &Path) -> Result<Server, String> {
    let mut command = command(tools, home, 9000);
    command.env("MINIO_IDENTITY_OPENID_CONFIG_URL", DISCOVERY);
    command.env("MINIO_IDENTITY_OPENID_CLIENT_ID", "sts-cli").env("MINIO_IDENTITY_OPENID_CLAIM_NAME", "policy");
    let server = Server::start("minio", 9000, &command)?.ready("/minio/health/ready", PATIENCE)?;
    furnish(tools, home)?;
    Ok(server)
}

/// Starts the server without a provider.
pub(crate) fn start_plain(tools: &Tools, home: &Path) -> Result<Server, String> {
    Server::start("minio-plain", 9001, &command(tools, home, 9001))?.ready("/minio/health/ready", PATIENCE)
}

fn command(tools: &Tools, home: &Path, port: u16) -> Command {
    let mut command = Command::new(tools.minio());
    command.args(["server", "--address", &format!("127.0.0.1:{port}")]).arg(home.join(format!("data-{port}")));
    command.env("PATH", tools.path()).env("HOME", home).env("CI", "true");
    command.env("MINIO_ROOT_USER", ROOT_NAME).env("MINIO_ROOT_PASSWORD", ROOT_SECRET);
    command.env("MINIO_UPDATE", "off").env("MINIO_BROWSER", "off");
    command
}

/// Makes the buckets `demo` and `logs`, an object to read, and the user carol.
fn furnish(tools: &Tools, home: &Path) -> Result<(), String> {
    let (name, secret) = CAROL;
    let readme = home.join("readme.txt");
    std::fs::write(&readme, "welcome\n").map_err(|error| error.to_string())?;
    mc(tools, home, &["mb", "--quiet", "root/demo", "root/logs"])?;
    mc(tools, home, &["cp", "--quiet", &readme.display().to_string(), "root/demo/readme.txt"])?;
    mc(tools, home, &["admin", "user", "add", "root", name, secret])?;
    mc(tools, home, &["admin", "policy", "attach", "root", "readwrite", "--user", name])
}

fn mc(tools: &Tools, home: &Path, arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::new(tools.mc());
    command.env_clear().env("PATH", tools.path()).env("HOME", home);
    command.env("MC_HOST_root", format!("http://{ROOT_NAME}:{ROOT_SECRET}@127.0.0.1:9000"));
    let output = command.args(arguments).output().map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("mc {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr))),
    }
}
