//! Recognizes the file of a cache entry by its content, wherever the file is, and whether or not it has expired.

use super::entry::{CredentialsEntry, LoginEntry};
use super::envelope::Envelope;
use jiff::Timestamp;
use serde_json::Value;

/// The content of the file of a cache entry.
pub(crate) enum EntryFile {
    /// Credentials.
    Credentials(Box<CredentialsEntry>),
    /// The tokens of a login.
    Login(Box<LoginEntry>),
    /// An entry that is encrypted with a key in the system keyring.
    Sealed,
    /// An entry without secrets.
    Other,
}

impl EntryFile {
    /// Reads the content of a file; `None` if it is not the file of an entry.
    pub(crate) fn read(content: &[u8]) -> Option<Self> {
        let envelope: Envelope<Value> = Envelope::read(content, Timestamp::MIN)?;
        let Some(entry) = envelope.into_entry() else { return Some(Self::Sealed) };
        if let Ok(credentials) = serde_json::from_value::<CredentialsEntry>(entry.clone()) {
            return Some(Self::Credentials(Box::new(credentials)));
        }
        let is_login = ["id_token", "refresh_token", "is_doubted"].iter().any(|name| entry.get(name).is_some());
        let login = serde_json::from_value(entry).ok().filter(|_| is_login);
        Some(login.map_or(Self::Other, |login| Self::Login(Box::new(login))))
    }
}
