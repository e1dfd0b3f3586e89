//! One process at a time, whatever happens to the one that holds the lock.

use super::stage::{TestStore, key, soon, take_released};
use crate::support::child;
use crate::support::snapshot;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;
use sts_cli::cache::EntryKind;
use sts_cli::sys::files::{Lock, LockError, LockFile};

const ALICE: &str = "alice at https://minio.example";
const LONG: Duration = Duration::from_secs(30);

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
}

/// Waits for the lock; gives whom it waited for, each of whom is also told to `hear`.
fn wait(place: &LockFile, limit: Duration, mut hear: impl FnMut(&str)) -> (Result<Lock, LockError>, Vec<String>) {
    let mut heard = Vec::new();
    let mut note = |holder: Option<&str>| {
        heard.push(holder.unwrap_or("nobody known").to_owned());
        hear(heard.last().unwrap());
    };
    let lock = runtime().block_on(place.acquire("bob", limit, &mut note));
    (lock, heard)
}

fn hold_until_killed(home: &Path) {
    let stage = TestStore::below(home);
    let _lock = stage.store().lock(&key("a")).try_acquire(ALICE).unwrap();
    fs::write(home.join("held"), "").unwrap();
    std::thread::sleep(LONG);
}

#[test]
fn a_lock_names_its_holder_and_is_released_if_the_holder_is_killed() {
    if let Some((_, home)) = child::part() {
        return hold_until_killed(&home);
    }
    let stage = TestStore::new();
    let mut holder = child::start(a_lock_names_its_holder_and_is_released_if_the_holder_is_killed, "hold", stage.home());
    while !stage.home().join("held").exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let name = format!("{ALICE} (process {})", holder.id());
    let place = stage.store().lock(&key("a"));
    let shown = |error: LockError| format!("{error}\n").replace(&holder.id().to_string(), "[PID]");
    snapshot::matches("held", &shown(place.try_acquire("bob").unwrap_err()));
    let (gave_up, heard) = wait(&place, Duration::from_millis(100), |_| ());
    snapshot::matches("still-held", &shown(gave_up.unwrap_err()));
    assert!(heard.is_empty(), "so short a wait is nobody's concern: {heard:?}");
    drop(stage.store().lock(&key("b")).try_acquire("bob").unwrap());
    let (lock, heard) = wait(&place, LONG, |_| {
        holder.kill().unwrap();
        holder.wait().unwrap();
    });
    assert_eq!(heard, [name]);
    drop(lock.unwrap());
    drop(take_released(&place));
}

#[test]
fn a_released_lock_goes_to_the_waiter_and_its_file_stays_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let stage = TestStore::new();
    let place = stage.store().lock(&key("a"));
    let lock = place.try_acquire(ALICE).unwrap();
    let file = fs::read_dir(stage.home().join("state/locks")).unwrap().next().unwrap().unwrap();
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let waiting = place.clone();
    let waiter = std::thread::spawn(move || drop(wait(&waiting, LONG, |_| ()).0.unwrap()));
    drop(lock);
    waiter.join().unwrap();
    assert_eq!(file.metadata().unwrap().len(), 0, "nobody is named who does not hold it");
}

/// A foreign file at the path of a lock is locked, or the fallback is, and it is never modified.
#[test]
fn the_latest_activity_of_a_holder_follows_its_name() {
    let stage = TestStore::new();
    let place = stage.store().lock(&key("a"));
    let lock = place.try_acquire(ALICE).unwrap();
    let name = format!("{ALICE} (process {})", std::process::id());
    for (words, expected) in [
        (", which is logging in", ", which is logging in"),
        (", which is renewing", ", which is renewing"),
        ("", ""),
        (", which \u{1b}[2J", ", which ?[2J"),
    ] {
        lock.set_status(words);
        let held = place.try_acquire("bob").unwrap_err().to_string();
        let begins = format!("waiting for {name}");
        assert!(held.starts_with(&begins) && !held.contains('\u{1b}'), "{held}");
        assert!(expected.contains('?') || held == format!("{begins}{expected}"), "{held}");
    }
    drop(lock);
    drop(place.try_acquire("bob").unwrap());
}

#[test]
fn a_foreign_file_at_the_lock_path_is_neither_written_nor_followed() {
    let stage = TestStore::new();
    let place = stage.store().lock(&key("a"));
    drop(place.try_acquire(ALICE).unwrap());
    let (path, mine) = (stage.home().join("state/locks").join(format!("{}.lock", key("a"))), stage.home().join("mine"));
    let put = |path: &Path, text: &str| {
        fs::write(path, text).unwrap();
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    };
    type Setup<'a> = (&'static str, &'static str, Box<dyn Fn() + 'a>);
    let cases: [Setup<'_>; 6] = [
        ("a file", "mine", Box::new(|| put(&path, "mine"))),
        ("a file with a secret", "secret_key = x)", Box::new(|| put(&path, "secret_key = x)"))),
        ("another name of a file", "mine", Box::new(|| fs::hard_link(&mine, &path).unwrap())),
        ("another name of an empty file", "", Box::new(|| fs::hard_link(&mine, &path).unwrap())),
        ("another name of a file like a lock", "bob (process 1)", Box::new(|| fs::hard_link(&mine, &path).unwrap())),
        ("a link", "mine", Box::new(|| std::os::unix::fs::symlink(&mine, &path).unwrap())),
    ];
    for (what, text, set_up) in cases {
        fs::remove_file(&path).unwrap();
        put(&mine, text);
        set_up();
        let lock = take_released(&place);
        let refused = place.try_acquire("bob").unwrap_err().to_string();
        assert!(!refused.contains("mine") && !refused.contains("secret"), "{what}: {refused}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "{what}, while it is held");
        drop(lock);
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "{what}, afterwards");
    }
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(stage.home().join("nothing"), &path).unwrap();
    drop(take_released(&place));
    assert!(!stage.home().join("nothing").exists(), "a link to nothing");
    fs::remove_file(&path).unwrap();
    put(&path, "alice (process 1)");
    drop(take_released(&place));
    assert_eq!(fs::read_to_string(&path).unwrap(), "", "what a killed holder wrote is not kept");
}

/// Eight processes acquire the lock in a loop and remove the file on release: never do two hold it.
#[test]
fn a_deleted_lock_file_does_not_admit_two_holders() {
    let stage = TestStore::new();
    let place = stage.store().lock(&key("a"));
    let path = stage.home().join("state/locks").join(format!("{}.lock", key("a")));
    let (inside, turns) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while turns.load(SeqCst) < 2000 {
                    let Ok(lock) = place.try_acquire("one of them") else { continue };
                    assert_eq!(inside.fetch_add(1, SeqCst), 0);
                    std::thread::yield_now();
                    inside.fetch_sub(1, SeqCst);
                    turns.fetch_add(1, SeqCst);
                    fs::remove_file(&path).unwrap();
                    drop(lock);
                }
            });
        }
    });
}

/// The system says `ENOLCK` for files in the state folder, as NFS without a lock service does.
#[test]
fn a_machine_local_lock_is_used_if_the_file_system_has_no_locks() {
    let test = a_machine_local_lock_is_used_if_the_file_system_has_no_locks;
    if let Some((_, home)) = child::part() {
        let stage = TestStore::below(&home);
        let _lock = stage.store().lock(&key("a")).try_acquire(ALICE).unwrap();
        let refused = stage.store().lock(&key("a")).try_acquire("bob").unwrap_err();
        snapshot::matches("held", &format!("{refused}\n").replace(&std::process::id().to_string(), "[PID]"));
        drop(stage.store().lock(&key("b")).try_acquire("bob").unwrap());
        return assert_eq!(fs::read_dir(home.join("runtime/sts-cli")).unwrap().count(), 2);
    }
    let stage = TestStore::new();
    fs::create_dir(stage.home().join("runtime")).unwrap();
    stage.store().write(EntryKind::Tokens, &key("a"), &"kept", soon()).unwrap();
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-e", "trace=flock", "-e", "inject=flock:error=ENOLCK"]);
    for name in ["a", "b"] {
        let path = stage.home().join("state/locks").join(format!("{}.lock", key(name)));
        drop(stage.store().lock(&key(name)).try_acquire("nobody").unwrap());
        traced.arg("-P").arg(path);
    }
    let this = child::command(test, "lock", stage.home());
    traced.arg(this.get_program()).args(this.get_args()).stdout(Stdio::null()).stderr(Stdio::piped());
    traced.envs(this.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let Ok(outcome) = traced.output() else { return crate::support::skip("a file system without locks", "strace is not here") };
    let calls = String::from_utf8(outcome.stderr).unwrap();
    assert!(outcome.status.success() && calls.contains("ENOLCK"), "{calls}");
}
