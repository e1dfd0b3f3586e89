//! The name of an entry: a digest of every input that changes what it holds. No secret goes in, so none can be guessed from it.

use sha2::{Digest as _, Sha256};
use std::fmt;

/// Twenty bytes of a SHA-256: no two lists of fields share them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key([u8; 20]);

impl Key {
    /// The key of these fields, in this order, for this version of their meaning: `credentials/1`.
    ///
    /// A change of what the fields mean wants another version. Fields that are absent are left out; one that is there and empty
    /// makes another key. Where the order means nothing, sort before.
    ///
    /// ```
    /// use sts_cli::cache::Key;
    /// let key = Key::of("credentials/1", [("endpoint", "https://minio.example"), ("user", "alice")]);
    /// assert_eq!(key.to_string(), "a716b1206f735477c64cac9b4c12e4717416fe18");
    /// ```
    #[must_use]
    pub fn of<'a>(version: &str, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut digest = Sha256::new();
        let mut add = |text: &str| {
            digest.update((text.len() as u64).to_be_bytes()); // each text says where it ends: no two lists read the same
            digest.update(text);
        };
        add(version);
        for (name, value) in fields {
            add(name);
            add(value);
        }
        let mut key = [0; 20];
        key.copy_from_slice(&digest.finalize()[..20]);
        Self(key)
    }
}

impl Key {
    /// The key that is written so.
    #[must_use]
    pub fn written(text: &str) -> Option<Self> {
        let mut key = [0; 20];
        let is_whole = text.len() == 40 && text.is_ascii();
        for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)).filter(|_| is_whole) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        let key = Self(key);
        (is_whole && key.to_string() == text).then_some(key)
    }
}

impl fmt::Display for Key {
    /// Forty lower-case hexadecimal digits: the file's name.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}
