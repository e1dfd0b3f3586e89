//! Entry points for fuzzing: credentials in every output form, and the files of tools. Compiled with `--cfg fuzzing` only (`fuzz/run`).

use super::configure::ConfigurableTool;
use super::configure::ToolFileError;
use super::not_literal::NotLiteral;
use super::{json, shell, text, tools, variables};
use crate::credentials::Credentials;
use crate::request::{OutputFormat, Request, Shell};
use zeroize::Zeroizing;

/// Returns credentials in a form, as `sts-cli get -o FORM` prints them; `github` as it is written to the file of the job. An unset shell is
/// `sh`.
///
/// # Errors
/// A value that the form cannot represent.
pub fn output(form: OutputFormat, credentials: &Credentials, request: &Request) -> Result<Zeroizing<String>, NotLiteral> {
    match form {
        OutputFormat::Text => Ok(Zeroizing::new(text::page(credentials, &None, credentials.granted).to_string())),
        OutputFormat::Json | OutputFormat::Process => Ok(json::object(credentials)),
        OutputFormat::Env(shell) => {
            shell::commands(&[], &variables::credential_variables(credentials, request), shell.unwrap_or(Shell::Sh))
        }
        OutputFormat::Unset(_) => Ok(Zeroizing::default()),
        OutputFormat::Github => tools::github::variables(credentials, request),
        OutputFormat::Tool(tool) => tools::text(tool, credentials, request, || Shell::Sh),
    }
}

/// Returns `rclone.conf` with a remote for the profile.
///
/// # Errors
/// The existing file is not one of rclone's, or has other settings for this name.
pub fn rclone_file(existing: &str, profile: &str, request: &Request) -> Result<Zeroizing<String>, ToolFileError> {
    ConfigurableTool::Rclone.text(existing, profile, request, true)
}

/// Returns a configuration file of fsspec with the profile.
///
/// # Errors
/// The existing file is not a JSON object of fsspec's, or has other settings.
pub fn fsspec_file(existing: &str, profile: &str, request: &Request) -> Result<Zeroizing<String>, ToolFileError> {
    ConfigurableTool::Fsspec.text(existing, profile, request, true)
}
