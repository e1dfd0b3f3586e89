//! The flags of a client of an identity provider: which provider, which client, which secret.

use super::shared::{bad, listed, required};
use crate::request::{Issuer, UsageError};
use crate::secret::Source;
use crate::sys::Deps;
use clap::Args;
use clap::builder::FalseyValueParser;
use secrecy::SecretString;
use std::path::PathBuf;

const PROVIDER: &str = "Identity provider";

// (A doc comment here would become the command's own.)
#[derive(Args)]
pub(super) struct ClientArgs {
    /// Issuer, or the address of its discovery document
    #[arg(long, alias = "config-ep", env = "STS_CLI_ISSUER", value_name = "URL", help_heading = PROVIDER)]
    issuer: Option<String>,
    /// Client id of sts-cli at the provider
    #[arg(long, alias = "cid", env = "STS_CLI_CLIENT_ID", value_name = "ID", help_heading = PROVIDER)]
    client_id: Option<String>,
    /// File with the client secret, `-` for stdin
    #[arg(long, env = "STS_CLI_CLIENT_SECRET_FILE", value_name = "PATH", help_heading = PROVIDER)]
    client_secret_file: Option<PathBuf>,
    /// Ask for the client secret on the terminal
    #[arg(long, env = "STS_CLI_ASK_CLIENT_SECRET", value_parser = FalseyValueParser::new(), help_heading = PROVIDER)]
    ask_client_secret: bool,
    /// The client secret itself, for the sample program's sake
    #[arg(long, value_name = "SECRET", hide = true)]
    csec: Option<String>,
    /// Scopes to ask for [default: openid, and profile, email if offered]
    #[arg(long, alias = "cscopes", env = "STS_CLI_SCOPES", value_name = "LIST", help_heading = PROVIDER)]
    scopes: Option<String>,
    /// Allow plain http to a provider on another machine
    #[arg(long, env = "STS_CLI_ALLOW_HTTP_ISSUER", value_parser = FalseyValueParser::new(), help_heading = PROVIDER)]
    pub(super) allow_http_issuer: bool,
}

const ISSUER: UsageError = UsageError::Missing { what: "the identity provider's issuer", flag: "--issuer", variable: "STS_CLI_ISSUER" };
const CLIENT_ID: UsageError = UsageError::Missing { what: "the client id", flag: "--client-id", variable: "STS_CLI_CLIENT_ID" };

impl ClientArgs {
    /// The provider.
    pub(super) fn issuer(&self) -> Result<Issuer, UsageError> {
        Issuer::new(required(self.issuer.as_deref(), ISSUER)?, self.allow_http_issuer).map_err(bad("--issuer"))
    }

    /// The client id.
    pub(super) fn id(&self) -> Result<&str, UsageError> {
        required(self.client_id.as_deref(), CLIENT_ID)
    }

    /// The scopes, none where none were chosen.
    pub(super) fn scopes(&self) -> Vec<String> {
        self.scopes.as_deref().map(listed).unwrap_or_default()
    }

    /// The sample's flag, the file, the terminal, the variable: the first that is there.
    pub(super) fn secret(&self, deps: &Deps) -> Option<Source> {
        if let Some(secret) = self.csec.as_ref().filter(|secret| !secret.is_empty()) {
            deps.terminal
                .warn("--csec shows the client secret to everyone on this machine: use STS_CLI_CLIENT_SECRET or --client-secret-file");
            return Some(Source::Given(SecretString::from(secret.clone())));
        }
        let file = self.client_secret_file.clone().map(Source::File);
        let prompt = self.ask_client_secret.then_some(Source::Prompt("Client secret"));
        let variable = || deps.environment.get("STS_CLI_CLIENT_SECRET").map(|secret| Source::Given(SecretString::from(secret)));
        file.or(prompt).or_else(variable)
    }
}
