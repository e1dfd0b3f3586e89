//! Long-term access keys: the secret key itself is the proof, by its signature.

use super::{Evidence, Proof};
use crate::request::AccessKeys;
use crate::secret::{SecretError, SecretKey};
use crate::sys::Deps;
use secrecy::ExposeSecret as _;

#[expect(clippy::disallowed_methods, reason = "the text read becomes a secret key")]
pub(super) fn prove(keys: &AccessKeys, deps: &Deps) -> Result<Proof, SecretError> {
    let secret_key = SecretKey::new(keys.secret_key.read(deps)?.expose_secret().to_owned());
    Ok(Proof { evidence: Evidence::AccessKeys { access_key: keys.access_key.clone(), secret_key }, browser: None })
}
