//! `sts-cli web-identity`: the flags of a login at an OpenID provider, and of a token from outside.

use super::Plan;
use super::shared::{SharedArgs, bad, unset, waiting_time};
use crate::request::{BrowserUse, Form, GivenToken, Identity, Issuer, LoginWay, Redirect, TokenKind, UsageError, WebIdentity, auth_param};
use crate::secret::Source;
use crate::sys::Deps;
use clap::Args;
use clap::builder::{FalseyValueParser, PossibleValuesParser};
use secrecy::SecretString;
use std::path::PathBuf;

const PROVIDER: &str = "Identity provider";
const BROWSER: &str = "Browser";
const GIVEN: &str = "A token you already have";

#[derive(Args)]
#[command(after_help = "Each flag can stand in a variable: --client-id in STS_CLI_CLIENT_ID, and so on;\n\
    STS_CLI_CLIENT_SECRET holds a confidential client's secret.\n\n\
    The flags of MinIO's sample program work too, with one dash or two:\n  \
    -sts-ep -config-ep -cid -csec -cscopes -port\n\n\
    Other sources of a token: aws, kubernetes, gitlab, buildkite, circleci.\n\n\
    Examples:\n  \
    eval \"$(sts-cli web-identity --endpoint https://minio.example:9000 \\\n    \
    --issuer https://id.example/realms/prod --client-id sts-cli -o env)\"\n  \
    sts-cli web-identity --token file:token.jwt -o json \\\n    \
    --endpoint https://minio.example:9000")]
pub(super) struct WebIdentityArgs {
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
    /// More for the authorization request, such as kc_idp_hint=corp
    #[arg(long = "auth-param", env = "STS_CLI_AUTH_PARAM", value_name = "KEY=VALUE", value_delimiter = '\n', help_heading = PROVIDER)]
    auth_params: Vec<String>,
    /// Allow plain http to a provider on another machine
    #[arg(long, env = "STS_CLI_ALLOW_HTTP_ISSUER", value_parser = FalseyValueParser::new(), help_heading = PROVIDER)]
    allow_http_issuer: bool,
    /// Compare with the provider's userinfo: it must be the same person
    #[arg(long, env = "STS_CLI_USERINFO", value_parser = FalseyValueParser::new(), help_heading = PROVIDER)]
    userinfo: bool,
    /// The provider's token that goes to the storage server
    #[arg(long, env = "STS_CLI_SEND", value_name = "TOKEN", default_value = "id-token",
          value_parser = PossibleValuesParser::new(["id-token", "access-token"]), help_heading = PROVIDER)]
    send: String,
    /// Where a token is: file:PATH, env:NAME, cmd:PROGRAM, -, github, ci, …
    #[arg(long, env = "STS_CLI_TOKEN", value_name = "SOURCE", help_heading = GIVEN)]
    token: Option<String>,
    /// Whom the token is to be meant for [default: the client id]
    #[arg(long, env = "STS_CLI_AUDIENCE", value_name = "NAME", help_heading = GIVEN)]
    audience: Option<String>,
    /// How to ask the person
    #[arg(long, env = "STS_CLI_LOGIN", value_name = "WAY", default_value = "auto",
          value_parser = PossibleValuesParser::new(["auto", "browser", "device", "paste", "never"]), help_heading = BROWSER)]
    login: String,
    /// Callback port, or a list tried in order [default: a free one]
    #[arg(long, env = "STS_CLI_PORT", value_name = "PORT", value_delimiter = ',', value_parser = clap::value_parser!(u16).range(1..),
          help_heading = BROWSER)]
    port: Vec<u16>,
    /// Redirect URI, whole [default: http://127.0.0.1:PORT/oauth2/callback]
    #[arg(long, env = "STS_CLI_REDIRECT_URI", value_name = "URL", help_heading = BROWSER)]
    redirect_uri: Option<String>,
    /// Show the address instead of opening a browser
    #[arg(long, env = "STS_CLI_NO_BROWSER", value_parser = FalseyValueParser::new(), help_heading = BROWSER)]
    no_browser: bool,
    /// How long to wait for the person
    #[arg(long, env = "STS_CLI_TIMEOUT", value_name = "TIME", default_value = "5m", help_heading = BROWSER)]
    timeout: String,
    #[command(flatten)]
    pub(super) shared: SharedArgs,
}

impl WebIdentityArgs {
    /// What these flags mean.
    pub(super) fn plan(self, deps: &Deps) -> Result<Plan, UsageError> {
        let form = self.shared.form(deps)?;
        if let Some(shell) = unset(form) {
            return Ok(Plan::Unset(shell));
        }
        let timeout = waiting_time(&self.timeout)?;
        let identity = match self.token.as_deref().filter(|token| !token.is_empty()) {
            Some(token) => Identity::GivenToken(self.given(token)?),
            None => Identity::WebIdentity(Box::new(self.person(form, deps)?)),
        };
        let request = self.shared.request(identity, form, timeout)?;
        Ok(Plan::Run(Box::new(request)))
    }

    /// A token from outside needs neither issuer nor client.
    fn given(&self, source: &str) -> Result<GivenToken, UsageError> {
        let audience = self.audience.clone().or_else(|| self.client_id.clone()).filter(|name| !name.is_empty());
        Ok(GivenToken { source: source.parse().map_err(bad("--token"))?, audience })
    }

    fn person(&self, form: Form, deps: &Deps) -> Result<WebIdentity, UsageError> {
        Ok(WebIdentity {
            client_secret: self.client_secret(deps),
            redirect: self.redirect()?,
            login: self.way(deps),
            browser: self.browser(form),
            issuer: Issuer::new(&required(self.issuer.clone(), ISSUER)?, self.allow_http_issuer).map_err(bad("--issuer"))?,
            client_id: required(self.client_id.clone(), CLIENT_ID)?,
            scopes: self.scopes.as_deref().map(listed).unwrap_or_default(),
            auth_params: parameters(&self.auth_params)?,
            send: if self.send == "access-token" { TokenKind::AccessToken } else { TokenKind::IdToken },
            userinfo: self.userinfo,
        })
    }

    /// The sample's flag, the file, the terminal, the variable: the first that is there.
    fn client_secret(&self, deps: &Deps) -> Option<Source> {
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

    fn redirect(&self) -> Result<Redirect, UsageError> {
        match &self.redirect_uri {
            Some(whole) => Redirect::whole(whole, self.port.clone()).map_err(bad("--redirect-uri")),
            None => Ok(Redirect::on(self.port.clone())),
        }
    }

    /// `--no-input` includes `--login never`.
    fn way(&self, deps: &Deps) -> LoginWay {
        match self.login.as_str() {
            _ if deps.terminal.asks_nobody() => LoginWay::Never,
            "browser" => LoginWay::Browser,
            "device" => LoginWay::Device,
            "paste" => LoginWay::Paste,
            "never" => LoginWay::Never,
            _ => LoginWay::Auto,
        }
    }

    fn browser(&self, form: Form) -> BrowserUse {
        match (self.no_browser, form) {
            (true, _) => BrowserUse::ShowAddress,
            (false, Form::Process) => BrowserUse::OpenForATerminal,
            (false, _) => BrowserUse::Open,
        }
    }
}

const ISSUER: UsageError = UsageError::Missing { what: "the identity provider's issuer", flag: "--issuer", variable: "STS_CLI_ISSUER" };
const CLIENT_ID: UsageError = UsageError::Missing { what: "the client id", flag: "--client-id", variable: "STS_CLI_CLIENT_ID" };

fn required(value: Option<String>, missing: UsageError) -> Result<String, UsageError> {
    value.filter(|value| !value.is_empty()).ok_or(missing)
}

/// Scopes, separated by commas or blanks.
fn listed(scopes: &str) -> Vec<String> {
    scopes.split([',', ' ', '\t']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}

fn parameters(typed: &[String]) -> Result<Vec<(String, String)>, UsageError> {
    typed.iter().filter(|text| !text.is_empty()).map(|text| auth_param(text).map_err(bad("--auth-param"))).collect()
}
