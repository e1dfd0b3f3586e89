//! Encryption of cache entries: ChaCha20-Poly1305, RFC 8439.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{AeadInPlace as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce, Tag};
use rand::RngCore as _;
use std::fmt;
use zeroize::Zeroizing;

const NONCE: usize = 12;
const TAG: usize = 16;

/// A key that encrypts (seals) and decrypts (opens) entries. Zeroized on drop.
#[derive(Clone)]
pub struct Seal(ChaCha20Poly1305);

impl Seal {
    /// Creates a seal with this key.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self(ChaCha20Poly1305::new(key.into()))
    }

    /// Encrypts `content`, and returns it in base64. `associated_data` binds it to its entry: it can be opened only there.
    #[must_use]
    pub fn seal(&self, content: &[u8], associated_data: &str) -> Option<String> {
        let mut nonce = [0; NONCE];
        rand::rngs::OsRng.try_fill_bytes(&mut nonce).ok()?;
        let mut sealed = Vec::with_capacity(NONCE + content.len() + TAG);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(content);
        let tag = self.0.encrypt_in_place_detached(Nonce::from_slice(&nonce), associated_data.as_bytes(), &mut sealed[NONCE..]).ok()?;
        sealed.extend_from_slice(&tag);
        Some(STANDARD.encode(sealed))
    }

    /// Decrypts what was sealed with this key and the same `associated_data`; `None` for everything else.
    #[must_use]
    pub fn open(&self, sealed: &str, associated_data: &str) -> Option<Zeroizing<Vec<u8>>> {
        let sealed = STANDARD.decode(sealed).ok()?;
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let (content, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG)?)?;
        let mut content = Zeroizing::new(content.to_vec());
        let result =
            self.0.decrypt_in_place_detached(Nonce::from_slice(nonce), associated_data.as_bytes(), &mut content, Tag::from_slice(tag));
        result.ok().map(|()| content)
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Seal(…)")
    }
}
