//! The two secrets of a data folder, made once: the provider's signing key and the storage's root secret.

use super::files::kept;
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
    /// The name of that key in the key set, derived from the key.
    pub(crate) id: String,
    /// Signs the storage's session tokens.
    pub(crate) root_secret: String,
}

impl Keys {
    /// Reads the keys of `folder`, or makes them there: 0.2 s of work, so not for the thread that serves.
    ///
    /// # Errors
    /// When a file cannot be read or written, or holds no key.
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("provider-key.pem");
        let pem = kept(&path, || {
            let key = RsaPrivateKey::new(&mut rand::rngs::OsRng, SIGNING_KEY_BITS).map_err(io::Error::other)?;
            Ok(key.to_pkcs1_pem(LineEnding::LF).map_err(io::Error::other)?.to_string())
        })?;
        let signing = RsaPrivateKey::from_pkcs1_pem(&pem).map_err(|_| Error::BadKey { path })?;
        let root_secret = kept(&folder.join("root-secret"), || Ok(random::token()))?;
        Ok(Self { id: key_id(&signing.to_public_key()), signing, root_secret })
    }
}

/// The first 16 hexadecimal digits of the modulus' SHA-256.
fn key_id(key: &RsaPublicKey) -> String {
    Sha256::digest(key.n().to_bytes_be()).iter().take(8).fold(String::new(), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    })
}
