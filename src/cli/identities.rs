//! Turns options into an `Identity`, with one function per kind of identity.

use super::choices::IdentityKind;
use super::option_groups as group;
use super::option_spec::OptionSpec;
use super::options as opt;
use super::settings::{Settings, missing};
use crate::request::{
    AccessKeys, AssertionKey, BrowserUse, Choice as _, ClientAuthMethod, ClientGrants, Identity, Issuer, KeySource, Ldap, LoginMethod,
    OutputFormat, RedirectUri, SuppliedToken, TokenKind, TokenProvider, UsageError, WebIdentity,
};
use crate::secret::{SecretKind, SecretSource};
use crate::sys::{ClientCertificate, Deps};
use secrecy::SecretString;

/// The AWS variables for a secret access key and a session token.
const SECRET_KEY: &str = "AWS_SECRET_ACCESS_KEY";
const SESSION_TOKEN: &str = "AWS_SESSION_TOKEN";

/// Turns settings into an identity. The output form decides whether a credential helper may open a browser.
type BuildIdentity = fn(&Settings, Option<OutputFormat>, &Deps) -> Result<Identity, UsageError>;

/// A kind of identity, its options and the function that interprets them.
pub(super) struct IdentitySpec {
    pub(super) kind: IdentityKind,
    pub(super) options: &'static [&'static [&'static OptionSpec]],
    pub(super) build: BuildIdentity,
}

pub(super) static WEB_IDENTITY: IdentitySpec = IdentitySpec {
    kind: IdentityKind::WebIdentity,
    options: &[group::CLIENT, group::WEB_IDENTITY, group::PROMPTS, group::SHARED, group::WRITE, group::FILE, group::COMMON],
    build: web_identity,
};
pub(super) static CLIENT_GRANTS: IdentitySpec = IdentitySpec {
    kind: IdentityKind::ClientGrants,
    options: &[group::CLIENT, group::CLIENT_GRANTS, group::SHARED, group::WRITE, group::FILE, group::COMMON],
    build: client_grants,
};
pub(super) static LDAP: IdentitySpec = IdentitySpec {
    kind: IdentityKind::Ldap,
    options: &[group::LDAP, group::SHARED, group::WRITE, group::FILE, group::COMMON],
    build: ldap,
};
pub(super) static CERTIFICATE: IdentitySpec = IdentitySpec {
    kind: IdentityKind::Certificate,
    options: &[group::SHARED, group::WRITE, group::FILE, group::COMMON],
    build: certificate,
};
pub(super) static CUSTOM_TOKEN: IdentitySpec = IdentitySpec {
    kind: IdentityKind::CustomToken,
    options: &[group::CUSTOM_TOKEN, group::SHARED, group::WRITE, group::FILE, group::COMMON],
    build: custom_token,
};
pub(super) static ASSUME_ROLE: IdentitySpec = IdentitySpec {
    kind: IdentityKind::AssumeRole,
    options: &[group::ASSUME_ROLE, group::SHARED, group::WRITE, group::FILE, group::COMMON],
    build: access_keys,
};

impl IdentitySpec {
    /// Returns the definition for `kind`. A kind without a definition does not compile.
    pub(super) fn for_kind(kind: IdentityKind) -> &'static Self {
        match kind {
            IdentityKind::WebIdentity => &WEB_IDENTITY,
            IdentityKind::ClientGrants => &CLIENT_GRANTS,
            IdentityKind::Ldap => &LDAP,
            IdentityKind::Certificate => &CERTIFICATE,
            IdentityKind::CustomToken => &CUSTOM_TOKEN,
            IdentityKind::AssumeRole => &ASSUME_ROLE,
        }
    }

    /// Finds the identity by its word in profiles.
    pub(super) fn find(word: &str) -> Option<&'static Self> {
        IdentityKind::from_word(word).map(Self::for_kind)
    }

    /// Returns its word in profiles and its command name.
    pub(super) fn word(&self) -> &'static str {
        self.kind.word()
    }

    /// Returns the options of this identity.
    pub(super) fn options(&self) -> impl Iterator<Item = &'static OptionSpec> + use<> {
        self.options.iter().flat_map(|group| group.iter().copied())
    }
}

/// Returns the options that can be set in a profile, with repetitions.
pub(super) fn profile_options() -> impl Iterator<Item = &'static OptionSpec> {
    IdentityKind::ALL.iter().flat_map(|kind| IdentitySpec::for_kind(*kind).options()).filter(|option| option.is_allowed_in_profiles())
}

/// Builds an OpenID Connect identity; with a supplied token, neither issuer nor client is required.
fn web_identity(settings: &Settings, form: Option<OutputFormat>, deps: &Deps) -> Result<Identity, UsageError> {
    if settings.is_set(&opt::TOKEN) {
        let audience = settings.text(&opt::AUDIENCE).or(settings.text(&opt::CLIENT_ID));
        return Ok(Identity::SuppliedToken(supplied_token(settings, audience)?));
    }
    Ok(Identity::WebIdentity(Box::new(WebIdentity {
        client_secret: client_secret(settings, deps)?,
        client_auth: settings.value(&opt::CLIENT_AUTH)?,
        assertion_key: assertion_key(settings)?,
        redirect: redirect(settings)?,
        login: login_way(settings, deps)?,
        browser: browser(settings, form),
        issuer: issuer(settings)?,
        client_id: client_id(settings)?,
        scopes: settings.value(&opt::SCOPES)?.unwrap_or_default(),
        auth_params: settings.list(&opt::AUTH_PARAMS)?,
        send: settings.value(&opt::SEND)?.unwrap_or(TokenKind::IdToken),
        userinfo: settings.is_on(&opt::USERINFO),
    })))
}

/// Builds a client-credentials identity.
fn client_grants(settings: &Settings, _: Option<OutputFormat>, deps: &Deps) -> Result<Identity, UsageError> {
    let allows_http = settings.is_on(&opt::ALLOW_HTTP_ISSUER);
    let assertion_key = assertion_key(settings)?;
    let prompt = assertion_key.is_none().then_some(SecretSource::Prompt(SecretKind::ClientSecret));
    let provider = match settings.text(&opt::TOKEN_ENDPOINT) {
        Some(url) => TokenProvider::Endpoint(Issuer::token_endpoint(url, allows_http).map_err(settings.bad_value(&opt::TOKEN_ENDPOINT))?),
        None => TokenProvider::Issuer(issuer(settings)?),
    };
    Ok(Identity::ClientGrants(Box::new(ClientGrants {
        provider,
        client_id: client_id(settings)?,
        client_secret: client_secret(settings, deps)?.or(prompt),
        client_auth: settings.value(&opt::CLIENT_AUTH)?,
        assertion_key,
        scopes: settings.value(&opt::SCOPES)?.unwrap_or_default(),
        audience: settings.text(&opt::AUDIENCE).map(str::to_owned),
        resource: settings.text(&opt::RESOURCE).map(str::to_owned),
    })))
}

/// Builds an LDAP identity.
fn ldap(settings: &Settings, _: Option<OutputFormat>, _: &Deps) -> Result<Identity, UsageError> {
    Ok(Identity::Ldap(Ldap {
        user: settings.text(&opt::USER).map(str::to_owned),
        password: settings.path(&opt::PASSWORD_FILE).map_or(SecretSource::Prompt(SecretKind::Password), SecretSource::File),
        password_command: settings.value(&opt::PASSWORD_COMMAND)?,
    }))
}

/// Builds a client-certificate identity.
fn certificate(settings: &Settings, _: Option<OutputFormat>, _: &Deps) -> Result<Identity, UsageError> {
    client_certificate(settings).map(Identity::Certificate).ok_or_else(|| missing(&opt::CLIENT_CERT, "the client certificate"))
}

/// Builds an identity from a token for the server's identity plugin.
fn custom_token(settings: &Settings, _: Option<OutputFormat>, _: &Deps) -> Result<Identity, UsageError> {
    Ok(Identity::CustomToken(supplied_token(settings, settings.text(&opt::AUDIENCE))?))
}

/// Builds a long-term-key identity: from an AWS profile, else from options, else from AWS variables; prompts for a missing secret key.
fn access_keys(settings: &Settings, _: Option<OutputFormat>, deps: &Deps) -> Result<Identity, UsageError> {
    let external_id = settings.text(&opt::EXTERNAL_ID).map(str::to_owned);
    if let Some(profile) = settings.text(&opt::SOURCE_PROFILE) {
        return Ok(Identity::AccessKeys(AccessKeys { keys: KeySource::Profile(profile.to_owned()), external_id }));
    }
    let access_key = settings.required(&opt::ACCESS_KEY, "the access key")?.to_owned();
    let applicable = aws_secret_variables(settings, deps);
    let from_variable = |name| {
        let value = deps.environment.get(name).filter(|_| applicable.contains(&name));
        value.map(|secret| SecretSource::Value(SecretString::from(secret)))
    };
    let file = settings.path(&opt::SECRET_KEY_FILE).map(SecretSource::File);
    let secret_key = file.or_else(|| from_variable(SECRET_KEY)).unwrap_or(SecretSource::Prompt(SecretKind::SecretKey));
    let session_token = from_variable(SESSION_TOKEN);
    Ok(Identity::AccessKeys(AccessKeys { keys: KeySource::Given { access_key, secret_key, session_token }, external_id }))
}

/// Returns the AWS variables to read for the configured access key: of its secret and its session token.
///
/// `AWS_SECRET_ACCESS_KEY` belongs to `AWS_ACCESS_KEY_ID`, so it is not used with a different access key.
pub(super) fn aws_secret_variables(settings: &Settings, deps: &Deps) -> Vec<&'static str> {
    const ACCESS_KEY_VARIABLE: &str = "AWS_ACCESS_KEY_ID";
    let Some(access_key) = settings.text(&opt::ACCESS_KEY).filter(|_| settings.text(&opt::SOURCE_PROFILE).is_none()) else {
        return Vec::new();
    };
    let matches_access_key = deps.environment.get(ACCESS_KEY_VARIABLE).is_none_or(|variable_value| variable_value == access_key);
    let has_no_file = settings.path(&opt::SECRET_KEY_FILE).is_none();
    let all = [
        (SECRET_KEY, matches_access_key && has_no_file),
        (SESSION_TOKEN, settings.is_from_variable(&opt::ACCESS_KEY, ACCESS_KEY_VARIABLE)),
    ];
    let set = all.into_iter().filter(|(name, applies)| *applies && deps.environment.get(name).is_some());
    set.map(|(name, _)| name).collect()
}

/// Returns the TLS client certificate, if one is set. The key defaults to the certificate's file.
pub(super) fn client_certificate(settings: &Settings) -> Option<ClientCertificate> {
    let certificate = settings.path(&opt::CLIENT_CERT)?;
    Some(ClientCertificate { key: settings.path(&opt::CLIENT_KEY).unwrap_or_else(|| certificate.clone()), certificate })
}

fn supplied_token(settings: &Settings, audience: Option<&str>) -> Result<SuppliedToken, UsageError> {
    let source = settings.value(&opt::TOKEN)?.ok_or_else(|| missing(&opt::TOKEN, "the source of the token"))?;
    Ok(SuppliedToken { source, audience: audience.map(str::to_owned) })
}

/// Returns the configured issuer.
pub(super) fn issuer(settings: &Settings) -> Result<Issuer, UsageError> {
    let text = settings.required(&opt::ISSUER, "the identity provider's issuer")?;
    Issuer::new(text, settings.is_on(&opt::ALLOW_HTTP_ISSUER)).map_err(settings.bad_value(&opt::ISSUER))
}

fn client_id(settings: &Settings) -> Result<String, UsageError> {
    settings.required(&opt::CLIENT_ID, "the client ID").map(str::to_owned)
}

/// Returns the source of the client secret: `--csec`, the file, a prompt or the variable, whichever is set first in this order.
fn client_secret(settings: &Settings, deps: &Deps) -> Result<Option<SecretSource>, UsageError> {
    if let Some(secret) = settings.value(&opt::CSEC)? {
        deps.terminal
            .warn("--csec exposes the client secret to other users of this machine: use STS_CLI_CLIENT_SECRET or --client-secret-file");
        return Ok(Some(SecretSource::Value(secret)));
    }
    let file = settings.path(&opt::CLIENT_SECRET_FILE).map(SecretSource::File);
    let prompt = settings.is_on(&opt::ASK_CLIENT_SECRET).then_some(SecretSource::Prompt(SecretKind::ClientSecret));
    let variable = settings.value(&opt::CLIENT_SECRET)?.map(SecretSource::Value);
    Ok(file.or(prompt).or(variable))
}

/// Returns the key for `private_key_jwt`. A key with another authentication method is a conflict.
fn assertion_key(settings: &Settings) -> Result<Option<AssertionKey>, UsageError> {
    let method = settings.value(&opt::CLIENT_AUTH)?;
    let takes_a_key = method.is_none_or(|method| method == ClientAuthMethod::PrivateKeyJwt);
    match settings.path(&opt::CLIENT_ASSERTION_KEY) {
        Some(file) if takes_a_key => Ok(Some(AssertionKey { file, kid: settings.text(&opt::CLIENT_ASSERTION_KID).map(str::to_owned) })),
        Some(_) => {
            Err(UsageError::Conflict { first: settings.origin(&opt::CLIENT_AUTH), second: settings.origin(&opt::CLIENT_ASSERTION_KEY) })
        }
        None if method == Some(ClientAuthMethod::PrivateKeyJwt) => {
            Err(missing(&opt::CLIENT_ASSERTION_KEY, "the private key of the client"))
        }
        None => Ok(None),
    }
}

fn redirect(settings: &Settings) -> Result<RedirectUri, UsageError> {
    let ports = settings.list(&opt::PORT)?;
    match settings.text(&opt::REDIRECT_URI) {
        Some(whole) => RedirectUri::parse(whole, ports).map_err(settings.bad_value(&opt::REDIRECT_URI)),
        None => Ok(RedirectUri::with_ports(ports)),
    }
}

/// Returns how to prompt. `--no-input` implies `--login never`.
fn login_way(settings: &Settings, deps: &Deps) -> Result<LoginMethod, UsageError> {
    let way = settings.value(&opt::LOGIN)?.unwrap_or(LoginMethod::Auto);
    Ok(if deps.terminal.are_prompts_disabled() { LoginMethod::Never } else { way })
}

fn browser(settings: &Settings, form: Option<OutputFormat>) -> BrowserUse {
    match (settings.is_on(&opt::NO_BROWSER), form) {
        (true, _) => BrowserUse::ShowAddress,
        (false, Some(OutputFormat::Process)) => BrowserUse::OpenForATerminal,
        (false, _) => BrowserUse::Open,
    }
}
