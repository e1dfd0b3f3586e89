//! A provider, an STS and an S3 on one loopback address, and a browser that needs no person: for trying, for demos and for tests.

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

/// The client id that the commands of this program use in the sandbox.
pub const CLIENT_ID: &str = "sts-cli";

/// The client whose tokens the STS takes in role mode.
const ROLE_CLIENT_ID: &str = "sts-cli-role";

/// What a sandbox is asked to be.
pub struct Options {
    /// The port of the storage; a free one if there is none.
    pub port: Option<u16>,
    /// The folder that keeps keys and buckets; a temporary one if there is none.
    pub data: Option<PathBuf>,
    /// Whom the command's browser signs in by itself.
    pub sign_in_as: Option<Account>,
    /// Whether provider and storage have a port each.
    pub split: bool,
    /// What is otherwise than it should be.
    pub faults: Faults,
    /// The command to run inside; empty to serve until a signal.
    pub command: Vec<OsString>,
}

/// Why there is no sandbox, or no command in it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The name is not one of the accounts.
    #[error("the sandbox has no account `{0}`: it has alice, bob and eve")]
    UnknownAccount(String),
    /// The port that was asked for is in use.
    #[error("port {0} is taken")]
    PortTaken(u16),
    /// No listener, no signals or no thread: the operating system refused.
    #[error("cannot listen on 127.0.0.1")]
    Listen(#[source] io::Error),
    /// The data folder cannot be read or written.
    #[error("cannot use {}", path.display())]
    Data {
        /// What was touched.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file of the data folder holds no RSA key.
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
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The walk through the login pages ended early.
    #[error(transparent)]
    SignIn(#[from] SignInError),
}

/// Serves until Ctrl-C or SIGTERM, or runs the command inside and returns its exit code (128 + n after signal n).
///
/// # Errors
/// When the sandbox cannot start, or the command cannot.
pub async fn run(options: &Options, clock: &Clock) -> Result<u8, Error> {
    let mut signals = Signals::listen().map_err(Error::Listen)?; // before there is anything to leave behind
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

/// Lists the faults on stdout. A reader that has gone away is no reason to fail.
pub fn list_faults() {
    let mut out = io::stdout().lock();
    let _ = write!(out, "Faults, with the usual value where they have one:\n\n{}", faults::fault_list());
}

/// Tells where the sandbox is, and what to paste. A reader that has gone away is no reason to stop.
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
