//! Each tool's own format, one small file each, with every value quoted as that tool reads it.

mod aws_ini;
mod dotenv;
pub(super) mod duckdb;
pub(super) mod github;
mod k8s;
pub(super) mod mc;
pub(super) mod rclone;
mod storage_options;
mod terraform;

use super::shell;
use crate::credentials::Credentials;
use crate::request::{Request, Shell, Tool};
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// `credentials` as `tool` reads them; `caller` is the shell that runs commands, where the format is a command.
pub(super) fn text(tool: Tool, credentials: &Credentials, request: &Request, caller: impl FnOnce() -> Shell) -> Zeroizing<String> {
    match tool {
        Tool::Dotenv => dotenv::file(credentials, request),
        Tool::K8s => k8s::secret(credentials, request),
        Tool::McHost => {
            let (name, value) = mc::host(credentials, request);
            shell::assign(caller(), &name, &value)
        }
        Tool::McAlias => mc::alias(credentials, request),
        Tool::Rclone => rclone::remote(credentials, request),
        Tool::DuckDb => duckdb::secret(credentials, request),
        Tool::DuckDbKeys => duckdb::keys(credentials, request),
        Tool::Terraform => terraform::backend(credentials, request),
        Tool::StorageOptions => storage_options::object_store(credentials, request),
        Tool::FsspecOptions => storage_options::fsspec(credentials, request),
        Tool::AwsIni => aws_ini::section(credentials, request),
    }
}

/// The keys, opened here for all tools.
struct Keys<'a> {
    access_key: &'a str,
    secret_key: &'a str,
    session_token: Option<&'a str>,
}

impl<'a> Keys<'a> {
    #[expect(clippy::disallowed_methods, reason = "the tools' formats carry the keys out")]
    fn of(credentials: &'a Credentials) -> Self {
        Self {
            access_key: &credentials.access_key,
            secret_key: credentials.secret_key.expose_secret(),
            session_token: Some(credentials.session_token.expose_secret()).filter(|token| !token.is_empty()),
        }
    }
}

/// Lines of a name, what stands `between`, and the value as `quoted` writes it. A name without a value is left out.
fn lines(pairs: &[(&str, Option<&str>)], between: &str, quoted: fn(&str) -> Zeroizing<String>) -> Zeroizing<String> {
    let mut lines = Zeroizing::new(String::new());
    for (name, value) in pairs {
        let Some(value) = value else { continue };
        for part in [name, between, quoted(value).as_str(), "\n"] {
            lines.push_str(part);
        }
    }
    lines
}

/// The value as formats without quotes take it: what would end its line is dropped.
fn one_line(value: &str) -> Zeroizing<String> {
    Zeroizing::new(value.chars().filter(|c| !c.is_control()).collect())
}

/// The label as names of some kind are made: `other` takes the place of what does not fit.
fn named(label: &str, fits: fn(char) -> bool, other: char) -> String {
    label.chars().map(|c| if fits(c) { c } else { other }).collect()
}

/// One line of JSON. A struct of strings always serializes.
fn json(value: &impl serde::Serialize) -> Zeroizing<String> {
    Zeroizing::new(serde_json::to_string(value).unwrap_or_default() + "\n")
}

#[cfg(test)]
pub(super) mod example;
