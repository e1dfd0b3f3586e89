//! `kill -9` at each step of the writer: the old or the new file is there, whole.

use super::child;
use rustix::process::{Signal, getpid, kill_process};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use sts_cli::sys::files::{Durability, Step, replace, replace_watched};

/// More than one piece, so that the writer dies in the middle of it too.
fn content(letter: u8) -> Vec<u8> {
    vec![letter; 200_000]
}

/// How many steps such a write has.
fn steps(durability: Durability) -> Vec<Step> {
    let folder = tempfile::tempdir().unwrap();
    let mut steps = Vec::new();
    let mut watch = |step| {
        steps.push(step);
        Ok(())
    };
    replace_watched(&folder.path().join("file"), &content(b'n'), durability, &mut watch).unwrap();
    steps
}

fn die_at(last: usize, path: &Path, durability: Durability) {
    let mut at = 0;
    let mut watch = |_| {
        if at == last {
            kill_process(getpid(), Signal::KILL).unwrap();
        }
        at += 1;
        Ok(())
    };
    replace_watched(path, &content(b'n'), durability, &mut watch).unwrap();
}

fn survives(durability: Durability, part: &str) {
    use Step::{Dressed, FolderSynced, Made, Renamed, Synced, Written};
    let steps = steps(durability);
    match durability {
        Durability::Synced => assert_eq!(steps, [Made, Written, Written, Written, Written, Dressed, Synced, Renamed, FolderSynced]),
        Durability::Quick => assert_eq!(steps, [Made, Written, Written, Written, Written, Dressed, Renamed]),
    }
    let renamed = steps.iter().position(|step| *step == Renamed).unwrap();
    for last in 0..steps.len() {
        for old in [None, Some(content(b'o'))] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("file");
            if let Some(old) = &old {
                replace(&path, old, Durability::Quick).unwrap();
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
            }
            assert!(
                child::was_killed(child::run(
                    a_killed_writer_leaves_the_old_or_the_new_file_whole,
                    &format!("{part} {last}"),
                    folder.path()
                )),
                "step {last}"
            );
            let expected = if last >= renamed { Some(content(b'n')) } else { old.clone() };
            assert!(std::fs::read(&path).ok() == expected, "killed after {:?}, {}", steps[last], if old.is_some() { "old" } else { "new" });
            for entry in std::fs::read_dir(folder.path()).unwrap().flatten() {
                let is_ours = old.is_some() && (entry.path() == path || last >= steps.len() - 4);
                let most = if is_ours { 0o640 } else { 0o600 };
                assert_eq!(
                    entry.metadata().unwrap().permissions().mode() & 0o777 & !most,
                    0,
                    "{} after {:?}",
                    entry.path().display(),
                    steps[last]
                );
            }
        }
    }
}

#[test]
fn a_killed_writer_leaves_the_old_or_the_new_file_whole() {
    match child::part() {
        Some((part, folder)) => {
            let (durability, last) = part.split_once(' ').unwrap();
            let durability = if durability == "synced" { Durability::Synced } else { Durability::Quick };
            die_at(last.parse().unwrap(), &folder.join("file"), durability);
        }
        None => {
            survives(Durability::Synced, "synced");
            survives(Durability::Quick, "quick");
        }
    }
}

#[test]
fn what_a_killed_writer_left_is_taken_away_by_a_later_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    if child::part().is_some() {
        return die_at(2, &child::part().unwrap().1.join("file"), Durability::Synced);
    }
    assert!(child::was_killed(child::run(what_a_killed_writer_left_is_taken_away_by_a_later_one, "die", folder.path())));
    let left = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    replace(&path, b"new", Durability::Synced).unwrap();
    assert!(left.exists(), "another writer may be at work on it");
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
    std::fs::File::options().write(true).open(&left).unwrap().set_modified(long_ago).unwrap();
    replace(&path, b"newer", Durability::Synced).unwrap();
    assert!(!left.exists());
    assert_eq!(std::fs::read(&path).unwrap(), b"newer");
}
