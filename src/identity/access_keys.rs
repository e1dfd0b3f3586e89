//! Long-term access keys: the secret key itself is the proof, by its signature.

use super::Proof;
use crate::request::AccessKeys;
use crate::secret::{SecretError, SecretKey, SessionToken};
use crate::sys::Deps;
use secrecy::ExposeSecret as _;

#[expect(clippy::disallowed_methods, reason = "the texts read become a secret key and a session token")]
pub(super) fn prove(keys: &AccessKeys, deps: &Deps) -> Result<Proof, SecretError> {
    let secret_key = SecretKey::new(keys.secret_key.read(deps)?.expose_secret().to_owned());
    let session_token = keys.session_token.as_ref().map(|source| source.read(deps)).transpose()?;
    let session_token = session_token.map(|token| SessionToken::new(token.expose_secret().to_owned()));
    let (access_key, external_id) = (keys.access_key.clone(), keys.external_id.clone());
    Ok(Proof::AccessKeys { access_key, secret_key, session_token, external_id })
}
