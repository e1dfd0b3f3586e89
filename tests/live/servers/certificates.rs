//! The certificates of this run, made by `certificates` with openssl.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::run;
use crate::tools::{Tools, beside, output};

/// Makes them all.
pub(crate) fn make(tools: &Tools) -> Result<(), String> {
    let folder = file("");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    run(Command::new(beside("servers/certificates")).env_clear().env("PATH", tools.path()).arg(folder))
}

/// A certificate or key by the name that `certificates` gives it, such as `readwrite.crt`.
pub(crate) fn file(name: &str) -> PathBuf {
    output().join("certificates").join(name)
}

/// Returns the path as text, for a command line.
pub(crate) fn path(name: &str) -> String {
    file(name).display().to_string()
}

/// A folder as MinIO wants it for `--certs-dir`: this certificate to show, and the CA whose clients are let in.
pub(crate) fn serve_from(name: &str) -> std::io::Result<PathBuf> {
    let folder = file(&format!("{name}-served"));
    fs::create_dir_all(folder.join("CAs"))?;
    fs::copy(file(&format!("{name}.crt")), folder.join("public.crt"))?;
    fs::copy(file(&format!("{name}.key")), folder.join("private.key"))?;
    fs::copy(file("ca.crt"), folder.join("CAs/ca.crt"))?;
    Ok(folder)
}
