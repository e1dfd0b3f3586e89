//! Sources of supplied tokens: a file, a variable, a command, standard input, or a CI system.
//!
//! Tokens are not cached: they rotate, so each STS call reads its own. Only the requested source is read.

mod ci;
pub(super) mod command;
mod error;
mod text;

pub use command::{CommandError, StderrTail};
pub use error::{NeededBy, SourceError};

use crate::request::TokenSource;
use crate::secret::Token;
use crate::sys::{Deps, Input, ReadError};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use text::{MAX_BYTES, parse_token, token_from_command, variable};

/// How long to wait before reading an empty file again: a file may be empty while it is replaced.
const EMPTY_FILE_RETRY_DELAY: Duration = Duration::from_millis(200);
/// The AWS variable that holds the path of a token file.
const WEB_IDENTITY_TOKEN_FILE: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";
/// The path of a pod's service account token.
const SERVICE_ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/// Reads the token from `source`, and trims white space. Sources that issue tokens do so for `audience`.
///
/// # Errors
/// See [`SourceError`].
pub(super) async fn read(source: &TokenSource, audience: Option<&str>, deps: &Deps) -> Result<Token, SourceError> {
    match source {
        TokenSource::File(path) => file(path).await,
        TokenSource::Aws => file(Path::new(variable(WEB_IDENTITY_TOKEN_FILE, Some(NeededBy::Aws), deps)?)).await,
        TokenSource::Kubernetes => file(Path::new(SERVICE_ACCOUNT)).await,
        TokenSource::Variable(name) => parse_token(variable(name, None, deps)?, format!("the variable {name}")),
        TokenSource::Stdin => stdin(deps).await,
        TokenSource::Command(command_line) => token_from_command(command_line, deps).await,
        TokenSource::Github => ci::github(audience, deps).await,
        TokenSource::Gitlab => ci::gitlab(audience, deps),
        TokenSource::Buildkite => ci::buildkite(audience, deps).await,
        TokenSource::Circleci => ci::circleci(audience, deps).await,
        TokenSource::Ci => match ci::detect(deps)? {
            TokenSource::Github => ci::github(audience, deps).await,
            TokenSource::Gitlab => ci::gitlab(audience, deps),
            TokenSource::Buildkite => ci::buildkite(audience, deps).await,
            _ => ci::circleci(audience, deps).await,
        },
    }
}

/// Reads a token without waiting: from a regular file or a variable, which may be that of the detected CI system.
pub(super) fn read_without_waiting(source: &TokenSource, audience: Option<&str>, deps: &Deps) -> Option<Token> {
    if let Some(name) = variable_of(source, audience, deps) {
        return parse_token(deps.environment.get(&name)?, String::new()).ok();
    }
    read_whole(Input::RegularFile(file_of(source, deps)?)).ok() // a pipe can be read only once
}

/// Returns the variable that holds the token, or would hold it; `None` if it comes from elsewhere.
pub(super) fn variable_of(source: &TokenSource, audience: Option<&str>, deps: &Deps) -> Option<String> {
    match source {
        TokenSource::Variable(name) => Some(name.clone()),
        TokenSource::Ci => ci::variable_of(&ci::detect(deps).ok()?, audience),
        _ => ci::variable_of(source, audience),
    }
}

/// Whether the token is there, or can be requested; `None` if only reading it shows that.
pub(super) fn is_present(source: &TokenSource, audience: Option<&str>, deps: &Deps) -> Option<bool> {
    let can_be_read = |path: &Path| path.metadata().is_ok_and(|found| !found.is_file() || File::open(path).is_ok());
    match source {
        TokenSource::Variable(name) => Some(deps.environment.get(name).is_some()),
        TokenSource::File(_) | TokenSource::Aws | TokenSource::Kubernetes => Some(file_of(source, deps).is_some_and(can_be_read)),
        TokenSource::Stdin | TokenSource::Command(_) => None,
        TokenSource::Ci => match ci::detect(deps) {
            Ok(detected) => ci::is_present(&detected, audience, deps),
            Err(_) => Some(false),
        },
        _ => ci::is_present(source, audience, deps),
    }
}

/// The path of a file source.
fn file_of<'a>(source: &'a TokenSource, deps: &'a Deps) -> Option<&'a Path> {
    match source {
        TokenSource::File(path) => Some(path),
        TokenSource::Aws => deps.environment.get(WEB_IDENTITY_TOKEN_FILE).map(Path::new),
        TokenSource::Kubernetes => Some(Path::new(SERVICE_ACCOUNT)),
        _ => None,
    }
}

/// Reads a file; once more if it is empty.
async fn file(path: &Path) -> Result<Token, SourceError> {
    match read_on_thread(Some(path.to_owned())).await {
        Err(SourceError::Empty(_)) => {
            tokio::time::sleep(EMPTY_FILE_RETRY_DELAY).await;
            read_on_thread(Some(path.to_owned())).await
        }
        outcome => outcome,
    }
}

/// Reads standard input, after a prompt if that is a terminal.
async fn stdin(deps: &Deps) -> Result<Token, SourceError> {
    if io::IsTerminal::is_terminal(&io::stdin()) {
        deps.terminal.print("Paste the token here, then press Enter and Ctrl-D.");
    }
    read_on_thread(None).await
}

/// Reads a file, or standard input if `path` is `None`, on a separate thread: a pipe may block, and Ctrl-C must still work.
async fn read_on_thread(path: Option<PathBuf>) -> Result<Token, SourceError> {
    let input_name = input(path.as_deref()).to_string();
    let task = tokio::task::spawn_blocking(move || read_whole(input(path.as_deref())));
    task.await.unwrap_or_else(|error| Err(SourceError::Unreadable { input_name, source: io::Error::other(error) }))
}

/// The file at `path`, or standard input.
fn input(path: Option<&Path>) -> Input<'_> {
    path.map_or(Input::Stdin, Input::File)
}

/// Reads a token to the end of the input.
fn read_whole(input: Input<'_>) -> Result<Token, SourceError> {
    let input_name = input.to_string();
    let text = input.text(MAX_BYTES).map_err(|error| SourceError::of(error, input_name.clone()))?;
    parse_token(&text, input_name)
}

impl SourceError {
    /// Converts a read error of the input called `input_name`.
    fn of(error: ReadError, input_name: String) -> Self {
        match error {
            ReadError::Unreadable(source) => Self::Unreadable { input_name, source },
            ReadError::TooLarge => Self::TooLarge(input_name),
        }
    }
}
