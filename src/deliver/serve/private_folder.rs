//! A temporary folder with mode 0700 that is removed when it is dropped. It stays after SIGKILL, until the next such folder is created: its
//! token is then of no use, because nothing listens any more.

use crate::aws_files::AwsFile;
use crate::sys::Environment;
use crate::sys::files::{mark_folder_in_use, remove_abandoned_folders};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The beginning of the folder's name.
const PREFIX: &str = "sts-cli-";
/// The file with the token of the endpoint.
pub(super) const TOKEN: &str = "token";

/// The folder and the files in it.
pub(super) struct PrivateFolder {
    folder: tempfile::TempDir,
    files: Vec<PathBuf>,
    /// Held so that other processes leave the folder; `None` if its file system has no locks.
    _in_use: Option<File>,
}

impl PrivateFolder {
    /// Creates a folder with these files: in `XDG_RUNTIME_DIR`, which is private and empty after a reboot, else among the temporary files.
    pub(super) fn with<'a>(environment: &Environment, files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> io::Result<Self> {
        let runtime_folder = environment.get("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute());
        let in_runtime_folder = runtime_folder.and_then(|parent| private(tempfile::Builder::new().prefix(PREFIX)).tempdir_in(parent).ok());
        let folder = match in_runtime_folder {
            Some(folder) => folder,
            None => private(tempfile::Builder::new().prefix(PREFIX)).tempdir()?,
        };
        if let Some(parent) = folder.path().parent() {
            let names = AwsFile::ALL.map(|file| file.placeholder);
            remove_abandoned_folders(parent, PREFIX, &[&names[..], &[TOKEN]].concat());
        }
        let _in_use = mark_folder_in_use(folder.path()).ok();
        let mut created = Self { folder, files: Vec::new(), _in_use };
        for (name, content) in files {
            created.add(name, content)?;
        }
        Ok(created)
    }

    /// Adds a file that only its owner can read, and returns its path.
    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> io::Result<PathBuf> {
        let mut file = tempfile::Builder::new().prefix(name).rand_bytes(0).tempfile_in(self.folder.path())?;
        file.write_all(content)?;
        let (_, path) = file.keep().map_err(|error| error.error)?;
        self.files.push(path.clone());
        Ok(path)
    }

    /// Returns the path of the file `name`; that of the folder if there is no such file.
    pub(super) fn file(&self, name: &str) -> &Path {
        let found = self.files.iter().find(|path| path.file_name().is_some_and(|file_name| file_name == name));
        found.map_or_else(|| self.folder.path(), PathBuf::as_path)
    }
}

/// Sets mode 0700.
#[cfg(unix)]
fn private<'a, 'b>(builder: &'a mut tempfile::Builder<'b, 'b>) -> &'a mut tempfile::Builder<'b, 'b> {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn private<'a, 'b>(builder: &'a mut tempfile::Builder<'b, 'b>) -> &'a mut tempfile::Builder<'b, 'b> {
    builder
}
