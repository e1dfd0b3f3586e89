//! [`Source`]: what to inspect, and reading it: bounded, and without any of its content in an error.

use crate::sys::{Deps, Input};
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::time::Duration;
use zeroize::Zeroizing;

/// The most bytes that are read: no token, credentials, certificate chain or document is as long.
const MAX_BYTES: u64 = 1024 * 1024;
/// The most time to wait for the end of a pipe: a command at its other end may log in.
const MAX_WAIT: Duration = Duration::from_secs(300);

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
    /// Nothing closed the pipe in time.
    #[error("could not read {place}: it did not end within {} s", MAX_WAIT.as_secs())]
    TimedOut {
        /// The path, or `standard input`.
        place: String,
    },
    /// The input, which has this description, was read but not decoded.
    #[error("could not decode the input: it is {0}")]
    NotDecoded(String),
    /// There is no argument, and the user cannot choose a profile.
    #[error("could not inspect anything: neither -, file:PATH, env:NAME nor a profile is given")]
    NoSource {
        /// The profiles that exist.
        profiles: Vec<String>,
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
    let path = match source {
        Source::Stdin => None,
        Source::File(path) => Some(path.clone()),
        Source::Variable(name) => {
            let value = deps.environment.get(name).ok_or_else(|| InspectError::Unset(name.clone()))?;
            return Ok((Zeroizing::new(value.as_bytes().to_vec()), false));
        }
        Source::Profile(_) => return Err(InspectError::NotASource { profiles: Vec::new() }),
    };
    let place = path.as_deref().map_or(Input::Stdin, Input::File).to_string();
    match beginning_within(path, MAX_WAIT) {
        Some(read) => read.map_err(|source| InspectError::Unreadable { place, source }),
        None => Err(InspectError::TimedOut { place }),
    }
}

/// The beginning of an input, and whether there is more.
type Beginning = (Zeroizing<Vec<u8>>, bool);

/// Reads a file, or standard input if `path` is `None`; `None` if a pipe is not closed within `limit`.
fn beginning_within(path: Option<PathBuf>, limit: Duration) -> Option<io::Result<Beginning>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || sender.send(path.as_deref().map_or(Input::Stdin, Input::File).beginning(MAX_BYTES)));
    receiver.recv_timeout(limit).ok()
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_is_read_until_its_end_and_not_for_ever() {
        use std::io::Write as _;
        use std::os::fd::AsRawFd as _;
        let (reader, mut writer) = io::pipe().unwrap();
        let path = PathBuf::from(format!("/proc/self/fd/{}", reader.as_raw_fd()));
        writer.write_all(b"token").unwrap();
        assert!(beginning_within(Some(path.clone()), Duration::from_millis(50)).is_none(), "it is still open");
        drop(writer);
        assert!(beginning_within(Some(path), Duration::from_secs(60)).is_some_and(|read| read.is_ok()));
    }
}
