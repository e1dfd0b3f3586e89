//! `web-identity`: a user who logs in at an OpenID provider, or the subject of a supplied token.

use super::data::IdentityData;
use super::oauth_client::{CLIENT_OPTIONS, assertion_key, client_id, client_secret, issuer};
use super::spec::{BuildContext, IdentitySpec, SettingPrompt};
use crate::request::option_spec::OptionSpec;
use crate::request::options::{
    ACCOUNT, AUDIENCE, AUTH_PARAMS, CLIENT_AUTH, CLIENT_ID, ISSUER, LOGIN, NO_BROWSER, PORT, REDIRECT_URI, SCOPES, SEND, TOKEN, USERINFO,
};
use crate::request::settings::Settings;
use crate::request::{
    AssertionKey, BrowserUse, Choice as _, ClientAuthMethod, Endpoint, Issuer, KeyField, LoginMethod, OutputFormat, ProofSource,
    RedirectUri, SecretSource, StsAction, TokenKind, UsageError, UserType, WebIdentity, sorted_scopes, stored_path,
};
use std::path::Path;
use url::Url;

pub(super) static SPEC: IdentitySpec = IdentitySpec {
    brief: "OpenID Connect",
    notes: "Each flag can also be set by a variable, such as STS_CLI_CLIENT_ID for\n\
            --client-id. Set a confidential client's secret in STS_CLI_CLIENT_SECRET.\n\n\
            The flags of MinIO's sample program work too, with one dash or two:\n  \
            -sts-ep -config-ep -cid -csec -cscopes -port\n\n\
            More token sources: aws, kubernetes, gitlab, buildkite, circleci.",
    examples: &[
        "sts-cli web-identity --endpoint https://minio.example:9000 \\\n  \
             --issuer https://id.example/realms/prod --client-id sts-cli --save prod",
        "eval \"$(sts-cli web-identity --profile prod -o env)\"",
    ],
    sandbox_example: "sts-cli web-identity --token file:\"$SANDBOX_ID_TOKEN_FILE\"",
    options: &[
        CLIENT_OPTIONS,
        &[&ACCOUNT.spec, &AUTH_PARAMS.spec, &USERINFO.spec, &SEND.spec, &TOKEN.spec, &AUDIENCE.spec, &REDIRECT_URI.spec],
        LOGIN_OPTIONS,
    ],
    login_choice: Some("OpenID Connect, in the browser"),
    login_prompts: &[
        SettingPrompt {
            check: |settings| issuer(settings).map(drop),
            ..SettingPrompt::new(&ISSUER.spec, "Issuer of your identity provider")
        },
        SettingPrompt {
            default: "sts-cli",
            unless: Some(&TOKEN.spec),
            ..SettingPrompt::new(&CLIENT_ID.spec, "Client ID of sts-cli at the provider")
        },
    ],
    user_type: UserType::OpenId,
    accepts_sample_flags: true,
    ..IdentitySpec::new("web-identity", "Get credentials with OpenID Connect (browser login or a token)", &ACTION)
};

/// The options that say how to prompt for a login.
pub(crate) const LOGIN_OPTIONS: &[&OptionSpec] = &[&LOGIN.spec, &PORT.spec, &NO_BROWSER.spec];

pub(super) static ACTION: StsAction = StsAction { name: "AssumeRoleWithWebIdentity", reads_policy_claim: true, ..StsAction::FORM };

pub(super) fn build(context: &BuildContext<'_>) -> Result<WebIdentity, UsageError> {
    let settings = context.settings;
    Ok(WebIdentity {
        client_secret: client_secret(context)?,
        client_auth: settings.value(&CLIENT_AUTH)?,
        assertion_key: assertion_key(settings)?,
        redirect: redirect_uri(settings)?,
        login: login_method(context)?,
        browser: browser_mode(context),
        issuer: issuer(settings)?,
        client_id: client_id(settings)?,
        scopes: settings.value(&SCOPES)?.unwrap_or_default(),
        auth_params: settings.list(&AUTH_PARAMS)?,
        account: settings.text(&ACCOUNT).map(str::to_owned),
        switches_user: false,
        send: settings.value(&SEND)?.unwrap_or(TokenKind::IdToken),
        userinfo: settings.is_on(&USERINFO),
    })
}

/// Returns the redirect URI, or the ports to choose it from.
fn redirect_uri(settings: &Settings) -> Result<RedirectUri, UsageError> {
    let ports = settings.list(&PORT)?;
    match settings.text(&REDIRECT_URI) {
        Some(uri) => RedirectUri::parse(uri, ports).map_err(settings.bad_value(&REDIRECT_URI)),
        None => Ok(RedirectUri::with_ports(ports)),
    }
}

/// Returns the login method. `--no-input` implies `--login never`.
fn login_method(context: &BuildContext<'_>) -> Result<LoginMethod, UsageError> {
    let method = context.settings.value(&LOGIN)?.unwrap_or(LoginMethod::Auto);
    Ok(if context.deps.terminal.are_prompts_disabled() { LoginMethod::Never } else { method })
}

/// Returns whether to open a browser.
fn browser_mode(context: &BuildContext<'_>) -> BrowserUse {
    match (context.settings.is_on(&NO_BROWSER), context.format) {
        (true, _) => BrowserUse::ShowAddress,
        (false, Some(OutputFormat::Process)) => BrowserUse::OpenForATerminal,
        (false, _) => BrowserUse::Open,
    }
}

impl WebIdentity {
    /// The name in stored records.
    pub(in crate::request) const STORED_NAME: &str = "web-identity";

    /// Reconstructs a login from its stored fields, with what a logout requires.
    pub(in crate::request) fn from_stored_fields<'a>(field: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let assertion_key = field("client_assertion_key")
            .map(|file| AssertionKey { file: file.into(), kid: field("client_assertion_kid").map(str::to_owned) });
        Some(Self {
            issuer: Issuer::new(field("issuer")?, true).ok()?,
            client_id: field("client_id")?.to_owned(),
            client_secret: field("client_secret_file").map(|file| SecretSource::File(file.into())),
            client_auth: field("client_auth").and_then(ClientAuthMethod::from_word),
            assertion_key,
            scopes: Vec::new(),
            auth_params: Vec::new(),
            account: None,
            switches_user: false,
            redirect: RedirectUri::with_ports(Vec::new()),
            login: LoginMethod::Never,
            browser: BrowserUse::ShowAddress,
            send: TokenKind::IdToken,
            userinfo: false,
        })
    }
}

impl IdentityData for WebIdentity {
    fn spec(&self) -> &'static IdentitySpec {
        &SPEC
    }

    fn proof_source(&self) -> ProofSource<'_> {
        ProofSource::Login(self)
    }

    fn key_fields(&self, _: &Endpoint) -> Option<Vec<KeyField>> {
        let Self {
            issuer,
            client_id,
            scopes,
            auth_params,
            account,
            userinfo,
            client_secret: _, // a secret; authenticates the client, not the user
            client_auth: _,
            assertion_key: _,
            switches_user: _, // decides who is prompted, not whose login it is
            redirect: _,      // does not affect the tokens
            login: _,         // does not affect the tokens
            browser: _,
            send: _, // affects the STS request only
        } = self;
        let mut parameters: Vec<String> = auth_params.iter().map(|(key, value)| format!("{key}={value}")).collect();
        parameters.sort();
        let mut fields = vec![
            ("identity", SPEC.name.to_owned()),
            ("issuer", issuer.name().trim_end_matches('/').to_owned()),
            ("client", client_id.clone()),
            ("scopes", sorted_scopes(scopes)),
            ("parameters", parameters.join("\n")),
            ("userinfo", userinfo.to_string()),
        ];
        fields.extend(account.clone().map(|account| ("account", account))); // left out if unset, as before there were accounts
        Some(fields)
    }

    fn attempt_fields(&self) -> Vec<KeyField> {
        vec![("way", format!("{:?} {:?} {:?}", self.login, self.redirect, self.send))]
    }

    fn stored_fields(&self) -> Vec<KeyField> {
        let path = |path: Option<&Path>| stored_path(path);
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let secret_file = match &self.client_secret {
            Some(SecretSource::File(file)) => Some(file.as_path()),
            _ => None,
        };
        let key = self.assertion_key.as_ref();
        vec![
            ("issuer", self.issuer.name().to_owned()),
            ("client_id", self.client_id.clone()),
            ("client_secret_file", path(secret_file)),
            ("client_auth", text(self.client_auth.map(ClientAuthMethod::word))),
            ("client_assertion_key", path(key.map(|key| key.file.as_path()))),
            ("client_assertion_kid", text(key.and_then(|key| key.kid.as_deref()))),
        ]
    }

    fn has_private_secret(&self) -> bool {
        !self.client_secret.as_ref().is_none_or(|secret| matches!(secret, SecretSource::File(_)))
    }

    fn is_user_login(&self) -> bool {
        true
    }

    fn provider(&self) -> Option<(&str, &Url)> {
        Some((self.issuer.name(), self.issuer.discovery()))
    }
}
