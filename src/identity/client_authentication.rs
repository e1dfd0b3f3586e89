//! Reads the secret or key by which an OAuth client authenticates to its provider.

use super::Error;
use super::oidc::{AssertionSigner, ClientAuthentication};
use crate::request::{AssertionKey, ClientAuthMethod, SecretSource};
use crate::secret::ClientSecret;
use crate::sys::Deps;
use secrecy::ExposeSecret as _;

/// Reads the secret or the key of a client; a public client has neither.
///
/// # Errors
/// A file cannot be read or used, or a prompt was not answered.
#[expect(clippy::disallowed_methods, reason = "the text read becomes a client secret")]
pub(super) fn read(
    secret: Option<&SecretSource>,
    key: Option<&AssertionKey>,
    method: Option<ClientAuthMethod>,
    deps: &Deps,
) -> Result<ClientAuthentication, Error> {
    let secret = secret.map(|source| source.read(deps)).transpose()?;
    Ok(ClientAuthentication {
        secret: secret.map(|secret| ClientSecret::new(secret.expose_secret().to_owned())),
        key: key.map(AssertionSigner::read).transpose().map_err(Error::AssertionKey)?,
        method,
    })
}
