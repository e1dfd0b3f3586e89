//! A command that runs with credentials: once with those at hand, or beside an endpoint that renews them for as long as it lives.

mod signals;

use super::serve::{self, Server};
use super::tools::{mc, rclone};
use super::variables;
use crate::credentials::Credentials;
use crate::request::Request;
use crate::sys::{Deps, exit_code};
use signals::Forwarded;
use std::ffi::{OsStr, OsString};
use std::fmt::Display;
use std::io;
use zeroize::Zeroizing;

/// What would win over the keys or the endpoint, mix with them, or lead them elsewhere, beside what `-o env` removes; and the secret of a
/// login, which is none of the command's business. A store of AWS itself gets no `AWS_ENDPOINT_URL_S3` that would win over the general one.
const STALE: [&str; 9] = [
    "AWS_DEFAULT_PROFILE",
    "AWS_SECURITY_TOKEN",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_ENDPOINT_URL",
    "STS_CLI_CLIENT_SECRET",
];

/// A variable of the command; `None`: it is removed. What comes later counts.
pub type Variable = (String, Option<Zeroizing<String>>);

/// Why a command did not run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such program.
    #[error("cannot find the command `{0}`")]
    NotFound(String),
    /// The system refuses to run it.
    #[error("cannot run the command `{command}`")]
    NotRun {
        /// The command.
        command: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// There is no endpoint for it.
    #[error(transparent)]
    Endpoint(#[from] serve::Error),
    /// No place for the empty AWS files.
    #[error("cannot make the private AWS files of the command")]
    Files(#[source] io::Error),
}

impl Error {
    fn of(command: &OsStr, source: io::Error) -> Self {
        let command = command.to_string_lossy().into_owned();
        match source.kind() {
            io::ErrorKind::NotFound => Self::NotFound(command),
            _ => Self::NotRun { command, source },
        }
    }
}

/// What a command gets with [`run`]: the variables of `-o env`, those of mc and rclone, and none that would win over them.
#[must_use]
pub fn variables(credentials: &Credentials, request: &Request) -> Vec<Variable> {
    let mut all: Vec<Variable> = STALE.into_iter().map(removed).collect();
    all.extend(variables::of(credentials, request).into_iter().map(named));
    all.extend(mc::variables(request, Some(credentials)));
    all.extend(rclone::variables(request, Some(credentials)));
    all
}

/// What a command gets with [`run_renewing`]: where the endpoint is, rclone told to ask there, and no keys: they would stay when
/// new ones come. mc can ask nowhere, so it gets nothing.
fn renewing_variables(server: &Server, request: &Request) -> Vec<Variable> {
    let mut all: Vec<Variable> = STALE.into_iter().map(removed).collect();
    all.extend(server.variables(request).into_iter().map(named));
    all.extend(mc::variables(request, None));
    all.extend(rclone::variables(request, None));
    all
}

fn removed(name: &str) -> Variable {
    (name.to_owned(), None)
}

fn named((name, value): variables::Variable) -> Variable {
    (name.to_owned(), value)
}

/// Runs `program` with `credentials`. On Unix this process becomes the command, elsewhere its exit code comes back.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::NotRun`].
pub fn run(program: &OsStr, arguments: &[OsString], credentials: &Credentials, request: &Request) -> Result<u8, Error> {
    let mut command = std::process::Command::new(program);
    command.args(arguments);
    for (name, value) in variables(credentials, request) {
        match value {
            Some(value) => command.env(name, value.as_str()),
            None => command.env_remove(name),
        };
    }
    become_command(&mut command).map_err(|error| Error::of(program, error))
}

#[cfg(unix)]
fn become_command(command: &mut std::process::Command) -> io::Result<u8> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec())
}

#[cfg(not(unix))]
fn become_command(command: &mut std::process::Command) -> io::Result<u8> {
    command.status().map(exit_code)
}

/// Runs `program` beside an endpoint of its own, with empty AWS files so that nothing else wins, and returns its exit code:
/// 128 + n after signal n. Signals that only this process gets are passed on. After the command's end a renewal may go on until
/// `settled` is done.
///
/// # Errors
/// See [`Error`].
pub async fn run_renewing<E: Display>(
    program: &OsStr,
    arguments: &[OsString],
    first: Credentials,
    renew: impl AsyncFn() -> Result<Credentials, E>,
    settled: impl Future<Output = ()>,
    request: &Request,
    deps: &Deps,
) -> Result<u8, Error> {
    let mut signals = Forwarded::listen().map_err(serve::Error::Signals)?;
    let mut server = Server::open(None, deps).await?;
    let mut command = tokio::process::Command::new(program);
    command.args(arguments);
    for (name, value) in renewing_variables(&server, request) {
        match value {
            Some(value) => command.env(name, value.as_str()),
            None => command.env_remove(name),
        };
    }
    for (name, file) in [("AWS_CONFIG_FILE", "aws-config"), ("AWS_SHARED_CREDENTIALS_FILE", "aws-credentials")] {
        command.env(name, server.add_file(file, b"").map_err(Error::Files)?);
    }
    let mut child = command.spawn().map_err(|error| Error::of(program, error))?;
    let process = child.id();
    let ended = async {
        let status = loop {
            tokio::select! {
                status = child.wait() => break status,
                signal = signals.next() => signal.pass_on(process),
            }
        };
        settled.await;
        status
    };
    let status = server.until(ended, Some(first), renew, deps).await;
    status.map(exit_code).map_err(|error| Error::of(program, error))
}
