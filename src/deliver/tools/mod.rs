//! The native formats of tools, one module each, with values quoted as the tool reads them.

mod aws_ini;
mod dotenv;
pub(super) mod duckdb;
pub(super) mod github;
mod k8s;
pub(super) mod mc;
pub(super) mod rclone;
mod storage_options;
mod terraform;

use super::not_literal::{NotLiteral, check_text};
use super::shell;
use super::storage_target::StorageTarget;
use crate::credentials::Credentials;
use crate::request::{Request, Shell, Tool};
use format::{PlaintextKeys, json, lines, sanitize_name, unquoted};
use zeroize::Zeroizing;

/// Returns `credentials` in the format of `tool`; `caller` returns the shell, for formats that are commands.
///
/// # Errors
/// [`NotLiteral`]: a value that one of the tool's readers would expand, execute or truncate.
pub(super) fn text(
    tool: Tool,
    credentials: &Credentials,
    request: &Request,
    caller: impl FnOnce() -> Shell,
) -> Result<Zeroizing<String>, NotLiteral> {
    if let Some(path) = StorageTarget::of(request).ca_bundle() {
        check_text(path).map_err(|character| NotLiteral { name: "the CA bundle's path".to_owned(), character })?;
    }
    Ok(match tool {
        Tool::Dotenv => dotenv::file(credentials, request)?,
        Tool::K8s => k8s::secret(credentials, request)?,
        Tool::McHost => {
            let (name, value) = mc::host_variable(credentials, request)?;
            shell::assign(caller(), &name, &value)?
        }
        Tool::McAlias => mc::alias(credentials, request),
        Tool::Rclone => rclone::remote(credentials, request)?,
        Tool::DuckDb => duckdb::secret(credentials, request),
        Tool::DuckDbKeys => duckdb::keys(credentials, request),
        Tool::Terraform => terraform::backend(credentials, request)?,
        Tool::StorageOptions => storage_options::object_store(credentials, request),
        Tool::FsspecOptions => storage_options::fsspec(credentials, request),
        Tool::AwsIni => aws_ini::section(credentials, request)?,
    })
}

#[cfg(test)]
pub(super) mod example;
mod format;
