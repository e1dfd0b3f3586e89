//! SeaweedFS: a second storage server with an STS, which knows both providers, the directory and keys of its own.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::Server;
use crate::tools::{Tools, beside};

const PORT: u16 = 8333;
const PATIENCE: Duration = Duration::from_secs(60);

/// Its parts talk over sockets in /tmp, named after their ports: it gets a /tmp of its own, with its folder in the usual place,
/// or two runs of this suite at once would join each other's servers.
const APART: &str = r#"mount --bind "$0" /mnt && mount -t tmpfs tmpfs /tmp && mkdir -p "$0" && mount --bind /mnt "$0" && exec "$@""#;

/// The address of its S3 and its STS.
pub(crate) const SEAWEEDFS: &str = "http://127.0.0.1:8333";

/// The roles of `seaweedfs-iam.json`, by who may take them.
pub(crate) const WEB_ROLE: &str = "arn:aws:iam::role/web";
pub(crate) const DIRECTORY_ROLE: &str = "arn:aws:iam::role/directory";
pub(crate) const KEYS_ROLE: &str = "arn:aws:iam::role/keys";

/// Starts all its parts in one process, with the buckets that every server here has.
pub(crate) fn start(tools: &Tools, home: &Path) -> Result<Server, String> {
    let home = home.join("seaweedfs");
    fs::create_dir_all(&home).map_err(|error| error.to_string())?;
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", APART]).arg(&home).arg(tools.weed());
    command.args(["mini", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false", "-bucket=demo,logs"]);
    command.args([&format!("-s3.port={PORT}"), "-filer.port=9888", "-webdav=false", "-admin.ui=false"]);
    command.arg(format!("-dir={}", home.display())).env("HOME", &home).env("PATH", tools.path());
    for (option, name) in [("s3.config", "seaweedfs-s3.json"), ("s3.iam.config", "seaweedfs-iam.json")] {
        fs::copy(beside("servers").join(name), home.join(name)).map_err(|error| error.to_string())?;
        command.arg(format!("-{option}={}", home.join(name).display()));
    }
    Server::start("seaweedfs", PORT, &command)?.ready("/healthz", PATIENCE)
}
