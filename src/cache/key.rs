//! Cache keys: a digest of every input that changes an entry's content. Secrets are not part of it, so it reveals none.

use sha2::{Digest as _, Sha256};
use std::fmt;

/// The key of a cache entry: the first 20 bytes of a SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key([u8; 20]);

impl Key {
    /// Computes the key of these fields, in this order, for a version of their meaning such as `credentials/1`.
    ///
    /// Use a new version when the meaning of the fields changes. Leave absent fields out; an empty field gives a different key. Sort fields
    /// whose order has no meaning.
    ///
    /// ```
    /// use sts_cli::cache::Key;
    /// let key = Key::of("credentials/1", [("endpoint", "https://minio.example"), ("user", "alice")]);
    /// assert_eq!(key.to_string(), "a716b1206f735477c64cac9b4c12e4717416fe18");
    /// ```
    #[must_use]
    pub fn of<'a>(version: &str, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut digest = Sha256::new();
        let mut update = |text: &str| {
            digest.update((text.len() as u64).to_be_bytes()); // length-prefixed: different lists have different encodings
            digest.update(text);
        };
        update(version);
        for (name, value) in fields {
            update(name);
            update(value);
        }
        let mut key = [0; 20];
        key.copy_from_slice(&digest.finalize()[..20]);
        Self(key)
    }
}

impl Key {
    /// Parses a key from its 40 lowercase hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut key = [0; 20];
        let has_full_length = text.len() == 40 && text.is_ascii();
        for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)).filter(|_| has_full_length) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        let key = Self(key);
        (has_full_length && key.to_string() == text).then_some(key)
    }
}

impl fmt::Display for Key {
    /// Formats the key as 40 lowercase hexadecimal digits, which are the file name.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}
