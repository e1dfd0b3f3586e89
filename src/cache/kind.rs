//! The kinds of entries, and the folder of each.

use crate::sys::files::{Directories, PrivateFolderError, ensure_private_folder, is_private_folder};
use std::path::{Path, PathBuf};

/// A kind of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Credentials that an STS granted.
    Credentials,
    /// The login state: tokens that a provider granted, and prompts.
    Tokens,
    /// Discovery documents and key sets. They decide where secrets are sent, so they require the same protection.
    Provider,
    /// Login records, by which a logout finds logins.
    Logins,
    /// Learned server capabilities: they decide what a server is sent.
    Endpoint,
    /// Failures shared with waiting processes.
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

    /// The folder of this kind, which may not exist yet; `None` without a home directory. Never below `~/.cache`: caches get mounted into
    /// containers, and passed between CI jobs.
    pub(super) fn folder(self, directories: &Directories) -> Option<PathBuf> {
        directories.state().map(|home| home.join(self.name()))
    }

    /// The folder to read from; `None` if it must be private and is not. Entries that decide where secrets are sent require a private
    /// folder: a user who can write there could rename entries.
    pub(super) fn readable_folder(self, directories: &Directories) -> Option<PathBuf> {
        let folder = self.folder(directories)?;
        match self {
            Self::Credentials | Self::Tokens | Self::Failures => Some(folder), // each file is checked to be private to this user
            Self::Logins | Self::Provider | Self::Endpoint => is_private_folder(&folder).then_some(folder),
        }
    }

    /// Creates the folder if needed, and ensures that it is private.
    pub(super) fn private_folder(self, directories: &Directories) -> Result<PathBuf, PrivateFolderError> {
        private_folder_in(directories, self.name())
    }
}

/// Creates the folders of all kinds that are missing, and removes other users' access to them, as the first write would. Returns the folder
/// that they are in.
///
/// # Errors
/// One of them cannot be made private.
pub(crate) fn private_folders(directories: &Directories) -> Result<PathBuf, PrivateFolderError> {
    EntryKind::ALL.into_iter().try_for_each(|kind| kind.private_folder(directories).map(drop))?;
    directories.own_state().map(Path::to_owned)
}

/// The folder `name` in the state folder, there and private.
pub(super) fn private_folder_in(directories: &Directories, name: &str) -> Result<PathBuf, PrivateFolderError> {
    let folder = directories.own_state()?.join(name);
    ensure_private_folder(&folder)?;
    Ok(folder)
}
