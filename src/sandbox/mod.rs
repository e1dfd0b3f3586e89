//! A provider, an STS, an S3 server and an automatic browser on one loopback address, for experiments, demos and tests.

mod accounts;
mod certificates;
mod command;
mod demo;
mod directory;
mod faults;
mod files;
mod folder;
mod form;
mod identities;
mod jwt;
mod keys;
mod minio;
mod plugin;
mod policy;
mod provider;
mod random;
mod refusal;
mod request_time;
mod revocation;
mod running;
mod s3;
mod seen;
mod sign_in;
mod signature;
mod sts;
mod tls;
mod variables;
mod world;

pub use accounts::Account;
pub use demo::demo;
pub use faults::{AskedFault, FaultError, Faults};
pub use running::Sandbox;
pub use sign_in::{SignInError, sign_in};

use crate::sys::{Clock, Signals};
use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};
use std::path::PathBuf;

/// The client id of this program in the sandbox.
pub const CLIENT_ID: &str = "sts-cli";

/// The client whose tokens the STS accepts in role mode.
const ROLE_CLIENT_ID: &str = "sts-cli-role";

/// The options of a sandbox.
pub struct Options {
    /// The port of the storage server; `None` for a free one.
    pub port: Option<u16>,
    /// The data folder; `None` for a temporary one.
    pub data: Option<PathBuf>,
    /// The account that the command's automatic browser signs in as.
    pub sign_in_as: Option<Account>,
    /// Whether provider and storage server have separate ports.
    pub split: bool,
    /// The faults to switch on.
    pub faults: Faults,
    /// The command to run inside; empty to run until a signal.
    pub command: Vec<OsString>,
}

/// Why the sandbox or its command could not be started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The name is not one of the accounts.
    #[error("the sandbox has no account `{0}`: it has alice, bob and eve")]
    UnknownAccount(String),
    /// The requested port is in use.
    #[error("port {0} is taken")]
    PortTaken(u16),
    /// The operating system refused a listener, a signal handler or a thread.
    #[error("cannot listen on 127.0.0.1")]
    Listen(#[source] io::Error),
    /// The data folder cannot be read or written.
    #[error("cannot use {}", path.display())]
    Data {
        /// The path.
        path: PathBuf,
        /// The error of the operating system.
        #[source]
        source: io::Error,
    },
    /// A file of the data folder contains no RSA key.
    #[error("{} holds no RSA key in PKCS#1 PEM", path.display())]
    BadKey {
        /// The file.
        path: PathBuf,
    },
    /// There is no such command.
    #[error("the command `{0}` was not found")]
    CommandNotFound(String),
    /// The command could not be started or waited for.
    #[error("cannot run `{command}`")]
    Command {
        /// Its name.
        command: String,
        /// The error of the operating system.
        #[source]
        source: io::Error,
    },
    /// The automatic browser could not complete the login.
    #[error(transparent)]
    SignIn(#[from] SignInError),
}

/// Runs the sandbox until Ctrl-C or SIGTERM, or runs the command inside and returns its exit code (128 + n after signal n).
///
/// # Errors
/// The sandbox or the command could not be started.
pub async fn run(options: &Options, clock: &Clock) -> Result<u8, Error> {
    let mut signals = Signals::listen().map_err(Error::Listen)?; // before there is anything to clean up
    let sandbox = Sandbox::start(options, clock).await?;
    let code = if options.command.is_empty() {
        announce(&sandbox, options.sign_in_as);
        signals.any().await;
        Ok(0)
    } else {
        command::run(&sandbox, options, &mut signals).await
    };
    sandbox.stop().await;
    code
}

/// Prints the list of faults. Ignores a closed standard output.
pub fn list_faults() {
    let mut out = io::stdout().lock();
    let _ = write!(out, "Faults, with the usual value where they have one:\n\n{}", faults::fault_list());
}

/// Prints the addresses of the sandbox, and commands to copy. Ignores a closed standard output.
fn announce(sandbox: &Sandbox, account: Option<Account>) {
    let program = command::this_program();
    let program = command::quoted(&program);
    let (endpoint, issuer) = (sandbox.endpoint(), sandbox.issuer());
    let login = format!("{program} web-identity --endpoint {endpoint} --issuer {issuer} --client-id {CLIENT_ID}");
    let account = account.unwrap_or(Account::Alice);
    let browser = command::browser(account);
    let browser = command::quoted(OsStr::new(&browser));
    let keys = account.person();
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "READY {endpoint}");
    let _ = out.flush();
    let _ = writeln!(out, "\nLog in with your browser (alice, bob or eve; the page knows the passwords):\n  {login}");
    let _ = writeln!(out, "\nLog in as {account}, without a browser:\n  BROWSER={browser} {login}");
    let _ = writeln!(out, "\nLong-term keys of {account}: {} {}", keys.access_key, keys.secret_key);
    let _ = writeln!(out, "\nFor the other identities, as `{program} sandbox -- CMD` tells CMD:");
    for (name, value) in variables::all(sandbox, command::this_program()).into_iter().filter(|(name, _)| name.starts_with("SANDBOX_")) {
        let _ = writeln!(out, "  {name}={}", command::quoted(&value));
    }
    let _ = writeln!(out, "\nCtrl-C ends the sandbox.");
    let _ = out.flush();
}
