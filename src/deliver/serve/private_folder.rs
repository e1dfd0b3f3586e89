//! A temporary folder with mode 0700 that is removed when it is dropped. It stays after SIGKILL, until the next such folder is created beside
//! it, if the file system has locks, which show that it is abandoned. Its token is then of no use, because nothing listens any more.

use crate::aws_files::AwsFile;
use crate::sys::Environment;
use crate::sys::files::{mark_folder_in_use, remove_abandoned_folders};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;

/// The beginning of the folder's name.
const PREFIX: &str = "sts-cli-";
/// The file with the token of the endpoint.
pub(super) const TOKEN: &str = "token";

/// The folder and the files in it.
pub(super) struct PrivateFolder {
    folder: tempfile::TempDir,
    /// Held so that other processes leave the folder; `None` if its file system has no locks.
    _in_use: Option<File>,
}

impl PrivateFolder {
    /// Creates an empty folder: in `XDG_RUNTIME_DIR`, which is private and empty after a reboot, else among the temporary files. Removes those
    /// beside it that were abandoned.
    pub(super) fn create(environment: &Environment) -> io::Result<Self> {
        let runtime_folder = environment.get("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute());
        let in_runtime_folder =
            runtime_folder.and_then(|parent| with_private_mode(tempfile::Builder::new().prefix(PREFIX)).tempdir_in(parent).ok());
        let folder = match in_runtime_folder {
            Some(folder) => folder,
            None => with_private_mode(tempfile::Builder::new().prefix(PREFIX)).tempdir()?,
        };
        if let Some(parent) = folder.path().parent() {
            remove_abandoned_folders(parent, PREFIX, &known_names());
        }
        let _in_use = mark_folder_in_use(folder.path()).ok();
        Ok(Self { folder, _in_use })
    }

    /// Adds a file that only its owner can read, and returns its path. A folder with a file whose name is not in [`known_names`] would not be
    /// removed after SIGKILL.
    pub(super) fn add(&self, name: &str, content: &[u8]) -> io::Result<PathBuf> {
        let mut file = tempfile::Builder::new().prefix(name).rand_bytes(0).tempfile_in(self.folder.path())?;
        file.write_all(content)?;
        file.keep().map(|(_, path)| path).map_err(|error| error.error)
    }
}

/// The names of the files in such a folder: the token, and the empty AWS files of `exec --renew`.
fn known_names() -> Vec<&'static str> {
    AwsFile::ALL.iter().map(|file| file.placeholder).chain([TOKEN]).collect()
}

/// Sets mode 0700.
#[cfg(unix)]
fn with_private_mode<'a, 'b>(builder: &'a mut tempfile::Builder<'b, 'b>) -> &'a mut tempfile::Builder<'b, 'b> {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(std::fs::Permissions::from_mode(0o700))
}

/// Changes nothing: the folder for temporary files belongs to one user on this system.
#[cfg(not(unix))]
fn with_private_mode<'a, 'b>(builder: &'a mut tempfile::Builder<'b, 'b>) -> &'a mut tempfile::Builder<'b, 'b> {
    builder
}
