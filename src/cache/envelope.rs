//! The file format around an entry: a version, and the expiration in the first bytes, where pruning finds it without reading the whole
//! file.
//!
//! `{"version":1,"expires":1893456000,"entry":{…}}`, or `"sealed":"…"` in place of the entry.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use zeroize::Zeroizing;

const HEADER: &str = r#"{"version":1,"expires":"#;
/// The bytes that follow the expiration in a sealed envelope.
const SEALED: &[u8] = b",\"sealed\"";
/// How many bytes to read to find an envelope's expiration.
pub(super) const MAX_HEADER_BYTES: u64 = 64;

/// The file's content.
#[derive(Serialize, Deserialize)]
pub(super) struct Envelope<T> {
    version: u32,
    expires: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
}

impl<T> Envelope<T> {
    pub(super) fn plain(entry: T, expires: Timestamp) -> Self {
        Self { version: 1, expires: expires.as_second(), entry: Some(entry), sealed: None }
    }

    pub(super) fn sealed(sealed: String, expires: Timestamp) -> Self {
        Self { version: 1, expires: expires.as_second(), entry: None, sealed: Some(sealed) }
    }

    /// Parses an envelope; `None` if it has another format or version, or has expired at `now`.
    pub(super) fn read(file: &[u8], now: Timestamp) -> Option<Self>
    where
        T: DeserializeOwned,
    {
        let envelope: Self = serde_json::from_slice(file).ok()?;
        (envelope.version == 1 && envelope.expires > now.as_second()).then_some(envelope)
    }

    /// Returns the plain entry.
    pub(super) fn into_entry(self) -> Option<T> {
        self.entry
    }

    /// Returns the sealed entry, and the expiration stated outside the seal.
    pub(super) fn into_sealed(self) -> Option<(String, i64)> {
        self.sealed.map(|sealed| (sealed, self.expires))
    }
}

/// Reads the expiration (seconds since 1970) from the first bytes of a file; `None` if it is no envelope.
pub(super) fn expiration_in(prefix: &[u8]) -> Option<i64> {
    let digits = std::str::from_utf8(prefix).ok()?.strip_prefix(HEADER)?;
    digits.split_once(',')?.0.parse().ok()
}

/// Whether a file with these first bytes is a sealed envelope.
pub(super) fn is_sealed(prefix: &[u8]) -> bool {
    let rest = prefix.strip_prefix(HEADER.as_bytes()).map(|rest| rest.iter().skip_while(|byte| **byte != b','));
    rest.is_some_and(|rest| rest.take(SEALED.len()).eq(SEALED))
}

/// Serializes `value` into a buffer of exactly its size, so that no copy is left behind by a reallocation; the buffer is zeroized on drop.
pub(super) fn json(value: &impl Serialize) -> Option<Zeroizing<Vec<u8>>> {
    let mut length = CountingWriter(0);
    serde_json::to_writer(&mut length, value).ok()?;
    let mut json = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *json, value).ok()?;
    Some(json)
}

/// Counts the bytes written to it.
struct CountingWriter(usize);

impl Write for CountingWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expiration_is_in_the_first_bytes() {
        for expires in [Timestamp::UNIX_EPOCH, Timestamp::MAX, Timestamp::MIN] {
            let json = json(&Envelope::plain("an entry", expires)).unwrap();
            let prefix = &json[..json.len().min(MAX_HEADER_BYTES as usize)];
            assert_eq!(expiration_in(prefix), Some(expires.as_second()));
        }
        for other in [&b""[..], b"{", br#"{"version":2,"expires":1,"#, br#"{"version":1,"expires":1"#, b"\xff"] {
            assert_eq!(expiration_in(other), None);
        }
    }

    #[test]
    fn the_json_is_written_without_reallocation() {
        let json = json(&"a secret of any length \u{1}\"").unwrap();
        assert_eq!(json.len(), json.capacity());
    }
}
