//! How a command line asks for something that is no request.

use super::RequestError;
use crate::policy::PolicyError;
use std::io;

/// What is wrong with what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    /// A value that is none.
    #[error("{name}: {source}")]
    BadValue {
        /// The flag.
        name: &'static str,
        /// What is wrong with its value.
        source: RequestError,
    },
    /// A session policy that no server takes.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A policy file that cannot be read.
    #[error("cannot read the session policy from {place}")]
    NoPolicy {
        /// The path, or `standard input`.
        place: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// Something that must be said was not.
    #[error("{what} is missing")]
    Missing {
        /// What it is.
        what: &'static str,
        /// The flag for it.
        flag: &'static str,
        /// The environment variable for it.
        variable: &'static str,
    },
    /// Standard output is no terminal, and no form was chosen: secrets never get into a log by accident.
    #[error("standard output is not a terminal, and no output form was chosen")]
    NoForm,
    /// The form for GitHub Actions, elsewhere.
    #[error("-o github is for a step of a GitHub Actions job: GITHUB_ENV is not set")]
    NotInGithub,
}
