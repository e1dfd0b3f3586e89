//! Errors of the local endpoint.

use std::io;

/// Why the endpoint could not be opened, run, or started in the background.
#[derive(thiserror::Error)]
pub enum Error {
    /// The port cannot be listened on: it is in use, or the system does not allow it.
    #[error("could not listen on 127.0.0.1:{port}")]
    Port {
        /// The port; 0 if any was requested.
        port: u16,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The private folder for the file with the token cannot be made.
    #[error("could not create a private folder for the token")]
    Folder(#[source] io::Error),
    /// The signals of this process cannot be listened for.
    #[error("could not listen for signals")]
    Signals(#[source] io::Error),
    /// The process that serves in the background could not be started.
    #[error("could not start the endpoint in a background process")]
    NotInBackground(#[source] io::Error),
}
debug_as_display!(Error);
