//! Serves credentials on a local endpoint: "Container credential provider", AWS SDKs and Tools Reference Guide.
//!
//! It listens on loopback only, serves credentials to requests whose `Host` names loopback and that have its token, and renews the
//! credentials before they expire. Only one renewal runs at a time, however many requests come.
//!
//! ```text
//! BoundPort ─► CredentialsEndpoint ─► serve_until: renewal loop ──set──► CurrentCredentials ◄──read── CredentialsHandler ◄── clients
//!                                          ▲                                    │
//!                                          └──── a request wakes it when due ───┘
//! ```

mod background;
mod current;
mod error;
mod handler;
mod overrides;
mod private_folder;
mod token_file;

pub(crate) use background::serve_in_background;
pub use error::Error;
pub use overrides::override_warning;

use super::renewal::{CredentialSource, RenewalLoop};
use super::variables::{self, Variable};
use crate::credentials::Credentials;
use crate::request::{Request, Shell};
use crate::sys::loopback::{self, Limits};
use crate::sys::test_event;
use crate::sys::{Deps, detach_stdout};
use current::CurrentCredentials;
use handler::{CredentialsHandler, PATH};
use private_folder::PrivateFolder;
use secrecy::{ExposeSecret as _, SecretString};
use std::convert::Infallible;
use std::io;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use token_file::{TokenFile, new_token};
use tokio::net::{TcpListener, TcpSocket};
use zeroize::Zeroizing;

/// How many connections may wait in the operating system's queue.
const LISTEN_BACKLOG: u32 = 1024;

/// The limits of the server. Requests of SDKs have about 500 bytes.
const LIMITS: Limits = Limits { connections: 512, header_bytes: 16 * 1024, keep_alive: true };

/// Variables that override the endpoint, or describe keys that it does not serve; unset in addition to [`variables::CONFLICTS`], which
/// override or change the use of any credentials.
const UNSET_VARIABLES: [&str; 6] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    variables::ACTIVE_PROFILE,
];

/// A bound endpoint with its address and token. It sends no responses before [`CredentialsEndpoint::serve_until`].
pub struct CredentialsEndpoint {
    listener: TcpListener,
    port: u16,
    token: SecretString,
    token_place: TokenPlace,
}

/// The place of the file with the token.
enum TokenPlace {
    /// In a new private folder, which other files can be added to.
    Folder { folder: PrivateFolder, token_file: PathBuf },
    /// At a path of the user's choice.
    Chosen(TokenFile),
}

/// A bound port without token and files yet, so that nothing needs cleanup however the process ends.
pub(crate) struct BoundPort {
    listener: TcpListener,
    port: u16,
}

impl BoundPort {
    /// Binds `port` on 127.0.0.1, or a free one.
    ///
    /// # Errors
    /// [`Error::Port`].
    pub(crate) async fn bind(port: Option<u16>) -> Result<Self, Error> {
        let bind_error = |source| Error::Port { port, source };
        let listener = listen(port.unwrap_or_default()).map_err(bind_error)?;
        let port = listener.local_addr().map_err(bind_error)?.port();
        Ok(Self { listener, port })
    }

    /// Opens the endpoint on this port and writes a new token into a private file: at `token_file`, or in a new folder.
    ///
    /// # Errors
    /// [`Error::Folder`]; for a chosen path see [`TokenFile::write`].
    pub(crate) async fn open(self, token_file: Option<&Path>, deps: &Deps) -> Result<CredentialsEndpoint, Error> {
        let token = new_token();
        let secret = SecretString::from(token.as_str());
        let token_place = match token_file {
            Some(path) => TokenPlace::Chosen(TokenFile::write(path, token, deps).await?),
            None => {
                let folder = PrivateFolder::create(&deps.environment).map_err(Error::Folder)?;
                let token_file = folder.add(private_folder::TOKEN, token.as_bytes()).map_err(Error::Folder)?;
                TokenPlace::Folder { folder, token_file }
            }
        };
        let endpoint = CredentialsEndpoint { listener: self.listener, port: self.port, token: secret, token_place };
        test_event!(EndpointOpened { address: &endpoint.address(), token_file: endpoint.token_file().display().to_string() });
        Ok(endpoint)
    }
}

impl CredentialsEndpoint {
    /// Binds `port` on 127.0.0.1, or a free one, and writes a new token into a private file.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn open(port: Option<u16>, deps: &Deps) -> Result<Self, Error> {
        BoundPort::bind(port).await?.open(None, deps).await
    }

    /// Returns the address of the credentials: `http://127.0.0.1:PORT/credentials`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    /// Returns the path of the file with the token, which only its owner can read and which is removed with the endpoint.
    #[must_use]
    pub fn token_file(&self) -> &Path {
        match &self.token_place {
            TokenPlace::Folder { token_file, .. } => token_file,
            TokenPlace::Chosen(file) => file.path(),
        }
    }

    fn has_chosen_token_file(&self) -> bool {
        matches!(self.token_place, TokenPlace::Chosen(_))
    }

    /// Adds a private file beside that of the token; it is removed with the endpoint.
    pub(super) fn add_file(&self, name: &str, content: &[u8]) -> io::Result<PathBuf> {
        match &self.token_place {
            TokenPlace::Folder { folder, .. } => folder.add(name, content),
            TokenPlace::Chosen(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    /// Returns the variables that point tools to the endpoint and its storage server, and, without a value, those to unset because they
    /// would override it. A token file at a chosen path takes the place of the token, which each run changes.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the programs that may use the endpoint receive its token")]
    pub fn variables(&self, request: &Request) -> Vec<(&'static str, Option<Zeroizing<String>>)> {
        let set = |name, value: &str| (name, Some(Zeroizing::new(value.to_owned())));
        let token = (!self.has_chosen_token_file()).then(|| Zeroizing::new(self.token.expose_secret().to_owned()));
        let container_variables: [Variable; 3] = [
            set("AWS_CONTAINER_CREDENTIALS_FULL_URI", &self.address()),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN", token),
            set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", &self.token_file().display().to_string()),
        ];
        variables::CONFLICTS
            .into_iter()
            .chain(UNSET_VARIABLES)
            .map(|name| (name, None))
            .chain(container_variables)
            .chain(variables::storage_variables(request))
            .collect()
    }

    /// Prints the commands that set and unset [`CredentialsEndpoint::variables`], for `shell` or the calling shell, then closes standard
    /// output so that the shell need not wait for the endpoint to end: nothing can be printed afterwards.
    ///
    /// # Errors
    /// Standard output could not be written, or a value would not be taken literally by the shell.
    pub(crate) fn print_variables_and_close_stdout(
        &self,
        request: &Request,
        shell: Option<Shell>,
        deps: &Deps,
    ) -> Result<(), super::Error> {
        let shell = shell.unwrap_or_else(|| super::parent_shell::detect_shell(deps));
        let commands = super::commands(&self.variables(request), shell, request, deps)?;
        if !self.has_chosen_token_file() {
            super::warn_if_output_is_readable(deps); // the endpoint's token is as good as keys
        }
        super::write(&commands)?;
        detach_stdout().map_err(super::Error::NotWritten)
    }

    /// Describes for the user how tools reach the endpoint, without the token itself.
    ///
    /// # Errors
    /// A value that the calling shell would not take literally.
    pub fn description(&self, request: &Request, deps: &Deps) -> Result<String, super::Error> {
        // what is to be unset is in a warning of its own: see `override_warning`
        let is_shown = |(name, value): &Variable| value.is_some() && *name != "AWS_CONTAINER_AUTHORIZATION_TOKEN";
        let variables: Vec<Variable> = self.variables(request).into_iter().filter(is_shown).collect();
        let commands = super::shell::commands(&[], &variables, super::parent_shell::detect_shell(deps))?;
        let commands: String = commands.lines().map(|line| format!("  {line}\n")).collect();
        Ok(format!(
            "Endpoint    {}\nToken file  {}\n\nSet these variables for tools that use it:\n{commands}\
             Tools that do not read the file (AWS CLI 2.9, s5cmd, rclone 1.60) need its content in AWS_CONTAINER_AUTHORIZATION_TOKEN\n",
            self.address(),
            self.token_file().display()
        ))
    }

    /// Serves until `stop` completes, with `first` until the first renewal. Then finishes the responses in flight and removes the token
    /// file.
    #[expect(clippy::disallowed_methods, reason = "requests are compared with the token")]
    pub async fn serve_until<T>(
        self,
        stop: impl Future<Output = T>,
        first: Option<Credentials>,
        source: &impl CredentialSource,
        deps: &Deps,
    ) -> T {
        let current = Arc::new(CurrentCredentials::new(deps.clock.clone()));
        if let Some(first) = &first {
            current.set(first); // stale credentials are better than none
        }
        let handler = CredentialsHandler::new(self.token.expose_secret(), Arc::clone(&current));
        let connections = loopback::Server::start(vec![self.listener], handler, LIMITS);
        let result = tokio::select! {
            biased; // a renewal that `stop` cancels must not be reported as failed
            result = stop => result,
            never = keep_current(&current, RenewalLoop::new(first, source, deps)) => match never {},
        };
        current.close("sts-cli is stopping");
        connections.shutdown().await;
        result
    }
}

/// Opens a listener whose queue has room for many clients that connect at once.
fn listen(port: u16) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind((Ipv4Addr::LOCALHOST, port).into())?;
    socket.listen(LISTEN_BACKLOG)
}

/// Renews the current credentials forever.
async fn keep_current(current: &CurrentCredentials, mut renewal: RenewalLoop<'_, impl CredentialSource>) -> Infallible {
    loop {
        renewal.wait(current.request_notify()).await;
        let serve = async |credentials: &Credentials| {
            current.set(credentials);
            Ok::<(), Infallible>(())
        };
        let outcome = renewal.renew(serve).await;
        if !renewal.has_credentials() {
            current.clear();
        }
        current.set_schedule(renewal.due(), outcome.err());
    }
}
