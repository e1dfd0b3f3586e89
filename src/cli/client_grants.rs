//! `sts-cli client-grants`: the flags of a service that logs in with its own client id and secret.

use super::Plan;
use super::client::ClientArgs;
use super::shared::{SharedArgs, bad};
use crate::request::{ClientAuthentication, ClientGrants, Identity, Issuer, TokenProvider, UsageError};
use crate::secret::Source;
use crate::sys::Deps;
use clap::Args;
use std::time::Duration;

const SERVICE: &str = "Service";

#[derive(Args)]
#[command(after_help = "STS_CLI_CLIENT_SECRET holds the client's secret.\n\n\
    The flags of MinIO's sample program work too, with one dash or two:\n  \
    -sts-ep -idp-ep -cid -csec\n\n\
    Example, inside `sts-cli sandbox -- sh`:\n  \
    sts-cli client-grants --cid robot --client-secret-file \"$SANDBOX_ROBOT_SECRET_FILE\"")]
pub(super) struct ClientGrantsArgs {
    #[command(flatten)]
    client: ClientArgs,
    /// Token endpoint, where the issuer's discovery does not serve
    #[arg(long, alias = "idp-ep", env = "STS_CLI_TOKEN_ENDPOINT", value_name = "URL", help_heading = SERVICE)]
    token_endpoint: Option<String>,
    /// How the secret travels [default: as the provider says, else basic]
    #[arg(long, env = "STS_CLI_CLIENT_AUTH", value_name = "WAY", value_parser = ["basic", "post"], help_heading = SERVICE)]
    client_auth: Option<String>,
    /// Audience to ask for
    #[arg(long, env = "STS_CLI_AUDIENCE", value_name = "NAME", help_heading = SERVICE)]
    audience: Option<String>,
    /// Resource to ask for
    #[arg(long, env = "STS_CLI_RESOURCE", value_name = "URI", help_heading = SERVICE)]
    resource: Option<String>,
    #[command(flatten)]
    pub(super) shared: SharedArgs,
}

impl ClientGrantsArgs {
    /// What these flags mean.
    pub(super) fn plan(&self, deps: &Deps) -> Result<Plan, UsageError> {
        self.shared.plan(deps, Duration::MAX, |_| self.identity(deps))
    }

    fn identity(&self, deps: &Deps) -> Result<Identity, UsageError> {
        Ok(Identity::ClientGrants(Box::new(ClientGrants {
            provider: self.provider()?,
            client_id: self.client.id()?.to_owned(),
            client_secret: self.client.secret(deps).unwrap_or(Source::Prompt("Client secret")),
            authentication: self.client_auth.as_deref().map(|way| match way {
                "post" => ClientAuthentication::Post,
                _ => ClientAuthentication::Basic,
            }),
            scopes: self.client.scopes(),
            audience: self.audience.clone(),
            resource: self.resource.clone(),
        })))
    }

    fn provider(&self) -> Result<TokenProvider, UsageError> {
        match self.token_endpoint.as_deref().filter(|text| !text.is_empty()) {
            Some(endpoint) => {
                let url = Issuer::token_endpoint(endpoint, self.client.allow_http_issuer).map_err(bad("--token-endpoint"))?;
                Ok(TokenProvider::Endpoint(url))
            }
            None => self.client.issuer().map(TokenProvider::Issuer),
        }
    }
}
