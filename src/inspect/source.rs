//! [`Source`]: what to inspect, and reading it: bounded, and without any of its content in an error.

use crate::sys::{Deps, Input};
use std::io;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// The most bytes that are read: no token, credentials, certificate chain or document is as long.
const MAX_BYTES: u64 = 1024 * 1024;

/// The source of a text to inspect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// `-`: standard input.
    Stdin,
    /// `file:PATH`.
    File(PathBuf),
    /// `env:NAME`.
    Variable(String),
    /// Anything else: the name of a profile.
    Profile(String),
}

/// Why the source could not be read.
#[derive(thiserror::Error)]
pub(crate) enum InspectError {
    /// The variable is not set, or is empty.
    #[error("could not inspect the variable {0}: it is not set")]
    Unset(String),
    /// The file or standard input cannot be read.
    #[error("could not read {place}")]
    Unreadable {
        /// The path, or `standard input`.
        place: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The argument is not the name of a profile. It is not shown: it may be a token.
    #[error("could not inspect the argument: it is neither -, file:PATH, env:NAME nor the name of a profile")]
    NotASource {
        /// The profiles that exist.
        profiles: Vec<String>,
    },
}
debug_as_display!(InspectError);

impl Source {
    /// Parses the argument.
    pub(crate) fn parse(text: &str) -> Self {
        match text.split_once(':') {
            _ if text == "-" => Self::Stdin,
            Some(("file", path)) if !path.is_empty() => Self::File(path.into()),
            Some(("env", name)) if !name.is_empty() => Self::Variable(name.to_owned()),
            _ => Self::Profile(text.to_owned()),
        }
    }
}

/// Reads `source`, which is not a profile: at most the first MiB, and whether there is more.
///
/// # Errors
/// See [`InspectError`].
pub(crate) fn content_of(source: &Source, deps: &Deps) -> Result<(Zeroizing<Vec<u8>>, bool), InspectError> {
    let input = match source {
        Source::Stdin => Input::Stdin,
        Source::File(path) => Input::File(path),
        Source::Variable(name) => {
            let value = deps.environment.get(name).ok_or_else(|| InspectError::Unset(name.clone()))?;
            return Ok((Zeroizing::new(value.as_bytes().to_vec()), false));
        }
        Source::Profile(_) => return Err(InspectError::NotASource { profiles: Vec::new() }),
    };
    input.beginning(MAX_BYTES).map_err(|source| InspectError::Unreadable { place: input.to_string(), source })
}
