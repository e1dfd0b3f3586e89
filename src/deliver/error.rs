//! Why credentials were not delivered.

use super::not_literal::NotLiteral;
use super::{aws_profile, configure};
use std::io;

/// Why credentials were not delivered.
#[derive(thiserror::Error)]
pub enum Error {
    /// The reader closed the pipe.
    #[error("standard output was closed")]
    ClosedPipe,
    /// Standard output could not be written.
    #[error("could not write to standard output")]
    NotWritten(#[source] io::Error),
    /// A profile of the AWS files was not written.
    #[error(transparent)]
    AwsProfile(#[from] aws_profile::Error),
    /// The output form cannot represent a value safely.
    #[error(transparent)]
    NotLiteral(#[from] NotLiteral),
    /// The tool's configuration file was not written.
    #[error(transparent)]
    Tool(#[from] configure::ConfigureError),
    /// The GitHub Actions form was requested outside a GitHub Actions job.
    #[error("`-o github` requires a GitHub Actions job: GITHUB_ENV is not set")]
    NotInGithub,
    /// The file that `GITHUB_ENV` names could not be appended to.
    #[error("could not append to {path} (GITHUB_ENV)")]
    NoGithubFile {
        /// The file.
        path: String,
        /// The error of the operating system.
        source: io::Error,
    },
}
debug_as_display!(Error);
