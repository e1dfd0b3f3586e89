//! Reading, changing and writing both files under a lock, so that no other run of this program comes in between.

use super::super::aws_ini::{Change, Document, Section};
use super::rivals::InTheWay;
use super::settings::gone;
use super::{Error, Manner, Rival, Touched};
use crate::sys::Deps;
use crate::sys::files::{self, Durability, FileError, Lock, LockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// How long another run may write; it takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is to become of a profile.
pub(super) struct Plan<'a> {
    pub(super) name: &'a str,
    /// The file that the changes go to, and the other one, each with the section that the profile is there.
    pub(super) files: [(PathBuf, &'a Section); 2],
    pub(super) changes: Vec<Change>,
    pub(super) manner: Manner,
}

/// A file that was read, and what is to stand in it.
struct Pending {
    path: PathBuf,
    bytes: Zeroizing<Vec<u8>>,
    touched: Touched,
}

impl Plan<'_> {
    /// Carries it out, or says what stands against it; `in_the_way` finds that in each of the files.
    pub(super) async fn carry_out(self, in_the_way: impl Fn(&Document, &Section) -> InTheWay, deps: &Deps) -> Result<Vec<Touched>, Error> {
        let locks = if self.manner.dry_run { Vec::new() } else { self.lock(deps).await? };
        let done = self.write(in_the_way);
        locks.into_iter().for_each(Lock::remove);
        done
    }

    fn write(&self, in_the_way: impl Fn(&Document, &Section) -> InTheWay) -> Result<Vec<Touched>, Error> {
        let pending = self.work_out(in_the_way)?;
        for file in pending.iter().filter(|file| !self.manner.dry_run && !file.touched.difference.is_empty()) {
            match self.manner.in_place {
                true => files::overwrite(&file.path, &file.bytes)?,
                false => files::replace(&file.path, &file.bytes, Durability::Synced)?,
            }
        }
        Ok(pending.into_iter().map(|file| file.touched).collect())
    }

    /// The locks of both files, in the order of their names: two runs never wait for each other.
    async fn lock(&self, deps: &Deps) -> Result<Vec<Lock>, Error> {
        let mut paths: Vec<_> = self.files.iter().map(|(path, _)| lock_path(path)).collect();
        paths.sort();
        paths.dedup();
        let mut locks = Vec::new();
        for path in paths {
            match self.take(&path, deps).await {
                Ok(lock) => locks.push(lock),
                // A file alone in its mount has no folder for a lock.
                Err(LockError::File(_)) if self.manner.in_place => {}
                Err(source) => return Err(Error::Locked { path, source }),
            }
        }
        Ok(locks)
    }

    async fn take(&self, path: &Path, deps: &Deps) -> Result<Lock, LockError> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        if let Some(folder) = folder {
            let _ = files::private_folder(folder); // the writer says what is wrong with it
        }
        let whom = format!("sts-cli, which writes the AWS profile {}", self.name);
        deps.directories.lock(path.to_owned()).take(&whom, PATIENCE, &mut |_| {}).await
    }

    /// Both files as they are to be. Only the first is ever made.
    fn work_out(&self, in_the_way: impl Fn(&Document, &Section) -> InTheWay) -> Result<Vec<Pending>, Error> {
        let texts = [read(&self.files[0].0)?, read(&self.files[1].0)?];
        let mut documents = Vec::new();
        for ((path, _), text) in self.files.iter().zip(&texts) {
            documents.push(Document::read(text).map_err(|source| Error::Malformed { path: path.clone(), source })?);
        }
        let found: Vec<_> = self.files.iter().zip(&documents).map(|((_, section), document)| in_the_way(document, section)).collect();
        let rivals: Vec<Rival> = found.iter().zip(&self.files).flat_map(|(found, (path, _))| found.named(path)).collect();
        if !rivals.is_empty() && !self.manner.force {
            return Err(Error::Rivals { profile: self.name.to_owned(), rivals });
        }
        let files = self.files.iter().zip(&documents).zip(&found).enumerate();
        files.map(|(place, ((file, document), found))| self.edit(place == 0, file, document, found)).collect()
    }

    fn edit(&self, is_first: bool, (path, section): &(PathBuf, &Section), document: &Document, found: &InTheWay) -> Result<Pending, Error> {
        let wanted = if is_first { self.changes.as_slice() } else { &[] };
        let in_the_way = found.ours.iter().chain(found.others.iter().map(|(key, _)| key));
        let unwanted = in_the_way.filter(|key| wanted.iter().all(|change| change.key != **key)).map(|key| gone(section, key));
        let changes: Vec<Change> = unwanted.chain(wanted.iter().cloned()).collect();
        let edited = document.edit(&changes).map_err(|source| Error::NotEditable { path: path.clone(), source })?;
        let difference = edited.difference(&path.display().to_string());
        Ok(Pending { path: path.clone(), bytes: edited.bytes(), touched: Touched { path: path.clone(), difference } })
    }
}

/// The lock of the file that `path` means, beside it.
fn lock_path(path: &Path) -> PathBuf {
    let meant = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = meant.file_name().unwrap_or_default().to_string_lossy();
    meant.with_file_name(format!(".{name}.sts-cli-lock"))
}

/// The content of a file; nothing where there is none.
fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let failed = |source| FileError::System { task: "read", path: path.to_owned(), source };
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(FileError::Folder(path.to_owned())),
        Ok(found) if !found.is_file() => Err(FileError::NotRegular(path.to_owned())),
        Ok(_) => std::fs::read(path).map(Zeroizing::new).map_err(failed),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Zeroizing::default()),
        Err(error) => Err(failed(error)),
    }
}
