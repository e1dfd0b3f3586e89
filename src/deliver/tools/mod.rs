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

use super::not_literal::{self, Formatted, NotLiteral, check_literal, refuse_no_text};
use super::shell;
use super::storage_target::StorageTarget;
use crate::credentials::Credentials;
use crate::request::{Request, Shell, Tool};
use secrecy::ExposeSecret as _;
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
        refuse_no_text(path).map_err(|character| NotLiteral { name: "the CA bundle's path".to_owned(), character })?;
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

/// The plaintext keys; the only place where the tools' formats open the secrets.
struct PlaintextKeys<'a> {
    access_key: &'a str,
    secret_key: &'a str,
    session_token: Option<&'a str>,
}

impl<'a> PlaintextKeys<'a> {
    #[expect(clippy::disallowed_methods, reason = "the tools' formats carry the keys out")]
    fn of(credentials: &'a Credentials) -> Self {
        Self {
            access_key: &credentials.access_key,
            secret_key: credentials.secret_key.expose_secret(),
            session_token: Some(credentials.session_token.expose_secret()).filter(|token| !token.is_empty()),
        }
    }
}

/// Returns one line per pair: name, delimiter (`between`), and the value formatted by `quoted`. Pairs without a value are left out.
///
/// # Errors
/// [`NotLiteral`]: a value that `quoted` rejects.
fn lines(pairs: &[(&str, Option<&str>)], between: &str, quoted: fn(&str) -> Formatted) -> Result<Zeroizing<String>, NotLiteral> {
    let mut lines = Zeroizing::new(String::new());
    for (name, value) in pairs {
        let Some(value) = value else { continue };
        for part in [name, between, not_literal::with_name(name.trim_start(), quoted(value))?.as_str(), "\n"] {
            lines.push_str(part);
        }
    }
    Ok(lines)
}

/// Returns the value unquoted, for formats without quotes and escapes; rejects control characters and those that `is_misread`.
fn unquoted(value: &str, is_misread: impl Fn(char) -> bool) -> Formatted {
    check_literal(value, |c| c.is_control() || is_misread(c)).map(|()| Zeroizing::new(value.to_owned()))
}

/// Replaces every character of `label` that does not fit by `other`.
fn sanitize_name(label: &str, fits: fn(char) -> bool, other: char) -> String {
    label.chars().map(|c| if fits(c) { c } else { other }).collect()
}

/// Serializes `value` as one line of JSON. A struct of strings always serializes.
fn json(value: &impl serde::Serialize) -> Zeroizing<String> {
    Zeroizing::new(serde_json::to_string(value).unwrap_or_default() + "\n")
}

#[cfg(test)]
pub(super) mod example;
