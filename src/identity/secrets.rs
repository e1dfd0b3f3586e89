//! Identities that consist of secrets: their sources are read, and become parameters of the STS request or keys that sign it.

use super::token_source::command;
use super::{AwsKeys, Error, Proof, ProofParameter, aws_profile};
use crate::request::{KeySource, ParameterSource, SecretError, Secrets, TOKEN_CODE_PROMPT, without_line_ends};
use crate::secret::{SecretKey, SessionToken};
use crate::sys::Deps;
use secrecy::{ExposeSecret as _, SecretString};

/// Reads the keys, then the parameters in their order.
///
/// # Errors
/// See [`Error`].
#[expect(clippy::disallowed_methods, reason = "a parameter of the proof is the user's name")]
pub(super) async fn prove(secrets: &Secrets<'_>, deps: &Deps) -> Result<Proof, Error> {
    let keys = secrets.keys.map(|source| read_keys(source, deps)).transpose()?;
    let display_name = keys.as_ref().map_or_else(String::new, |keys| keys.access_key.clone());
    let mut proof = Proof { display_name, keys, ..Proof::default() };
    for (name, source) in &secrets.parameters {
        let value = read_parameter(*source, deps).await?;
        if *name == secrets.user_parameter {
            value.expose_secret().clone_into(&mut proof.display_name);
        }
        proof.is_single_use |= matches!(source, ParameterSource::OneTimeCode(_));
        proof.parameters.push(ProofParameter { name, value, is_secret: source.is_secret() });
    }
    Ok(proof)
}

/// Reads one parameter, prompting if necessary.
async fn read_parameter(source: ParameterSource<'_>, deps: &Deps) -> Result<SecretString, Error> {
    match source {
        ParameterSource::Text(text) => Ok(SecretString::from(text)),
        ParameterSource::Prompt(prompt) => {
            let answer = deps.terminal.prompt_line(prompt.prompt).map_err(SecretError::prompt_failed(prompt))?;
            Ok(SecretString::from(answer))
        }
        ParameterSource::Secret(source) => Ok(source.read(deps)?),
        ParameterSource::OneTimeCode(code) => Ok(code.read(&TOKEN_CODE_PROMPT, deps)?),
        ParameterSource::Command(words) => {
            let text = command::output(words, deps).await.map_err(Error::PasswordCommand)?;
            let place = || format!("the output of {}", words.first().map_or("", String::as_str));
            Ok(SecretString::from(without_line_ends(&text, place)?))
        }
    }
}

/// Reads the keys that sign the request.
#[expect(clippy::disallowed_methods, reason = "the texts read become a secret key and a session token")]
fn read_keys(source: &KeySource, deps: &Deps) -> Result<AwsKeys, Error> {
    match source {
        KeySource::Given { access_key, secret_key, session_token } => {
            let secret_key = SecretKey::new(secret_key.read(deps)?.expose_secret().to_owned());
            let session_token = session_token.as_ref().map(|source| source.read(deps)).transpose()?;
            let session_token = session_token.map(|token| SessionToken::new(token.expose_secret().to_owned()));
            Ok(AwsKeys { access_key: access_key.clone(), secret_key, session_token })
        }
        KeySource::Profile(name) => Ok(aws_profile::read(name, &deps.environment)?),
    }
}
