//! The two secrets of a data folder: the provider's signing key and the storage server's root secret.

use super::files::read_or_create;
use super::{Error, random};
use rsa::pkcs1::{DecodeRsaPrivateKey as _, EncodeRsaPrivateKey as _, LineEnding};
use rsa::traits::PublicKeyParts as _;
use rsa::{RsaPrivateKey, RsaPublicKey};
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::{fmt::Write as _, io};

const SIGNING_KEY_BITS: usize = 2048;

/// The keys of one sandbox.
pub(crate) struct Keys {
    /// Signs the provider's tokens.
    pub(crate) signing: RsaPrivateKey,
    /// The key id, derived from the key.
    pub(crate) id: String,
    /// Signs the storage's session tokens.
    pub(crate) root_secret: String,
}

impl Keys {
    /// Loads or creates the keys of `folder`. Blocks for 0.2 s.
    ///
    /// # Errors
    /// A file cannot be read or written, or contains no key.
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("provider-key.pem");
        let pem = read_or_create(&path, || {
            let key = RsaPrivateKey::new(&mut rand::rngs::OsRng, SIGNING_KEY_BITS).map_err(io::Error::other)?;
            Ok(key.to_pkcs1_pem(LineEnding::LF).map_err(io::Error::other)?.to_string())
        })?;
        let signing = RsaPrivateKey::from_pkcs1_pem(&pem).map_err(|_| Error::BadKey { path })?;
        let root_secret = read_or_create(&folder.join("root-secret"), || Ok(random::token()))?;
        Ok(Self { id: key_id(&signing.to_public_key()), signing, root_secret })
    }
}

/// Returns the first 16 hexadecimal digits of the SHA-256 of the modulus.
fn key_id(key: &RsaPublicKey) -> String {
    Sha256::digest(key.n().to_bytes_be()).iter().take(8).fold(String::new(), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    })
}
