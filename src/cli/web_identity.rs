//! `sts-cli web-identity`: the flags of a login at an OpenID provider, and of a token from outside.

use super::Plan;
use super::client::ClientArgs;
use super::shared::{SharedArgs, bad, waiting_time};
use crate::request::{BrowserUse, Form, GivenToken, Identity, LoginWay, Redirect, TokenKind, UsageError, WebIdentity, auth_param};
use crate::sys::Deps;
use clap::Args;
use clap::builder::{FalseyValueParser, PossibleValuesParser};

const PROVIDER: &str = "Identity provider";
const BROWSER: &str = "Browser";
const GIVEN: &str = "A token you already have";

#[derive(Args)]
#[command(after_help = "Each flag can stand in a variable: --client-id in STS_CLI_CLIENT_ID, and so on;\n\
    STS_CLI_CLIENT_SECRET holds a confidential client's secret.\n\n\
    The flags of MinIO's sample program work too, with one dash or two:\n  \
    -sts-ep -config-ep -cid -csec -cscopes -port\n\n\
    Other sources of a token: aws, kubernetes, gitlab, buildkite, circleci.\n\n\
    Example:\n  \
    eval \"$(sts-cli web-identity --endpoint https://minio.example:9000 \\\n    \
    --issuer https://id.example/realms/prod --client-id sts-cli -o env)\"\n\n\
    Example, inside `sts-cli sandbox -- sh`:\n  \
    sts-cli web-identity --token file:\"$SANDBOX_ID_TOKEN_FILE\"")]
pub(super) struct WebIdentityArgs {
    #[command(flatten)]
    client: ClientArgs,
    /// More for the authorization request, such as kc_idp_hint=corp
    #[arg(long = "auth-param", env = "STS_CLI_AUTH_PARAM", value_name = "KEY=VALUE", value_delimiter = '\n', help_heading = PROVIDER)]
    auth_params: Vec<String>,
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
    pub(super) fn plan(&self, deps: &Deps) -> Result<Plan, UsageError> {
        self.shared.plan(deps, waiting_time(&self.timeout)?, |form| self.identity(form, deps))
    }

    fn identity(&self, form: Form, deps: &Deps) -> Result<Identity, UsageError> {
        match self.token.as_deref().filter(|token| !token.is_empty()) {
            Some(token) => self.given(token).map(Identity::GivenToken),
            None => self.person(form, deps).map(|person| Identity::WebIdentity(Box::new(person))),
        }
    }

    /// A token from outside needs neither issuer nor client.
    fn given(&self, source: &str) -> Result<GivenToken, UsageError> {
        let audience = self.audience.clone().or_else(|| self.client.id().ok().map(str::to_owned)).filter(|name| !name.is_empty());
        Ok(GivenToken { source: source.parse().map_err(bad("--token"))?, audience })
    }

    fn person(&self, form: Form, deps: &Deps) -> Result<WebIdentity, UsageError> {
        Ok(WebIdentity {
            client_secret: self.client.secret(deps),
            redirect: self.redirect()?,
            login: self.way(deps),
            browser: self.browser(form),
            issuer: self.client.issuer()?,
            client_id: self.client.id()?.to_owned(),
            scopes: self.client.scopes(),
            auth_params: parameters(&self.auth_params)?,
            send: if self.send == "access-token" { TokenKind::AccessToken } else { TokenKind::IdToken },
            userinfo: self.userinfo,
        })
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

fn parameters(typed: &[String]) -> Result<Vec<(String, String)>, UsageError> {
    typed.iter().filter(|text| !text.is_empty()).map(|text| auth_param(text).map_err(bad("--auth-param"))).collect()
}
