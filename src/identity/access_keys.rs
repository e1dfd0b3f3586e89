//! Long-term access keys: the request signature made with the secret key is the proof.

use super::{Error, Proof, aws_profile};
use crate::request::{AccessKeys, KeySource};
use crate::secret::{SecretKey, SessionToken};
use crate::sys::Deps;
use secrecy::ExposeSecret as _;

#[expect(clippy::disallowed_methods, reason = "the texts read become a secret key and a session token")]
pub(super) fn prove(keys: &AccessKeys, deps: &Deps) -> Result<Proof, Error> {
    let external_id = keys.external_id.clone();
    match &keys.keys {
        KeySource::Given { access_key, secret_key, session_token } => {
            let secret_key = SecretKey::new(secret_key.read(deps)?.expose_secret().to_owned());
            let session_token = session_token.as_ref().map(|source| source.read(deps)).transpose()?;
            let session_token = session_token.map(|token| SessionToken::new(token.expose_secret().to_owned()));
            Ok(Proof::AccessKeys { access_key: access_key.clone(), secret_key, session_token, external_id })
        }
        KeySource::Profile(name) => {
            let keys = aws_profile::read(name, &deps.environment)?;
            let aws_profile::ProfileKeys { access_key, secret_key, session_token } = keys;
            Ok(Proof::AccessKeys { access_key, secret_key, session_token, external_id })
        }
    }
}
