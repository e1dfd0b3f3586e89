//! Errors of the local endpoint.

use crate::sys::files::{FileError, LockError};
use std::io;
use std::path::PathBuf;

/// Why the endpoint could not be opened, run, or started in the background.
#[derive(thiserror::Error)]
pub enum Error {
    /// The port cannot be listened on: it is in use, or the system does not allow it.
    #[error("could not listen on {}", port.map_or_else(|| "a free port of 127.0.0.1".to_owned(), |port| format!("127.0.0.1:{port}")))]
    Port {
        /// The port; `None` if any was requested.
        port: Option<u16>,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The private folder for the file with the token cannot be made.
    #[error("could not create a private folder for the token")]
    Folder(#[source] io::Error),
    /// The file for the token at a path of the user's choice cannot be written.
    #[error("could not write the token file")]
    TokenFile(#[source] FileError),
    /// The path for the token is that of a file that no endpoint has written.
    #[error("could not write the token file: {} exists and is not one of sts-cli", .0.display())]
    NotATokenFile(PathBuf),
    /// Another endpoint runs, and has its token in the file at this path, or is about to write it there.
    #[error("could not write the token file: another `serve` uses {}", .0.display())]
    TokenFileInUse(PathBuf),
    /// Another process did not finish with its token file.
    #[error("could not write the token file")]
    TokenFileLocked(#[source] LockError),
    /// The signals of this process cannot be listened for.
    #[error("could not listen for signals")]
    Signals(#[source] io::Error),
    /// The process that serves in the background could not be started, or its commands could not be read or printed.
    #[error("could not start the endpoint in a background process, or print its commands")]
    NotInBackground(#[source] io::Error),
}
debug_as_display!(Error);
