//! Expired entries are removed gradually; the size of the cache does not slow down reads.

use super::stage::{TestStore, key, soon};
use crate::support::child;
use jiff::{SignedDuration, Timestamp};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};
use sts_cli::cache::EntryKind;

fn ended() -> Timestamp {
    Timestamp::now() - SignedDuration::from_secs(1)
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

/// Creates `copies` copies of the file at `path`, under names that no key has.
fn multiply(path: &Path, copies: usize) {
    for copy in 0..copies {
        fs::copy(path, path.with_file_name(format!("{copy:040}.json"))).unwrap();
    }
}

fn make_old(path: &Path, days: u64) {
    let long_ago = SystemTime::now() - Duration::from_secs(days * 24 * 3600);
    fs::File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
}

#[test]
fn a_write_removes_at_most_32_expired_entries_and_nothing_else() {
    let stage = TestStore::new();
    let write = |name: &str, expires| stage.store().write(EntryKind::Tokens, &key(name), &"kept", expires).unwrap();
    write("ended", Timestamp::now() + SignedDuration::from_secs(1));
    let file = stage.file(EntryKind::Tokens, &key("ended"));
    let shelf = file.parent().unwrap().to_owned();
    let content = fs::read_to_string(&file).unwrap();
    let past = content.replacen(
        &(content.split_once("expires\":").unwrap().1.split_once(',').unwrap().0.to_owned()),
        &ended().as_second().to_string(),
        1,
    );
    fs::write(&file, past).unwrap();
    multiply(&file, 80);
    fs::write(shelf.join("somebody's.txt"), "").unwrap();
    fs::write(shelf.join("another version.json"), r#"{"version":2,"expires":1}"#).unwrap();
    for left in [81 - 32 + 1, 81 - 64 + 1, 1, 1] {
        write("alive", soon());
        assert_eq!(count(&shelf), left + 2);
    }
    assert_eq!(stage.read(&key("alive")).as_deref(), Some("kept"));
    make_old(&shelf.join("another version.json"), 31);
    make_old(&shelf.join("somebody's.txt"), 31);
    write("alive", soon());
    assert_eq!(count(&shelf), 2);
    assert!(shelf.join("somebody's.txt").exists());
}

#[test]
fn files_of_killed_writers_and_unused_locks_are_removed() {
    let stage = TestStore::new();
    let write = || stage.store().write(EntryKind::Tokens, &key("a"), &"kept", soon()).unwrap();
    write();
    let shelf = stage.home().join("state/tokens");
    let (left, at_work) = (shelf.join(".a.json.AAAAAAAA.sts-cli-tmp"), shelf.join(".a.json.BBBBBBBB.sts-cli-tmp"));
    [&left, &at_work].iter().for_each(|path| fs::write(path, "half").unwrap());
    make_old(&left, 1);
    let locks = stage.home().join("state/locks");
    let held = stage.store().lock(&key("held")).try_acquire("alice").unwrap();
    ["unused", "recent"].iter().for_each(|name| drop(stage.store().lock(&key(name)).try_acquire("alice").unwrap()));
    let path = |name: &str| locks.join(format!("{}.lock", key(name)));
    make_old(&path("held"), 31);
    make_old(&path("unused"), 31);
    write();
    assert_eq!((left.exists(), at_work.exists()), (false, true));
    assert_eq!((path("held").exists(), path("unused").exists(), path("recent").exists()), (true, false, true));
    drop(held);
}

/// The system calls of one read that name a file or a folder of this home.
fn calls_of_a_read(stage: &TestStore) -> Option<Vec<String>> {
    let this = child::command(a_read_opens_one_file_among_ten_thousand_entries, "read", stage.home());
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-e", "trace=file,getdents64"]).arg(this.get_program()).args(this.get_args());
    traced.envs(this.get_envs().filter_map(|(name, value)| Some((name, value?)))).stdout(Stdio::null());
    let outcome = traced.output().ok()?;
    let calls = String::from_utf8(outcome.stderr).unwrap();
    assert!(outcome.status.success(), "{calls}");
    let home = stage.home().display().to_string();
    Some(
        calls
            .lines()
            .filter(|call| call.contains(&home) && !call.contains("execve") && !call.contains("/clock") || call.contains("getdents"))
            .map(str::to_owned)
            .collect(),
    )
}

#[test]
fn a_read_opens_one_file_among_ten_thousand_entries() {
    if let Some((_, home)) = child::part() {
        let found: Option<String> = TestStore::below(&home).store().read(EntryKind::Tokens, &key("a"));
        return assert_eq!(found.as_deref(), Some("kept"));
    }
    let stage = TestStore::new();
    stage.store().write(EntryKind::Tokens, &key("a"), &"kept", soon()).unwrap();
    multiply(&stage.file(EntryKind::Tokens, &key("a")), 10_000);
    let Some(calls) = calls_of_a_read(&stage) else { return crate::support::skip("what a read opens", "strace is not here") };
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert!(calls[0].contains("openat(") && calls[0].contains(&format!("{}.json", key("a"))), "{calls:?}");
}

#[test]
fn a_write_examines_few_of_ten_thousand_entries() {
    let stage = TestStore::new();
    let write = || stage.store().write(EntryKind::Tokens, &key("a"), &"kept", soon()).unwrap();
    write();
    let file = stage.file(EntryKind::Tokens, &key("a"));
    fs::write(&file, r#"{"version":1,"expires":1,"entry":"ended"}"#).unwrap();
    multiply(&file, 10_000);
    write();
    assert_eq!(count(file.parent().unwrap()), 10_001 - 32);
}
