//! The OAuth client by which `web-identity` and `client-grants` are known to an identity provider.

use super::spec::BuildContext;
use crate::request::hint::hint;
use crate::request::option_spec::OptionSpec;
use crate::request::options::{
    ALLOW_HTTP_ISSUER, ASK_CLIENT_SECRET, CLIENT_ASSERTION_KEY, CLIENT_ASSERTION_KID, CLIENT_AUTH, CLIENT_ID, CLIENT_SECRET,
    CLIENT_SECRET_FILE, CSEC, ISSUER, SCOPES,
};
use crate::request::settings::{Settings, missing};
use crate::request::{AssertionKey, ClientAuthMethod, Issuer, SecretPrompt, SecretSource, UsageError};

/// The options of the client and its provider.
pub(crate) const CLIENT_OPTIONS: &[&OptionSpec] = &[
    &ISSUER.spec,
    &CLIENT_ID.spec,
    &CLIENT_SECRET_FILE.spec,
    &ASK_CLIENT_SECRET.spec,
    &CSEC.spec,
    &CLIENT_SECRET.spec,
    &CLIENT_AUTH.spec,
    &CLIENT_ASSERTION_KEY.spec,
    &CLIENT_ASSERTION_KID.spec,
    &SCOPES.spec,
    &ALLOW_HTTP_ISSUER.spec,
];

/// The prompt for the client secret.
pub static CLIENT_SECRET_PROMPT: SecretPrompt =
    SecretPrompt::new("Client secret", || hint!("set ", CLIENT_SECRET, ", or use ", CLIENT_SECRET_FILE));

/// Returns the configured issuer.
pub(crate) fn issuer(settings: &Settings) -> Result<Issuer, UsageError> {
    let text = settings.required(&ISSUER, "the identity provider's issuer")?;
    Issuer::new(text, settings.is_on(&ALLOW_HTTP_ISSUER)).map_err(settings.bad_value(&ISSUER))
}

pub(super) fn client_id(settings: &Settings) -> Result<String, UsageError> {
    settings.required(&CLIENT_ID, "the client ID").map(str::to_owned)
}

/// Returns the source of the client secret: `--csec`, the file, a prompt or the variable, whichever is set first in this order.
pub(super) fn client_secret(context: &BuildContext<'_>) -> Result<Option<SecretSource>, UsageError> {
    if let Some(secret) = context.settings.value(&CSEC)? {
        context
            .deps
            .terminal
            .warn("--csec exposes the client secret to other users of this machine: use STS_CLI_CLIENT_SECRET or --client-secret-file");
        return Ok(Some(SecretSource::Value(secret)));
    }
    let file = context.settings.path(&CLIENT_SECRET_FILE).map(SecretSource::File);
    let prompt = context.settings.is_on(&ASK_CLIENT_SECRET).then_some(SecretSource::Prompt(&CLIENT_SECRET_PROMPT));
    let variable = context.settings.value(&CLIENT_SECRET)?.map(SecretSource::Value);
    Ok(file.or(prompt).or(variable))
}

/// Returns the key for `private_key_jwt`. A key with another authentication method is a conflict.
pub(super) fn assertion_key(settings: &Settings) -> Result<Option<AssertionKey>, UsageError> {
    let method = settings.value(&CLIENT_AUTH)?;
    let takes_a_key = method.is_none_or(|method| method == ClientAuthMethod::PrivateKeyJwt);
    match settings.path(&CLIENT_ASSERTION_KEY) {
        Some(file) if takes_a_key => Ok(Some(AssertionKey { file, kid: settings.text(&CLIENT_ASSERTION_KID).map(str::to_owned) })),
        Some(_) => Err(UsageError::Conflict { first: settings.origin(&CLIENT_AUTH), second: settings.origin(&CLIENT_ASSERTION_KEY) }),
        None if method == Some(ClientAuthMethod::PrivateKeyJwt) => Err(missing(&CLIENT_ASSERTION_KEY, "the private key of the client")),
        None => Ok(None),
    }
}
