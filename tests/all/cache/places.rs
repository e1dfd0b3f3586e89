//! Folders that are unsuitable for secrets: nothing is stored, a warning is printed once, and the command continues.

use super::stage::{TestStore, key, soon, take_released};
use crate::support::child;
use crate::support::snapshot;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::Path;
use sts_cli::cache::{CacheWriteError, EntryKind};
use sts_cli::sys::Environment;
use sts_cli::sys::files::{Directories, FileError, FileTask, PrivateFolderError};

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

/// Why the store keeps nothing. Locks are had in any case.
fn refusal(stage: &TestStore) -> CacheWriteError {
    let store = stage.store();
    let refusal = store.write(EntryKind::Credentials, &key("a"), &"kept", soon()).unwrap_err();
    assert_eq!(store.read::<String>(EntryKind::Credentials, &key("a")), None);
    let lock = store.lock(&key("a")).try_acquire("alice at https://minio.example").unwrap();
    assert!(store.lock(&key("a")).try_acquire("bob").is_err());
    drop(lock);
    drop(take_released(&store.lock(&key("a"))));
    refusal
}

/// The store keeps nothing for this reason.
#[track_caller]
fn refuses(stage: &TestStore, home: &Path, snapshot: &str) {
    snapshot::matches(snapshot, &format!("{}\n", refusal(stage)).replace(&home.display().to_string(), "[HOME]"));
}

#[test]
fn our_folder_is_made_private_if_others_can_write_to_it() {
    let stage = TestStore::new();
    stage.store().write(EntryKind::Credentials, &key("a"), &"kept", soon()).unwrap();
    let (state, shelf) = (stage.home().join("state"), stage.home().join("state/credentials"));
    assert_eq!((mode(&state), mode(&shelf)), (0o700, 0o700));
    set_mode(&state, 0o777);
    set_mode(&shelf, 0o775);
    stage.store().write(EntryKind::Credentials, &key("a"), &"kept", soon()).unwrap();
    assert_eq!((mode(&state), mode(&shelf)), (0o755, 0o700), "what others may only see of a folder that the person named stays");
    set_mode(&state, 0o1777);
    stage.store().write(EntryKind::Credentials, &key("a"), &"kept", soon()).unwrap();
    assert_eq!((mode(&state), mode(&shelf)), (0o1777, 0o700), "a folder that all users share is left as it is");
}

#[test]
fn nothing_is_stored_in_a_folder_of_another_user() {
    let stage = TestStore::new();
    let state = stage.home().join("state");
    fs::create_dir(&state).unwrap();
    if chown(&state, Some(1234), None).is_err() {
        return crate::support::skip("a folder of someone else", "only root gives folders away");
    }
    refuses(&stage, stage.home(), "state-of-another-user");
    assert_eq!(fs::read_dir(&state).unwrap().count(), 0);
    chown(&state, Some(0), None).unwrap();
    let shelf = state.join("credentials");
    fs::create_dir(&shelf).unwrap();
    chown(&shelf, Some(1234), None).unwrap();
    refuses(&stage, stage.home(), "credentials-of-another-user");
    assert_eq!(fs::read_dir(&shelf).unwrap().count(), 0);
}

#[test]
fn nothing_is_stored_in_a_read_only_home() {
    if let Some((_, home)) = child::part() {
        let stage = TestStore::below(&home);
        let refusal = refusal(&stage);
        let CacheWriteError::NotPrivate(PrivateFolderError::File(FileError::System { task, path, source })) = refusal else {
            panic!("{refusal}")
        };
        let found = (task, path, source.kind()); // the words are in cli/homes: this user may not read the snapshots
        return assert_eq!(found, (FileTask::CreateFolder, home.join("state"), ErrorKind::PermissionDenied));
    }
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("runtime")).unwrap();
    set_mode(home.path(), 0o555);
    if chown(home.path().join("runtime"), Some(65534), Some(65534)).is_err() {
        return crate::support::skip("a home that cannot be written", "only root can be another user");
    }
    let status = child::as_nobody(nothing_is_stored_in_a_read_only_home, "write", home.path());
    assert!(status.unwrap().success());
}

/// A file system on which everything is everybody's, and `chmod` changes nothing, as on a Windows disk: in a mount namespace.
#[test]
fn nothing_is_stored_in_a_folder_that_cannot_be_made_private() {
    let test = nothing_is_stored_in_a_folder_that_cannot_be_made_private;
    if let Some((_, home)) = child::part() {
        let stage = TestStore::below(&home);
        return refuses(&stage, &home, "state-open-to-others");
    }
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("state")).unwrap();
    set_mode(&home.path().join("state"), 0o777);
    let state = home.path().join("state").display().to_string();
    let mount = format!("mount --bind {state} {state} && mount -o remount,bind,ro {state}");
    match child::mounted(test, &mount, home.path()) {
        Some(status) => assert!(status.success()),
        None => crate::support::skip("a folder whose mode cannot be changed", "this user may not mount"),
    }
}

#[test]
fn folders_follow_the_xdg_rules() {
    let directories = |pairs: &[(&str, &str)]| {
        let mut all = [("A", ""), ("B", ""), ("C", ""), ("D", "")];
        all[..pairs.len()].copy_from_slice(pairs);
        let directories = Directories::from_environment(&Environment::from(all));
        [directories.state(), directories.config()].map(|path| path.unwrap().display().to_string())
    };
    let home = ("HOME", "/home/alice");
    let usual = ["/home/alice/.local/state/sts-cli", "/home/alice/.config/sts-cli"];
    assert_eq!(directories(&[home]), usual);
    assert_eq!(directories(&[home, ("XDG_STATE_HOME", "relative"), ("XDG_CONFIG_HOME", "")]), usual);
    let moved = [("XDG_STATE_HOME", "/s"), ("XDG_CACHE_HOME", "/c"), ("XDG_CONFIG_HOME", "/f")]; // nothing is kept in caches
    assert_eq!(directories(&moved), ["/s/sts-cli", "/f/sts-cli"]);
    let named = [home, ("STS_CLI_STATE_DIR", "/local/alice"), ("XDG_STATE_HOME", "/s")];
    assert_eq!(directories(&named), ["/local/alice", usual[1]]);
    let relative = Directories::from_environment(&Environment::from([home, ("STS_CLI_STATE_DIR", "local/alice")]));
    assert_eq!((relative.state(), relative.relative_state()), (None, Some(Path::new("local/alice"))), "no other folder takes its place");
    let relative = Directories::from_environment(&Environment::from([home, ("STS_CLI_SYSTEM_DIR", "etc")]));
    assert_eq!((relative.system_config(), relative.relative_system()), (None, Some(Path::new("etc"))));
}

#[test]
fn a_state_file_of_another_user_is_not_read_and_a_pipe_does_not_block() {
    let home = tempfile::tempdir().unwrap();
    let state = home.path().join("state");
    let directories = Directories::from_environment(&Environment::from([("STS_CLI_STATE_DIR", state.to_str().unwrap())]));
    let made = directories.read_or_create_state_file("once", || "ours".to_owned()).unwrap();
    assert_eq!((made.as_str(), directories.read_or_create_state_file("once", || "another".to_owned()).unwrap()), ("ours", made.clone()));
    fs::remove_file(state.join("once")).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, state.join("once"), rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).unwrap();
    assert_eq!(directories.read_or_create_state_file("once", || "anew".to_owned()).unwrap(), "anew", "a pipe that nobody writes to");
    fs::write(state.join("once"), "").unwrap();
    assert_eq!(directories.read_or_create_state_file("once", || "whole".to_owned()).unwrap(), "whole", "torn by a power cut");
    set_mode(&state.join("once"), 0o644);
    assert_eq!(directories.read_or_create_state_file("once", || "private".to_owned()).unwrap(), "private", "open to others");
    assert_eq!(mode(&state.join("once")), 0o600);
    fs::remove_file(state.join("once")).unwrap();
    if chown(&state, Some(1234), None).is_err() {
        return crate::support::skip("what someone else made once", "only root gives folders away");
    }
    assert!(directories.read_or_create_state_file("once", || "ours".to_owned()).is_err());
    fs::write(state.join("once"), "theirs").unwrap();
    set_mode(&state.join("once"), 0o600);
    chown(state.join("once"), Some(1234), None).unwrap();
    assert!(directories.read_or_create_state_file("once", || "ours".to_owned()).is_err());
}
