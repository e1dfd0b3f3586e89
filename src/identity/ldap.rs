//! A name and a password in the server's directory: nothing is asked of anyone but the person.

use super::token_source::command;
use super::{Error, Proof};
use crate::request::Ldap;
use crate::secret::{Password, SecretError};
use crate::sys::Deps;
use secrecy::ExposeSecret as _;

pub(super) async fn prove(login: &Ldap, deps: &Deps) -> Result<Proof, Error> {
    let user = match &login.user {
        Some(user) => user.clone(),
        None => deps.terminal.ask("User name").map_err(SecretError::from)?,
    };
    let password = match &login.password_command {
        Some(words) => printed(words).await?,
        None => read(login, deps)?,
    };
    Ok(Proof::Ldap { user, password })
}

#[expect(clippy::disallowed_methods, reason = "the text read becomes a password")]
fn read(login: &Ldap, deps: &Deps) -> Result<Password, SecretError> {
    Ok(Password::new(login.password.read(deps)?.expose_secret().to_owned()))
}

/// What the command prints, less the end of its last line: every other byte may belong to the password.
async fn printed(words: &[String]) -> Result<Password, Error> {
    let text = command::output(words).await?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(SecretError::Empty(format!("the output of {}", words.first().map_or("", String::as_str))).into());
    }
    Ok(Password::new(line.to_owned()))
}
