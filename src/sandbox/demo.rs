//! Demonstrates a login in a sandbox, with an explanation of each step.

use super::{Account, CLIENT_ID, Error, Faults, Options, Sandbox, command};
use crate::sys::{Deps, Signals};
use std::ffi::OsString;

/// Starts a sandbox, runs `sts-cli web-identity` in it with explanations, and returns its exit code.
///
/// The credentials are always printed: they are valid only for the sandbox, and only until it ends.
///
/// # Errors
/// The sandbox or the login could not be started.
pub async fn demo(account: Option<Account>, deps: &Deps) -> Result<u8, Error> {
    let mut signals = Signals::listen().map_err(Error::Listen)?;
    let words = ["web-identity", "-o", "text", "--buckets"].map(OsString::from);
    let command = [command::this_program()].into_iter().chain(words).collect();
    let options = Options { port: None, data: None, sign_in_as: account, split: false, faults: Faults::default(), command };
    let sandbox = Sandbox::start(&options, &deps.clock).await?;
    deps.terminal.print(&before(&sandbox, account));
    let code = command::run(&sandbox, &options, &mut signals).await;
    if let Ok(code) = code {
        deps.terminal.print(if code == 0 { AFTER } else { FAILED });
    }
    sandbox.stop().await;
    code
}

const AFTER: &str = "\n3. Done: the browser's login became an ID token, the STS traded it for the keys\n   \
    above, and these listed the buckets. They ended with the sandbox, just now.\n\n\
    Next: `sts-cli sandbox` keeps one running to play with; for your own servers see\n      `sts-cli web-identity --help`.";

const FAILED: &str = "\n3. The login ended without credentials, for the reason above.";

fn before(sandbox: &Sandbox, account: Option<Account>) -> String {
    let who = match account {
        Some(account) => format!("{account} signs in by the sandbox's own browser"),
        None => "your browser opens: sign in as alice, bob or eve".to_owned(),
    };
    format!(
        "\n1. A sandbox runs at {endpoint}, on this machine only:\n   an identity provider, an STS and an S3 store.\n\n\
         2. Logging in ({who}), with\n   sts-cli web-identity --endpoint {endpoint} \\\n     --issuer {issuer} --client-id {CLIENT_ID}\n",
        endpoint = sandbox.endpoint(),
        issuer = sandbox.issuer(),
    )
}
