//! Reads, changes and writes both AWS files under locks, which other processes of this program respect. If both paths resolve to one file,
//! it is read and written once.

use super::super::difference::{self, Side};
use super::super::user_file::{self, FileChange};
use super::conflicts::{self, Conflicts};
use super::listing::AwsListing;
use super::settings::{remove, remove_other_spellings};
use super::{Conflict, Error};
use crate::aws_files::{Change, CliIncompatibility, Document, Edited, Section};
use crate::request::WriteOptions;
use crate::sys::Deps;
use crate::sys::files::{self, Lock};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The requested change of a profile.
pub(super) struct ProfileUpdate<'a> {
    pub(super) name: &'a str,
    /// The file to change and the other AWS file, each with the section of the profile in it.
    pub(super) files: [(PathBuf, &'a Section); 2],
    /// The new settings; empty to only remove those that are found.
    pub(super) changes: Vec<Change>,
    /// The address of a storage server other than AWS.
    pub(super) address: Option<&'a str>,
    pub(super) write_options: WriteOptions,
}

/// Finds the settings of a section that conflict with the changes; the address is that of a storage server other than AWS.
type FindConflicts<'a> = dyn Fn(&Document, &Section, &[Change], Option<&str>) -> Conflicts + 'a;

/// A file that was read, with the conflicts in the profile's sections.
struct ReadFile<'a> {
    path: &'a Path,
    document: Document<'a>,
    found: Vec<(&'a Section, Conflicts)>,
}

/// A file that is about to be written.
struct PendingFile {
    path: PathBuf,
    bytes: Zeroizing<Vec<u8>>,
    is_unchanged: bool,
    incompatibility: Option<CliIncompatibility>,
    inherited: Vec<Conflict>,
    change: FileChange,
}

impl ProfileUpdate<'_> {
    /// Writes the files, or fails with the conflicts that `find_conflicts` finds in them.
    pub(super) async fn apply(self, find_conflicts: &FindConflicts<'_>, deps: &Deps) -> Result<Vec<FileChange>, Error> {
        self.files.iter().try_for_each(|(path, _)| files::check_path(path))?;
        let locks = self.lock(deps).await?;
        let result = self.write(find_conflicts, deps);
        locks.into_iter().for_each(Lock::remove);
        result
    }

    fn write(&self, find_conflicts: &FindConflicts<'_>, deps: &Deps) -> Result<Vec<FileChange>, Error> {
        let pending = self.compute_files(find_conflicts)?;
        for (path, incompatibility) in pending.iter().filter_map(|file| Some((file.path.display(), file.incompatibility?))) {
            deps.terminal.note_once(&match incompatibility.affects_whole_file() {
                true => format!("the AWS CLI rejects {path}, unlike other tools: {incompatibility}"),
                false => format!("the AWS CLI reads {path} differently from other tools: {incompatibility}"),
            });
        }
        for file in pending.iter().filter(|file| !file.is_unchanged) {
            user_file::write(&file.path, &file.bytes, self.write_options)?;
        }
        Ok(pending.into_iter().map(|file| file.change).collect())
    }

    /// Locks both files, in path order so that two processes cannot deadlock.
    async fn lock(&self, deps: &Deps) -> Result<Vec<Lock>, Error> {
        let paths = self.files.iter().map(|(path, _)| path).filter(|path| !files::is_special(path));
        let mut lock_paths: Vec<_> = paths.map(|path| user_file::lock_place(path)).collect();
        lock_paths.sort();
        lock_paths.dedup();
        let holder_label = format!("sts-cli, which is writing the AWS profile {}", self.name);
        let mut locks = Vec::new();
        for path in lock_paths {
            let lock = user_file::lock(&path, &holder_label, self.write_options, deps).await;
            locks.extend(lock.map_err(|source| Error::Locked { path, source })?);
        }
        Ok(locks)
    }

    /// Returns each file with the profile's sections in it; one file with two sections if both paths resolve to the same file.
    fn files(&self) -> Vec<(&Path, Vec<&Section>)> {
        let [(path, section), (other_path, other_section)] = &self.files;
        if user_file::resolve_target(path) == user_file::resolve_target(other_path) {
            return vec![(path.as_path(), vec![*section, *other_section])];
        }
        vec![(path.as_path(), vec![*section]), (other_path.as_path(), vec![*other_section])]
    }

    /// Computes the new content of all files. Only the first file is created if missing.
    fn compute_files(&self, find_conflicts: &FindConflicts<'_>) -> Result<Vec<PendingFile>, Error> {
        let files = self.files();
        let texts = files.iter().map(|(path, _)| user_file::read(path)).collect::<Result<Vec<_>, _>>()?;
        let mut seen = Vec::new();
        for ((path, sections), text) in files.into_iter().zip(&texts) {
            let document = Document::read(text).map_err(|fault| fault.in_file(path))?;
            let found = self.find_conflicts_in(&document, sections, find_conflicts);
            seen.push(ReadFile { path, document, found });
        }
        let conflicts: Vec<Conflict> = seen.iter().flat_map(ReadFile::conflicts).collect();
        if !conflicts.is_empty() && !self.write_options.force {
            return Err(Error::Conflicts { profile: self.name.to_owned(), conflicts });
        }
        let edit = |(index, file): (usize, &ReadFile)| self.edit(if index == 0 { self.changes.as_slice() } else { &[] }, file);
        let pending = seen.iter().enumerate().map(edit).collect::<Result<Vec<PendingFile>, Error>>()?;
        let inherited: Vec<Conflict> = pending.iter().flat_map(|file| file.inherited.iter().cloned()).collect();
        if inherited.is_empty() { Ok(pending) } else { Err(Error::Inherited { profile: self.name.to_owned(), conflicts: inherited }) }
    }

    /// Finds the conflicts in each of `sections`; sections that are the same lines of the file are read once.
    fn find_conflicts_in<'a>(
        &self,
        document: &Document,
        sections: Vec<&'a Section>,
        find_conflicts: &FindConflicts<'_>,
    ) -> Vec<(&'a Section, Conflicts)> {
        let mut found: Vec<(&Section, Conflicts)> = Vec::new();
        let is_one_file = sections.len() > 1;
        for section in sections {
            if !found.iter().any(|(found_section, _)| document.is_same_section(found_section, section)) {
                let mut seen = find_conflicts(document, section, &self.changes, self.address);
                if is_one_file {
                    seen.other_spellings.clear(); // the other spelling may be the second section, which is searched separately
                }
                found.push((section, seen));
            }
        }
        found
    }

    /// Computes the new content: applies `new_changes` and removes conflicting settings that they do not overwrite.
    fn edit(&self, new_changes: &[Change], file: &ReadFile) -> Result<PendingFile, Error> {
        let path = file.path.to_owned();
        let mut changes = Vec::new();
        for (index, (section, found)) in file.found.iter().enumerate() {
            let conflict_removals = found.conflicting.iter().map(|(key, _)| remove(section, key));
            let removed = found.removals.iter().cloned().chain(conflict_removals);
            changes.extend(removed.filter(|old| !new_changes.iter().any(|change| change.overwrites(old))));
            changes.extend(found.other_spellings.iter().map(|(key, _)| remove_other_spellings(section, key)));
            changes.extend(new_changes.iter().filter(|_| index == 0).cloned());
        }
        let edited = file.document.edit(&changes).map_err(|source| Error::NotEditable { path: path.clone(), source })?;
        let bytes = edited.bytes();
        let new_document = Document::read(&bytes).map_err(|fault| fault.in_file(&path))?;
        let profile_sections = file.found.iter().map(|(section, _)| *section);
        let sections: Vec<&Section> = profile_sections.clone().chain(changes.iter().map(|change| &change.section)).collect();
        let is_removal = self.changes.is_empty();
        let inherited =
            profile_sections.filter(|_| !is_removal).flat_map(|section| self.inherited(&new_document, section, &path)).collect();
        let incompatibility = find_incompatibility(&new_document, sections.iter().copied());
        let difference = difference(&path, &edited, &new_document, &sections);
        let is_unchanged = edited.is_unchanged();
        Ok(PendingFile { bytes, is_unchanged, incompatibility, inherited, change: FileChange { path: path.clone(), difference }, path })
    }

    /// Finds what `section` inherits from `[DEFAULT]` and conflicts with the changes.
    fn inherited(&self, new_document: &Document, section: &Section, path: &Path) -> Vec<Conflict> {
        let inherited = conflicts::inherited(new_document, section, &self.changes, self.address).into_iter();
        inherited.map(|(key, line)| Conflict { key, path: path.to_owned(), line }).collect()
    }
}

/// Returns the difference of the file at `path`, in which only the settings of `sections` are shown.
fn difference(path: &Path, edited: &Edited, new_document: &Document, sections: &[&Section]) -> String {
    let old = AwsListing { document: edited.document(), sections, side: Side::Old };
    let new = AwsListing { document: new_document, sections, side: Side::New };
    difference::of_regions(path, &old, &new, &edited.regions())
}

impl ReadFile<'_> {
    fn conflicts(&self) -> impl Iterator<Item = Conflict> {
        self.found.iter().flat_map(move |(_, found)| found.to_conflicts(self.path))
    }
}

/// Returns why the AWS CLI refuses the new file, or reads one of `sections` in it differently from other tools.
fn find_incompatibility<'a>(new_document: &Document, sections: impl Iterator<Item = &'a Section>) -> Option<CliIncompatibility> {
    let mut existing = sections.filter(|section| new_document.has(section));
    new_document.cli_incompatibility().or_else(|| existing.find_map(|section| new_document.cli_incompatibility_in(section)))
}
