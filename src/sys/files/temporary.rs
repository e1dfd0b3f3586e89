//! A temporary file in the folder of the file that it will replace: mode 0600, removed on drop unless persisted.

use super::leftovers;
use super::owner::Folder;
use super::target::parent_folder;
use super::write_step::WriteStep;
use rand::distributions::{Alphanumeric, DistString as _};
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use tempfile::TempPath;

/// The size of one write; the observer is called after each.
const PIECE: usize = 64 * 1024;

/// The temporary file.
pub(super) struct TemporaryFile {
    pub(super) file: File,
    /// The folder that it was made in, if this is root.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no root whose files get another owner"))]
    pub(super) folder: Option<Folder>,
    path: TempPath,
}

impl TemporaryFile {
    /// Creates a temporary file in the folder of `target` with `content`.
    pub(super) fn create_beside(target: &Path, content: &[u8], on_step: &mut dyn FnMut(WriteStep) -> io::Result<()>) -> io::Result<Self> {
        check_limit(content.len())?;
        let name = leftovers::name_for(target, &Alphanumeric.sample_string(&mut rand::thread_rng(), 8));
        let path = parent_folder(target).join(&name);
        let folder = Folder::of_root(parent_folder(target))?;
        let file = folder.as_ref().map_or_else(|| create(&path), |folder| folder.file(&name))?;
        let mut temporary = Self { file, folder, path: TempPath::try_from_path(path)? };
        on_step(WriteStep::Created)?;
        for chunk in content.chunks(PIECE) {
            temporary.file.write_all(chunk)?;
            on_step(WriteStep::Written)?;
        }
        Ok(temporary)
    }

    /// Replaces `target`.
    pub(super) fn persist(self, target: &Path) -> io::Result<()> {
        #[cfg(windows)]
        return persist_when_closed(self.path, target);
        #[cfg(not(windows))]
        self.path.persist(target).map_err(|error| error.error)
    }

    /// Moves the file to `target` unless that exists.
    pub(super) fn persist_new(self, target: &Path) -> io::Result<()> {
        self.path.persist_noclobber(target).map_err(|error| error.error)
    }
}

/// Replaces `target`, again for a second if a program holds it open: a virus scanner, or one that reads it at this moment.
#[cfg(windows)]
fn persist_when_closed(mut path: TempPath, target: &Path) -> io::Result<()> {
    let mut tries = 0;
    loop {
        match path.persist(target) {
            Ok(()) => return Ok(()),
            Err(refused) if tries < 40 && super::may_be_held_open(&refused.error) => path = refused.path,
            Err(refused) => return Err(refused.error),
        }
        tries += 1;
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
}

/// Checks the file size limit (`ulimit -f`), because exceeding it ends the process.
#[cfg(unix)]
fn check_limit(bytes: usize) -> io::Result<()> {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Fsize).current;
    if limit.is_some_and(|limit| limit < bytes as u64) { Err(rustix::io::Errno::FBIG.into()) } else { Ok(()) }
}

#[cfg(not(unix))]
fn check_limit(_: usize) -> io::Result<()> {
    Ok(())
}

/// Creates a new file with mode 0600.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}
