//! A name and a password in the server's directory: nothing is asked of anyone but the person.

use super::{Error, Evidence, Proof};
use crate::request::Ldap;
use crate::secret::{Password, SecretError};
use crate::sys::Deps;
use secrecy::ExposeSecret as _;

#[expect(clippy::disallowed_methods, reason = "the text read becomes a password")]
pub(super) fn prove(login: &Ldap, deps: &Deps) -> Result<Proof, Error> {
    let user = match &login.user {
        Some(user) => user.clone(),
        None => deps.terminal.ask("User name").map_err(SecretError::from)?,
    };
    let password = Password::new(login.password.read(deps)?.expose_secret().to_owned());
    Ok(Proof { evidence: Evidence::Ldap { user, password }, browser: None })
}
