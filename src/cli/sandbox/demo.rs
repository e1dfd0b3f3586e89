//! Demonstrates a login in a sandbox, with an explanation of each step.

use super::{command, running};
use crate::deliver::serve;
use crate::error::Failure;
use crate::sys::{Deps, Signals};
use std::ffi::OsString;
use sts_sandbox::{Account, Options, Sandbox};

/// Starts a sandbox, runs `sts-cli web-identity` in it with explanations, and returns its exit code.
///
/// The credentials are always printed: they are valid only for the sandbox, and only until it ends.
///
/// # Errors
/// The sandbox or the login could not be started.
pub(super) async fn demo(account: Option<Account>, deps: &Deps) -> Result<u8, Failure> {
    let mut signals = Signals::listen().map_err(serve::Error::Signals)?;
    let login = ["web-identity", "-o", "text", "--buckets"].map(OsString::from);
    let login: Vec<OsString> = [command::current_program()].into_iter().chain(login).collect();
    let sandbox = running::start(Options::new(), &deps.clock).await?;
    deps.terminal.print(&introduction(&sandbox, account));
    let code = command::run(&login, &sandbox, account, &mut signals).await;
    if let Ok(code) = code {
        deps.terminal.print(if code == 0 { AFTER } else { FAILED });
    }
    sandbox.stop().await;
    Ok(code?)
}

const AFTER: &str = "\n3. Done: the login returned an ID token, the STS exchanged it for the keys\n   \
    above, and they listed the buckets. They expired with the sandbox.\n\n\
    Next: `sts-cli sandbox` keeps a sandbox running; for your own servers see\n      `sts-cli web-identity --help`.";

const FAILED: &str = "\n3. The login failed, for the reason above.";

fn introduction(sandbox: &Sandbox, account: Option<Account>) -> String {
    let login_note = match account {
        Some(account) => format!("as {account}, without a browser"),
        None => "in your browser: sign in as alice, bob or eve".to_owned(),
    };
    format!(
        "\n1. A sandbox runs at {endpoint}, on this machine only:\n   an identity provider, an STS and an S3 store.\n\n\
         2. Logging in {login_note}. The command is\n   sts-cli web-identity --endpoint {endpoint} \\\n     --issuer {issuer} --client-id {client_id}\n",
        endpoint = sandbox.endpoint(),
        issuer = sandbox.issuer(),
        client_id = sandbox.client_id(),
    )
}
