//! The file with the token of an endpoint at a path of the user's choice, which stays the same in each run.

use super::error::Error;
use crate::sys::files::{read_private, write_private};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The length of a token, in characters.
const TOKEN_LENGTH: usize = 43;

/// A private file with the token, which is removed when this is dropped, unless another process has replaced it.
pub(super) struct TokenFile {
    path: PathBuf,
    token: Zeroizing<String>,
}

impl TokenFile {
    /// Writes `token` into the file at `path`, with mode 0600 and in one step: readers find the old token or the new one. Replaces
    /// only a file that another run has left.
    ///
    /// # Errors
    /// [`Error::NotATokenFile`] and [`Error::TokenFile`].
    pub(super) fn write(path: &Path, token: Zeroizing<String>) -> Result<Self, Error> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        if path.symlink_metadata().is_ok() && !read_private(&path, TOKEN_LENGTH as u64).is_ok_and(|content| is_token(&content)) {
            return Err(Error::NotATokenFile(path));
        }
        write_private(&path, token.as_bytes()).map_err(Error::TokenFile)?;
        Ok(Self { path, token })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for TokenFile {
    fn drop(&mut self) {
        if read_private(&self.path, TOKEN_LENGTH as u64).is_ok_and(|content| *content == self.token.as_bytes()) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Whether `content` has the form of [`super::new_token`], or is empty.
fn is_token(content: &[u8]) -> bool {
    let is_token_character = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    content.is_empty() || content.len() == TOKEN_LENGTH && content.iter().all(is_token_character)
}
