//! Each system call of the writers fails in turn, and the program is killed at each: the old or the new file is there, whole.
//!
//! `strace` makes the calls fail. By default those that write, name and lock files fail; with [`EVERY_CALL`] set all that take a file.

use crate::support::outcome::Outcome;
use crate::support::program::{BINARY, Program};
use crate::support::world::World;
use crate::support::{has, skip};
use serde_json::Value;
use std::path::Path;

/// The variable that makes the tests fail every call, which takes minutes.
const EVERY_CALL: &str = "STS_CLI_TESTS_EVERY_CALL";

/// The calls that write, name and lock files.
const WRITING: [&str; 14] = [
    "openat",
    "write",
    "fsync",
    "ftruncate",
    "fchmod",
    "fchown",
    "rename",
    "renameat",
    "unlink",
    "unlinkat",
    "mkdir",
    "flock",
    "linkat",
    "getdents64",
];
/// The other calls that take a file. Not `close`: the standard library panics if a folder cannot be closed.
const OTHERS: [&str; 11] =
    ["read", "pread64", "fcntl", "statx", "newfstatat", "readlink", "writev", "lseek", "mmap", "getrandom", "fgetxattr"];

/// How a call goes wrong: as `strace` names it.
const FAULTS: [&str; 4] = ["error=ENOSPC", "error=EIO", "error=EACCES", "signal=KILL"];

const FOREIGN: &str = "[profile other]\nregion = eu-west-1\n";

/// The user's file that is changed.
const CONFIG: &str = "home/.aws/config";

/// One call that goes wrong.
struct Injection {
    call: &'static str,
    fault: &'static str,
    /// Which of the calls of this name, from 1.
    number: u32,
}

impl std::fmt::Display for Injection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}:when={}", self.call, self.fault, self.number)
    }
}

impl Injection {
    /// Runs `sts-cli` with it; `None` if there are fewer calls of this name. A run whose call concerned an object of the kernel, such as an
    /// eventfd, which no disk or permission can make fail, is repeated without the injection.
    fn run(&self, world: &World, arguments: &[&str]) -> Option<Outcome> {
        let log = world.path("calls");
        let _ = std::fs::remove_file(&log);
        let inject = format!("inject={self}");
        let only = format!("trace={}", self.call);
        let strace = ["-u", "STS_CLI_TEST_EVENTS", "strace", "-f", "-y", "-qq", "-e", "signal=none", "-o", log.to_str()?];
        let strace = strace.into_iter().chain(["-e", &only, "-e", &inject, "--", &BINARY]);
        let program = Program::of("env", strace.chain(arguments.iter().copied()));
        let outcome = world.places().fold(program, |program, (name, place)| program.env(&name, place.to_str().unwrap())).run();
        let calls = std::fs::read_to_string(&log).unwrap();
        let is_killed = self.fault == "signal=KILL" && matches!(outcome.code, -9 | 137);
        let injected = calls.lines().find(|line| line.contains("(INJECTED"));
        if injected.is_some_and(|line| line.contains("anon_inode:")) {
            return Some(world.run(arguments));
        }
        (is_killed || injected.is_some()).then_some(outcome)
    }

    /// The program ended by itself, with success, or with a message that is not that of a defect. The loader has messages of its own, and
    /// no message can be written if that is the call that fails.
    fn assert_explained(&self, outcome: &Outcome) {
        if self.fault == "signal=KILL" {
            return;
        }
        let is_explained = outcome.code == 0
            || outcome.code == 127 && outcome.stderr.contains("while loading shared libraries")
            || outcome.stderr.contains("error: ")
            || self.call.starts_with("write") && outcome.stderr.is_empty();
        assert!(is_explained && outcome.code >= 0 && !outcome.stderr.contains("internal error"), "{self}: {outcome:#?}");
    }
}

/// Lets each call go wrong in each way, until the program makes no further call of that name.
fn for_each_injection(mut check: impl FnMut(&Injection) -> Option<()>) {
    let others = OTHERS.iter().filter(|_| std::env::var_os(EVERY_CALL).is_some());
    for call in WRITING.iter().chain(others) {
        for fault in FAULTS {
            let mut number = 1;
            while check(&Injection { call, fault, number }).is_some() {
                number += 1;
            }
        }
    }
}

/// Whether this machine can make calls fail.
fn can_inject() -> bool {
    if !has("strace") {
        skip("system calls that fail", "strace is not here");
    }
    has("strace")
}

/// The names in a folder.
fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_users_file_is_whole_whichever_system_call_fails() {
    if !can_inject() {
        return;
    }
    let world = World::new(&[]);
    let reset = || {
        let _ = std::fs::remove_dir_all(world.path("home/.aws"));
        world.write(CONFIG, FOREIGN);
    };
    let read = || std::fs::read_to_string(world.path(CONFIG)).unwrap();
    reset();
    assert_eq!(world.run(&["configure", "aws", "prod"]).code, 0);
    let (new, names) = (read(), names_in(&world.path("home/.aws")));
    let (mut injections, mut failures) = (0, 0);
    for_each_injection(|injection| {
        reset();
        let outcome = injection.run(&world, &["configure", "aws", "prod"])?;
        injection.assert_explained(&outcome);
        let content = read();
        assert!(content == new || content == FOREIGN && outcome.code != 0, "{injection}: {outcome:#?}\n{content}");
        let may_leave_files = injection.fault == "signal=KILL" || injection.call.starts_with("unlink");
        let left = names_in(&world.path("home/.aws"));
        let is_expected = |name: &String| names.contains(name) || name.ends_with("-lock"); // others may be waiting for a lock
        assert!(may_leave_files || left.iter().all(is_expected), "{injection}: {left:?}");
        (injections, failures) = (injections + 1, failures + i32::from(outcome.code != 0));
        Some(())
    });
    assert!(injections > 50 && failures > 20, "{injections} calls went wrong, and {failures} runs failed");
}

#[test]
fn the_cache_is_whole_whichever_system_call_fails() {
    if !can_inject() {
        return;
    }
    let world = World::new(&[]);
    assert_eq!(world.run(&["get", "prod", "-o", "json"]).code, 0);
    for_each_injection(|injection| {
        let outcome = injection.run(&world, &["get", "prod", "--fresh", "-o", "json"])?;
        injection.assert_explained(&outcome);
        assert!(outcome.code != 0 || outcome.json()["SecretAccessKey"].is_string(), "{injection}: {outcome:#?}");
        for file in world.files("xdg_state_home/sts-cli/credentials").iter().chain(&world.files("xdg_state_home/sts-cli/tokens")) {
            let is_entry = file.extension().is_some_and(|ending| ending == "json");
            let text = std::fs::read(file).unwrap();
            assert!(!is_entry || serde_json::from_slice::<Value>(&text).is_ok(), "{injection}: {}", file.display());
        }
        let next = world.run(&["get", "prod", "-o", "json"]);
        assert_eq!(next.code, 0, "{injection}: the next run: {next:#?}");
        Some(())
    });
}
