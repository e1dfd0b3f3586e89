//! What other tools' own configuration must say, so that they ask us for credentials by themselves.
//!
//! They ask through the AWS profile of the same name, whose `credential_process` we are; no key is in what they get. `mc` can ask nobody:
//! its file gets the keys, and says when they end.

mod duckdb;
mod fsspec;
mod json_file;
mod mc;
mod rclone;
mod spark;

use crate::credentials::Credentials;
use crate::request::Request;
use crate::sys::Environment;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The tools that can be set up to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// rclone: a remote.
    Rclone,
    /// fsspec, and so pandas and dask: the defaults of the protocol s3.
    Fsspec,
    /// Spark: properties to add to its defaults.
    Spark,
    /// DuckDB: a statement to run.
    DuckDb,
}

/// The tools by name.
pub const TARGETS: [(&str, Target); 4] =
    [("rclone", Target::Rclone), ("fsspec", Target::Fsspec), ("spark", Target::Spark), ("duckdb", Target::DuckDb)];

/// Why a tool's file is not changed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigureError {
    /// It is not what the tool itself writes.
    #[error("the file is not of the kind that {tool} reads: {problem}")]
    NotUsable {
        /// The tool.
        tool: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// Long-term keys would be lost, or would win over what is asked for.
    #[error("{place} holds keys of its own: {}", keys.join(", "))]
    HoldsKeys {
        /// The part of the file.
        place: String,
        /// The names of what would be lost.
        keys: Vec<String>,
    },
}

impl Target {
    /// The file that this belongs into; `None`: it is shown, and the person puts it where it belongs.
    #[must_use]
    pub fn file(self, environment: &Environment, home: &Path) -> Option<PathBuf> {
        match self {
            Self::Rclone => Some(rclone::file(environment, home)),
            Self::Fsspec => Some(fsspec::file(environment, home)),
            Self::Spark | Self::DuckDb => None,
        }
    }

    /// What the file holds then, given what it holds now, or the text to be shown. `profile` is the AWS profile that is asked.
    ///
    /// # Errors
    /// See [`ConfigureError`]; with `force` keys are taken out.
    pub fn text(self, existing: &str, profile: &str, request: &Request, force: bool) -> Result<Zeroizing<String>, ConfigureError> {
        match self {
            Self::Rclone => rclone::with_remote(existing, profile, request, force),
            Self::Fsspec => fsspec::with_profile(existing, profile, request, force),
            Self::Spark => Ok(spark::properties(profile, request)),
            Self::DuckDb => Ok(duckdb::secret(profile, request)),
        }
    }
}

/// The file that mc keeps its aliases in.
#[must_use]
pub fn mc_file(environment: &Environment, home: &Path) -> PathBuf {
    mc::file(environment, home)
}

/// What that file holds with the alias for `credentials` in it, given what it holds now.
///
/// # Errors
/// See [`ConfigureError`]; with `force` an alias that holds long-term keys is replaced.
pub fn mc_text(existing: &str, credentials: &Credentials, request: &Request, force: bool) -> Result<Zeroizing<String>, ConfigureError> {
    mc::with_alias(existing, credentials, request, force)
}
