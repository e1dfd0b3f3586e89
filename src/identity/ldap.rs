//! A user name and password for the server's LDAP directory.

use super::token_source::command;
use super::{Error, Proof};
use crate::request::Ldap;
use crate::secret::{Password, SecretError, SecretKind, without_line_ends};
use crate::sys::Deps;
use secrecy::ExposeSecret as _;

pub(super) async fn prove(login: &Ldap, deps: &Deps) -> Result<Proof, Error> {
    let user = match &login.user {
        Some(user) => user.clone(),
        None => deps.terminal.prompt_line(SecretKind::UserName.prompt()).map_err(SecretError::prompt_failed(SecretKind::UserName))?,
    };
    let password = match &login.password_command {
        Some(words) => printed(words, deps).await?,
        None => read(login, deps)?,
    };
    Ok(Proof::Ldap { user, password })
}

#[expect(clippy::disallowed_methods, reason = "the text read becomes a password")]
fn read(login: &Ldap, deps: &Deps) -> Result<Password, SecretError> {
    Ok(Password::new(login.password.read(deps)?.expose_secret().to_owned()))
}

/// Runs the command, and returns its output as the password.
async fn printed(words: &[String], deps: &Deps) -> Result<Password, Error> {
    let text = command::output(words, deps).await.map_err(Error::PasswordCommand)?;
    let place = || format!("the output of {}", words.first().map_or("", String::as_str));
    Ok(Password::new(without_line_ends(&text, place)?.to_owned()))
}
