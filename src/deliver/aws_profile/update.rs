//! Reading, changing and writing both files under a lock, so that no other run of this program comes in between. Two paths may mean
//! one file; it is read and written once then.

use super::super::difference::{self, Side};
use super::super::person_file::{self, Touched};
use super::listing::AwsListing;
use super::rivals::{self, InTheWay};
use super::settings::{gone, gone_elsewhere};
use super::{Error, Rival};
use crate::aws_files::{Change, Document, Objection, Section};
use crate::request::WriteOptions;
use crate::sys::Deps;
use crate::sys::files::Lock;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What is to become of a profile.
pub(super) struct Plan<'a> {
    pub(super) name: &'a str,
    /// The file that the changes go to, and the other one, each with the section that the profile is there.
    pub(super) files: [(PathBuf, &'a Section); 2],
    pub(super) changes: Vec<Change>,
    /// Where the store is that is not AWS.
    pub(super) address: Option<&'a str>,
    pub(super) manner: WriteOptions,
}

/// Finds what stands in the way of the changes in a section, for a store at an address that is not AWS.
type Look = fn(&Document, &Section, &[Change], Option<&str>) -> InTheWay;

/// A file that was read, and what stands in the way in the sections that the profile is there.
struct Seen<'a> {
    path: &'a Path,
    document: Document<'a>,
    found: Vec<(&'a Section, InTheWay)>,
}

/// A file that was read, and what is to stand in it.
struct Pending {
    path: PathBuf,
    bytes: Zeroizing<Vec<u8>>,
    is_unchanged: bool,
    objection: Option<Objection>,
    inherited: Vec<Rival>,
    touched: Touched,
}

impl Plan<'_> {
    /// Carries it out, or says what stands against it; `in_the_way` finds that in each of the files.
    pub(super) async fn carry_out(self, in_the_way: Look, deps: &Deps) -> Result<Vec<Touched>, Error> {
        let locks = self.lock(deps).await?;
        let done = self.write(in_the_way, deps);
        locks.into_iter().for_each(Lock::remove);
        done
    }

    fn write(&self, in_the_way: Look, deps: &Deps) -> Result<Vec<Touched>, Error> {
        let pending = self.work_out(in_the_way)?;
        for (path, objection) in pending.iter().filter_map(|file| Some((file.path.display(), file.objection?))) {
            deps.terminal.note_once(&match objection.is_to_the_file() {
                true => format!("the AWS CLI reads nothing of {path}, and other tools do: {objection}"),
                false => format!("the AWS CLI reads {path} otherwise than other tools: {objection}"),
            });
        }
        for file in pending.iter().filter(|file| !file.is_unchanged) {
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

    /// The files, each with the sections that the profile is there: two, or one where both paths mean it.
    fn files(&self) -> Vec<(&Path, Vec<&Section>)> {
        let [(path, section), (other, beside)] = &self.files;
        if person_file::meant(path) == person_file::meant(other) {
            return vec![(path.as_path(), vec![*section, *beside])];
        }
        vec![(path.as_path(), vec![*section]), (other.as_path(), vec![*beside])]
    }

    /// All files as they are to be. Only the first is ever made.
    fn work_out(&self, in_the_way: Look) -> Result<Vec<Pending>, Error> {
        let files = self.files();
        let texts = files.iter().map(|(path, _)| person_file::read(path)).collect::<Result<Vec<_>, _>>()?;
        let mut seen = Vec::new();
        for ((path, sections), text) in files.into_iter().zip(&texts) {
            let document = Document::read(text).map_err(|fault| fault.of(path))?;
            let found = self.look(&document, sections, in_the_way);
            seen.push(Seen { path, document, found });
        }
        let rivals: Vec<Rival> = seen.iter().flat_map(Seen::rivals).collect();
        if !rivals.is_empty() && !self.manner.force {
            return Err(Error::Rivals { profile: self.name.to_owned(), rivals });
        }
        let edit = |(place, file): (usize, &Seen)| self.edit(if place == 0 { self.changes.as_slice() } else { &[] }, file);
        let pending = seen.iter().enumerate().map(edit).collect::<Result<Vec<Pending>, Error>>()?;
        let inherited: Vec<Rival> = pending.iter().flat_map(|file| file.inherited.iter().cloned()).collect();
        if inherited.is_empty() { Ok(pending) } else { Err(Error::Inherited { profile: self.name.to_owned(), rivals: inherited }) }
    }

    /// What stands in the way in each of `sections`; what two of them name alike is looked at once.
    fn look<'a>(&self, document: &Document, sections: Vec<&'a Section>, in_the_way: Look) -> Vec<(&'a Section, InTheWay)> {
        let mut found: Vec<(&Section, InTheWay)> = Vec::new();
        let is_one_file = sections.len() > 1;
        for section in sections {
            if !found.iter().any(|(known, _)| document.are_one(known, section)) {
                let mut seen = in_the_way(document, section, &self.changes, self.address);
                if is_one_file {
                    seen.elsewhere.clear(); // another spelling may be the other section, which is looked at by itself
                }
                found.push((section, seen));
            }
        }
        found
    }

    /// What stands in the way of `wanted` goes, but for what `wanted` overwrites.
    fn edit(&self, wanted: &[Change], file: &Seen) -> Result<Pending, Error> {
        let path = file.path.to_owned();
        let mut changes = Vec::new();
        for (place, (section, found)) in file.found.iter().enumerate() {
            let others = found.others.iter().map(|(key, _)| gone(section, key));
            let in_the_way = found.ours.iter().cloned().chain(others);
            changes.extend(in_the_way.filter(|old| !wanted.iter().any(|change| change.key == old.key && change.section == old.section)));
            changes.extend(found.elsewhere.iter().map(|(key, _)| gone_elsewhere(section, key)));
            changes.extend(wanted.iter().filter(|_| place == 0).cloned());
        }
        let edited = file.document.edit(&changes).map_err(|source| Error::NotEditable { path: path.clone(), source })?;
        let bytes = edited.bytes();
        let after = Document::read(&bytes).map_err(|fault| fault.of(&path))?;
        let of_profile: Vec<&Section> = file.found.iter().map(|(section, _)| *section).collect();
        let sections: Vec<&Section> = of_profile.iter().copied().chain(changes.iter().map(|change| &change.section)).collect();
        let listing = |document, side| AwsListing { document, sections: &sections, side };
        let (old, new) = (listing(&file.document, Side::Old), listing(&after, Side::New));
        let difference = difference::of_regions(&path, &old, &new, &edited.regions());
        let inherited = of_profile.iter().flat_map(|section| self.inherited(&after, section, &path)).collect();
        let objection = objection(&after, sections.iter().copied());
        let is_unchanged = edited.is_unchanged();
        Ok(Pending { bytes, is_unchanged, objection, inherited, touched: Touched { path: path.clone(), difference }, path })
    }

    /// What `section` inherits against the changes.
    fn inherited(&self, after: &Document, section: &Section, path: &Path) -> Vec<Rival> {
        let inherited = rivals::inherited(after, section, &self.changes, self.address).into_iter();
        inherited.map(|(key, line)| Rival { key, path: path.to_owned(), line }).collect()
    }
}

impl Seen<'_> {
    fn rivals(&self) -> impl Iterator<Item = Rival> {
        self.found.iter().flat_map(move |(_, found)| found.named(self.path))
    }
}

/// What the AWS CLI has against the file as it is to be, or reads otherwise in those of `sections` that are there.
fn objection<'a>(after: &Document, sections: impl Iterator<Item = &'a Section>) -> Option<Objection> {
    let mut there = sections.filter(|section| after.has(section));
    after.objection().or_else(|| there.find_map(|section| after.objection_to(section)))
}
