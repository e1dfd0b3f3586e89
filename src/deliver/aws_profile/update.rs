//! Reading, changing and writing both files under a lock, so that no other run of this program comes in between.

use super::super::aws_ini::{Change, Contents, Document, Objection, Section};
use super::super::person_file::{self, Touched};
use super::rivals::InTheWay;
use super::settings::gone;
use super::{Error, Rival};
use crate::request::Manner;
use crate::sys::Deps;
use crate::sys::files::Lock;
use std::path::PathBuf;
use zeroize::Zeroizing;

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
    objection: Option<Objection>,
    touched: Touched,
}

impl Plan<'_> {
    /// Carries it out, or says what stands against it; `in_the_way` finds that in each of the files.
    pub(super) async fn carry_out(
        self,
        in_the_way: impl Fn(&Contents, &Section, &[Change]) -> InTheWay,
        deps: &Deps,
    ) -> Result<Vec<Touched>, Error> {
        let locks = self.lock(deps).await?;
        let done = self.write(in_the_way, deps);
        locks.into_iter().for_each(Lock::remove);
        done
    }

    fn write(&self, in_the_way: impl Fn(&Contents, &Section, &[Change]) -> InTheWay, deps: &Deps) -> Result<Vec<Touched>, Error> {
        let pending = self.work_out(in_the_way)?;
        for (path, objection) in pending.iter().filter_map(|file| Some((file.path.display(), file.objection?))) {
            deps.terminal.note_once(&format!("the AWS CLI reads nothing of {path}, and other tools do: {objection}"));
        }
        for file in pending.iter().filter(|file| !file.touched.difference.is_empty()) {
            person_file::write(&file.path, &file.bytes, self.manner)?;
        }
        Ok(pending.into_iter().map(|file| file.touched).collect())
    }

    /// The locks of both files, in the order of their names: two runs never wait for each other.
    async fn lock(&self, deps: &Deps) -> Result<Vec<Lock>, Error> {
        let mut places: Vec<_> = self.files.iter().map(|(path, _)| person_file::lock_place(path)).collect();
        places.sort();
        places.dedup();
        let whom = format!("sts-cli, which writes the AWS profile {}", self.name);
        let mut locks = Vec::new();
        for path in places {
            let lock = person_file::lock(&path, &whom, self.manner, deps).await;
            locks.extend(lock.map_err(|source| Error::Locked { path, source })?);
        }
        Ok(locks)
    }

    /// Both files as they are to be. Only the first is ever made.
    fn work_out(&self, in_the_way: impl Fn(&Contents, &Section, &[Change]) -> InTheWay) -> Result<Vec<Pending>, Error> {
        let texts = [person_file::read(&self.files[0].0)?, person_file::read(&self.files[1].0)?];
        let mut documents = Vec::new();
        for ((path, _), text) in self.files.iter().zip(&texts) {
            documents.push(Document::read(text).map_err(|source| Error::Malformed { path: path.clone(), source })?);
        }
        let found = |((_, section), document): (&(_, &Section), &Document)| in_the_way(&document.section(section), section, &self.changes);
        let found: Vec<_> = self.files.iter().zip(&documents).map(found).collect();
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
        let touched = Touched { path: path.clone(), difference };
        Ok(Pending { path: path.clone(), bytes: edited.bytes(), objection: document.objection(), touched })
    }
}
