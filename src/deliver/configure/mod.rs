//! Configures other tools to fetch credentials from this program.
//!
//! They use the AWS profile of the same name, whose `credential_process` is this program, so their files contain no keys. The exception is
//! `mc`, which cannot run a credential process: its file gets the keys and their expiration.

mod error;
mod fsspec;
pub(super) mod fsspec_overrides;
mod json_file;
mod json_text;
mod mc;
mod rclone;
mod rclone_conf;
mod rclone_removal;
mod spark;
mod update;
pub(crate) mod uses;

pub use error::{ConfigureError, FileOwner, ToolFileError};

use super::difference::Syntax;
use super::user_file::FileChange;
use crate::credentials::Credentials;
use crate::request::choice::choices;
use crate::request::{Request, WriteOptions};
use crate::sys::{Deps, Environment};
use std::path::{Path, PathBuf};
use update::ToolSettings;
use zeroize::Zeroizing;

/// The tools that can be configured to use an AWS profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConfigurableTool {
    /// rclone: a remote.
    Rclone,
    /// fsspec, and so pandas and dask: the defaults of the protocol s3.
    Fsspec,
    /// Spark: properties to add to its defaults.
    Spark,
    /// DuckDB: a statement to run.
    DuckDb,
}

choices! { ConfigurableTool:
    "rclone" => [ConfigurableTool::Rclone],
    "fsspec" => [ConfigurableTool::Fsspec],
    "spark" => [ConfigurableTool::Spark],
    "duckdb" => [ConfigurableTool::DuckDb],
}

impl ConfigurableTool {
    /// Returns the tool whose file `configure` changes; `None` if it prints a text for the user to place.
    #[must_use]
    pub(crate) fn file_owner(self) -> Option<FileOwner> {
        match self {
            Self::Rclone => Some(FileOwner::Rclone),
            Self::Fsspec => Some(FileOwner::Fsspec),
            Self::Spark | Self::DuckDb => None,
        }
    }

    /// Returns the new content of the file, given its `existing` content, or the text to print. `profile` is the AWS profile to use.
    ///
    /// # Errors
    /// See [`ToolFileError`]. With `force`, keys are removed and conflicting settings replaced instead.
    pub(crate) fn text(self, existing: &str, profile: &str, request: &Request, force: bool) -> Result<Zeroizing<String>, ToolFileError> {
        match self {
            Self::Rclone => rclone::with_remote(existing, profile, request, force),
            Self::Fsspec => fsspec::with_profile(existing, profile, request, force),
            Self::Spark => Ok(spark::properties(profile, request)),
            Self::DuckDb => Ok(super::tools::duckdb::chain(profile, request)),
        }
    }

    /// Returns a warning about settings in other files that override those in the tool's file at `path`.
    ///
    /// # Errors
    /// [`ToolFileError::Overridden`], which `force` turns into the warning.
    pub(crate) fn check_other_files(self, path: &Path, request: &Request, force: bool) -> Result<Option<String>, ConfigureError> {
        let in_files = || fsspec_overrides::in_files(path, request);
        let settings = (self == Self::Fsspec).then(in_files).filter(|settings| !settings.is_empty());
        match settings.map(|settings| ToolFileError::Overridden { tool: FileOwner::Fsspec, settings }) {
            Some(source) if !force => Err(ConfigureError::ToolFile { path: path.to_owned(), source }),
            merged => Ok(merged.map(|merged| format!("{}: {merged}", path.display()))),
        }
    }

    /// Returns the names of variables that override the settings in the tool's file.
    #[must_use]
    pub(crate) fn overriding_variables(self, profile: &str, request: &Request, environment: &Environment) -> Vec<String> {
        match self {
            Self::Fsspec => fsspec_overrides::in_variables(environment, request),
            Self::Rclone => rclone::in_variables(environment, profile, request),
            Self::Spark | Self::DuckDb => Vec::new(),
        }
    }
}

impl FileOwner {
    /// Returns the path of the file.
    #[must_use]
    pub(crate) fn path(self, environment: &Environment, home: &Path) -> PathBuf {
        match self {
            Self::Fsspec => fsspec::file(environment, home),
            Self::Mc => mc::file(environment, home),
            Self::Rclone => rclone::file(environment, home),
        }
    }

    /// Writes the result of `text`, for the existing text of the file at `path`, there. The difference shows settings of `profile` only.
    ///
    /// # Errors
    /// See [`ConfigureError`]; nothing was written then.
    pub(crate) async fn write(
        self,
        path: &Path,
        profile: &str,
        write_options: WriteOptions,
        deps: &Deps,
        text: impl FnOnce(&str) -> Result<Zeroizing<String>, ToolFileError>,
    ) -> Result<FileChange, ConfigureError> {
        let holder_label = format!("sts-cli, which is writing the file of {self}");
        update::change(path, &holder_label, &self.settings(profile), write_options, deps, text).await
    }

    /// Removes what `configure` wrote for `profile` from the file at `path`. What has other settings than those that `request`, if known,
    /// leads to is removed only with [`WriteOptions::force`].
    ///
    /// # Errors
    /// See [`ConfigureError`]; nothing was written then.
    pub(crate) async fn remove(
        self,
        path: &Path,
        profile: &str,
        request: Option<&Request>,
        write_options: WriteOptions,
        deps: &Deps,
    ) -> Result<FileChange, ConfigureError> {
        let without = match self {
            Self::Fsspec => fsspec::without_profile,
            Self::Mc => mc::without_alias,
            Self::Rclone => rclone_removal::without_remote,
        };
        self.write(path, profile, write_options, deps, |existing| without(existing, profile, request, write_options.force)).await
    }

    /// Returns the settings of `profile` that a difference of the file may show.
    fn settings(self, profile: &str) -> ToolSettings {
        match self {
            Self::Fsspec => ToolSettings::new(Syntax::Json, String::new(), fsspec::SHOWN),
            Self::Mc => ToolSettings::new(Syntax::Json, mc_alias(profile), mc::SHOWN),
            Self::Rclone => ToolSettings::new(Syntax::Ini, super::tools::rclone::name(profile), rclone::SHOWN),
        }
    }
}

/// Returns the name of the variable that overrides mc's alias for `request`, if it is set.
#[must_use]
pub(crate) fn mc_variable(environment: &Environment, request: &Request) -> Option<String> {
    Some(format!("MC_HOST_{}", mc_name(request))).filter(|name| environment.get(name).is_some())
}

/// Returns the name of mc's alias for the storage server of `request`.
#[must_use]
pub(crate) fn mc_name(request: &Request) -> String {
    mc_alias(request.label())
}

/// Returns the alias of mc for the profile `label`.
#[must_use]
pub(crate) fn mc_alias(label: &str) -> String {
    super::tools::mc::name(label)
}

/// Returns the text of mc's file with an alias that has `credentials` in it.
///
/// # Errors
/// See [`ToolFileError`]. With `force`, the alias of another program is replaced.
pub(crate) fn with_mc_alias(
    existing: &str,
    credentials: &Credentials,
    request: &Request,
    force: bool,
) -> Result<Zeroizing<String>, ToolFileError> {
    mc::with_alias(existing, credentials, request, force)
}
