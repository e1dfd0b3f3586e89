//! [`Error`]: why a sandbox cannot be started.

use std::io;
use std::path::PathBuf;

/// Why a sandbox cannot be started, or an account cannot be found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The name is not one of the accounts.
    #[error("the sandbox has no account `{0}`: it has alice, bob and eve")]
    UnknownAccount(String),
    /// The requested port is in use.
    #[error("could not listen on 127.0.0.1:{0}: the port is already in use")]
    PortTaken(u16),
    /// The operating system refused a listener or a thread.
    #[error("could not listen on 127.0.0.1")]
    Listen(#[source] io::Error),
    /// The data folder cannot be read or written.
    #[error("could not use {}", path.display())]
    Data {
        /// The path.
        path: PathBuf,
        /// The error of the operating system.
        #[source]
        source: io::Error,
    },
    /// A file of the data folder contains no RSA key.
    #[error("could not use {}: it contains no RSA key in PKCS#1 PEM", path.display())]
    BadKey {
        /// The file.
        path: PathBuf,
    },
}
