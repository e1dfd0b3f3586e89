//! `kill -9` at each step of the two writers, that of a person's files and that of the cache: the old or the new file is there, whole.

use crate::support::child;
use rustix::process::{Signal, getpid, kill_process};
use std::fs::{Permissions, set_permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use sts_cli::sys::files::WriteStep::{Created, FolderSynced, MetadataCopied, Renamed, Synced, Written};
use sts_cli::sys::files::{FileError, WriteStep, replace, replace_observed, write_private_observed};

/// Hears of each step.
type Watch<'a> = &'a mut dyn FnMut(WriteStep) -> io::Result<()>;

/// A writer, its name, and its steps.
struct Writer {
    name: &'static str,
    write: fn(&Path, &[u8], Watch<'_>) -> Result<(), FileError>,
    steps: &'static [WriteStep],
    /// The mode of a file that takes the place of one with mode 0640.
    mode: u32,
}

const WRITERS: [Writer; 2] = [
    Writer {
        name: "a person's file",
        write: replace_observed,
        steps: &[Created, Written, Written, Written, Written, MetadataCopied, Synced, Renamed, FolderSynced],
        mode: 0o640,
    },
    Writer {
        name: "an entry of the cache",
        write: write_private_observed,
        steps: &[Created, Written, Written, Written, Written, Renamed],
        mode: 0o600,
    },
];

/// More than one piece, so that the writer dies in the middle of it too.
fn content(letter: u8) -> Vec<u8> {
    vec![letter; 200_000]
}

impl Writer {
    fn steps(&self) -> Vec<WriteStep> {
        let folder = tempfile::tempdir().unwrap();
        let mut steps = Vec::new();
        let mut watch = |step| {
            steps.push(step);
            Ok(())
        };
        (self.write)(&folder.path().join("file"), &content(b'n'), &mut watch).unwrap();
        steps
    }

    fn die_at(&self, last: usize, path: &Path) {
        let mut at = 0;
        let mut watch = |_| {
            if at == last {
                kill_process(getpid(), Signal::KILL).unwrap();
            }
            at += 1;
            Ok(())
        };
        (self.write)(path, &content(b'n'), &mut watch).unwrap();
    }

    /// Kills it after its step `last`, where nothing was or an old file with mode 0640.
    fn survives(&self, number: usize, last: usize, old: Option<Vec<u8>>) {
        let what = format!("{} killed after {:?} ({last}), {}", self.name, self.steps[last], if old.is_some() { "old" } else { "new" });
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        if let Some(old) = &old {
            replace(&path, old).unwrap();
            set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        }
        let part = format!("{number} {last}");
        assert!(child::was_killed(child::run(a_killed_writer_leaves_the_complete_old_or_new_file, &part, folder.path())), "{what}");
        let is_renamed = self.steps[..=last].contains(&Renamed);
        let expected = if is_renamed { Some(content(b'n')) } else { old.clone() };
        assert!(std::fs::read(&path).ok() == expected, "{what}");
        for entry in std::fs::read_dir(folder.path()).unwrap().flatten() {
            let is_old = old.is_some() && entry.path() == path && !is_renamed;
            let is_dressed = old.is_some() && self.steps[..=last].contains(&MetadataCopied);
            let most = if is_old || is_dressed { 0o640 } else { 0o600 };
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode & !most, 0, "{what}: {}", entry.path().display());
            assert!(entry.path() != path || !is_renamed || old.is_none() || mode == self.mode, "{what}: {mode:o}");
        }
    }
}

#[test]
fn a_killed_writer_leaves_the_complete_old_or_new_file() {
    if let Some((part, folder)) = child::part() {
        let (number, last) = part.split_once(' ').unwrap();
        return WRITERS[number.parse::<usize>().unwrap()].die_at(last.parse().unwrap(), &folder.join("file"));
    }
    for (number, writer) in WRITERS.iter().enumerate() {
        assert_eq!(writer.steps(), writer.steps, "{}", writer.name);
        for last in 0..writer.steps.len() {
            writer.survives(number, last, None);
            writer.survives(number, last, Some(content(b'o')));
        }
    }
}

#[test]
fn files_of_a_killed_writer_are_removed_by_a_later_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    if let Some((_, folder)) = child::part() {
        return WRITERS[0].die_at(2, &folder.join("file"));
    }
    assert!(child::was_killed(child::run(files_of_a_killed_writer_are_removed_by_a_later_one, "die", folder.path())));
    let left = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    replace(&path, b"new").unwrap();
    assert!(left.exists(), "another writer may be at work on it");
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
    std::fs::File::options().write(true).open(&left).unwrap().set_modified(long_ago).unwrap();
    replace(&path, b"newer").unwrap();
    assert!(!left.exists());
    assert_eq!(std::fs::read(&path).unwrap(), b"newer");
}
