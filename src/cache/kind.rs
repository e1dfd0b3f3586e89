//! The kinds of entries, and the folder of each.

use crate::sys::files::{Directories, NotPrivate, own_folder, private_folder};
use std::path::{Path, PathBuf};

/// A kind of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Credentials that an STS granted.
    Credentials,
    /// Tokens that a provider granted, and how the last login ended.
    Tokens,
    /// Discovery documents and key sets.
    Provider,
    /// What was learned about a storage server.
    Endpoint,
}

impl EntryKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Credentials, Self::Tokens, Self::Provider, Self::Endpoint];

    /// The folder's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Tokens => "tokens",
            Self::Provider => "provider",
            Self::Endpoint => "endpoint",
        }
    }

    /// The folder that this one is in: secrets stay out of caches, which get mounted into containers and uploaded by CI.
    fn home(self, directories: &Directories) -> Option<&Path> {
        match self {
            Self::Credentials | Self::Tokens => directories.state(),
            Self::Provider | Self::Endpoint => directories.cache(),
        }
    }

    /// The folder, where this system has a home for it. It may not be there yet.
    pub(super) fn folder(self, directories: &Directories) -> Option<PathBuf> {
        self.home(directories).map(|home| home.join(self.name()))
    }

    /// The folder, there and private.
    pub(super) fn private_folder(self, directories: &Directories) -> Result<PathBuf, NotPrivate> {
        private_folder_in(self.home(directories), self.name())
    }
}

/// The folder `name` in `home`, there and private.
pub(super) fn private_folder_in(home: Option<&Path>, name: &str) -> Result<PathBuf, NotPrivate> {
    let home = home.ok_or(NotPrivate::NoHome)?;
    own_folder(home)?;
    let folder = home.join(name);
    private_folder(&folder)?;
    Ok(folder)
}
