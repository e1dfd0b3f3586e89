//! The kinds of entries, and the folder of each.

use crate::sys::files::{Directories, NotPrivate, is_private_folder, private_folder};
use std::path::PathBuf;

/// A kind of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Credentials that an STS granted.
    Credentials,
    /// Tokens that a provider granted, and how the last login ended.
    Tokens,
    /// Discovery documents and key sets: they decide where secrets go, so they are as private as the secrets.
    Provider,
    /// What is stored about logins, for a logout to find and end them.
    Logins,
    /// What was learned about a storage server: it decides what the server is sent.
    Endpoint,
    /// How attempts failed, for those that wait for them.
    Failures,
}

impl EntryKind {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Credentials, Self::Tokens, Self::Logins, Self::Provider, Self::Endpoint, Self::Failures];

    /// The folder's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Tokens => "tokens",
            Self::Logins => "logins",
            Self::Provider => "provider",
            Self::Endpoint => "endpoint",
            Self::Failures => "failures",
        }
    }

    /// The folder, where this system has a home for it. It may not be there yet. It is never below `~/.cache`: caches get mounted into
    /// containers, and pass from one CI job to the next.
    pub(super) fn folder(self, directories: &Directories) -> Option<PathBuf> {
        directories.state().map(|home| home.join(self.name()))
    }

    /// The folder to read from. One that decides where secrets go must be private: who may write there could rename entries.
    pub(super) fn readable_folder(self, directories: &Directories) -> Option<PathBuf> {
        let folder = self.folder(directories)?;
        match self {
            Self::Credentials | Self::Tokens | Self::Failures => Some(folder), // the files themselves must be ours, which is checked of each
            Self::Logins | Self::Provider | Self::Endpoint => is_private_folder(&folder).then_some(folder),
        }
    }

    /// The folder, there and private.
    pub(super) fn private_folder(self, directories: &Directories) -> Result<PathBuf, NotPrivate> {
        private_folder_in(directories, self.name())
    }
}

/// The folder `name` in the state folder, there and private.
pub(super) fn private_folder_in(directories: &Directories, name: &str) -> Result<PathBuf, NotPrivate> {
    let folder = directories.own_state()?.join(name);
    private_folder(&folder)?;
    Ok(folder)
}
