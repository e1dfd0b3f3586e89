//! The two secrets of a data folder, made once: the provider's signing key and the storage's root secret.

use super::{Error, random};
use rsa::pkcs1::{DecodeRsaPrivateKey as _, EncodeRsaPrivateKey as _, LineEnding};
use rsa::traits::PublicKeyParts as _;
use rsa::{RsaPrivateKey, RsaPublicKey};
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::path::Path;
use std::{fmt::Write as _, fs, io};

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

/// The text of a private file; made by `make` if there is none yet, by whoever comes first.
pub(crate) fn kept(path: &Path, make: impl FnOnce() -> io::Result<String>) -> Result<String, Error> {
    let or_create = || match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?; // 0600 from birth
            file.write_all(make()?.as_bytes())?;
            match file.persist_noclobber(path) {
                Err(taken) if taken.error.kind() != io::ErrorKind::AlreadyExists => Err(taken.error),
                _ => fs::read_to_string(path),
            }
        }
        other => other,
    };
    or_create().map_err(|source| Error::Data { path: path.to_owned(), source })
}

/// The first 16 hexadecimal digits of the modulus' SHA-256.
fn key_id(key: &RsaPublicKey) -> String {
    Sha256::digest(key.n().to_bytes_be()).iter().take(8).fold(String::new(), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    })
}
