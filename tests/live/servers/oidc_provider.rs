//! oidc-provider as `oidc_provider.mjs` sets it up: a strict second opinion on the client's OpenID Connect.

use std::process::Command;
use std::time::Duration;

use super::Server;
use crate::tools::{Tools, beside};

const PATIENCE: Duration = Duration::from_secs(30);

/// Its issuer.
pub(crate) const STRICT_ISSUER: &str = "http://127.0.0.1:9400";

/// The issuer of the one whose clock is half a minute ahead; it has the same keys.
pub(crate) const HASTY_ISSUER: &str = "http://127.0.0.1:9401";

/// The secret of the client `robot`, with characters that Basic authentication must encode.
pub(crate) const ROBOT_SECRET: &str = "robot:s%cret+1";

/// The resource that it makes access tokens for which are JWTs.
pub(crate) const RESOURCE: &str = "urn:example:storage";

/// Starts the provider with the right time.
pub(crate) fn start(tools: &Tools) -> Result<Server, String> {
    launch(tools, "oidc-provider", 9400, 0)
}

/// Starts the provider whose clock is ahead.
pub(crate) fn start_with_clock_ahead(tools: &Tools) -> Result<Server, String> {
    launch(tools, "oidc-provider-hasty", 9401, 30)
}

fn launch(tools: &Tools, name: &'static str, port: u16, seconds_ahead: u32) -> Result<Server, String> {
    let mut command = Command::new("node");
    command.arg(beside("servers/oidc_provider.mjs")).arg(tools.oidc_provider());
    command.args([port.to_string(), seconds_ahead.to_string()]).env("PATH", tools.path());
    Server::start(name, port, &command)?.ready("/.well-known/openid-configuration", PATIENCE)
}
