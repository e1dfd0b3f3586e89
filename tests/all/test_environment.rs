//! Tests of the test environment: below a private folder, under `nohup`, and after the project was moved.

use crate::support::program::{BINARY, Program};
use crate::support::snapshot::project;
use crate::support::{child, signals, skip};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn programs_get_default_signals_if_the_tests_ignore_them() {
    let test = programs_get_default_signals_if_the_tests_ignore_them;
    if child::part().is_some() {
        let own = fs::read_to_string("/proc/self/status").unwrap();
        assert_eq!(signals::ignored(&own).len(), 4, "this process was started to ignore them");
        let status = Program::of("cat", ["/proc/self/status"]).run().ok();
        return assert_eq!(signals::ignored(&status), []);
    }
    if !fs::exists("/proc/self/status").unwrap() {
        return skip("inherited signals", "this system does not say which signals a process ignores");
    }
    let folder = tempfile::tempdir().unwrap();
    let this = child::command(test, "ignoring", folder.path());
    let mut ignoring = Command::new("sh");
    ignoring.args(["-c", "trap '' HUP INT QUIT TERM; exec \"$0\" \"$@\""]).arg(this.get_program()).args(this.get_args());
    ignoring.envs(this.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = ignoring.output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn tests_run_as_another_user_from_below_a_private_folder() {
    let test = tests_run_as_another_user_from_below_a_private_folder;
    match child::part() {
        Some((part, folder)) if part == "below" => return assert!(child::as_nobody(test, "nobody", &folder).unwrap().success()),
        Some((_, folder)) => return assert!(fs::read_dir(folder).is_err(), "this user must not see the private folder"),
        None => {}
    }
    if !rustix::process::geteuid().is_root() {
        return skip("tests below a private folder", "only root can be another user");
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let binary = child::copy(&std::env::current_exe().unwrap(), folder.path());
    assert!(child::command_of(&binary, test, "below", folder.path()).status().unwrap().success());
}

#[test]
fn the_program_beside_the_tests_is_used_after_a_move() {
    let test = the_program_beside_the_tests_is_used_after_a_move;
    if let Some((_, folder)) = child::part() {
        return assert_eq!(BINARY.to_owned(), folder.join("sts-cli").display().to_string());
    }
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("deps")).unwrap();
    let binary = child::copy(&std::env::current_exe().unwrap(), &folder.path().join("deps"));
    let mut moved = child::command_of(&binary, test, "moved", folder.path());
    assert!(moved.env_remove("CARGO_BIN_EXE_sts-cli").env_remove("STS_CLI_TESTS_BINARY").status().unwrap().success());
}

#[test]
fn build_paths_are_used_only_if_cargo_sets_no_variable() {
    let (variable, fallback) = (concat!("env!(\"CARGO_", "MANIFEST_DIR\")"), "support/snapshot.rs");
    let holds = |path: &Path| !path.ends_with(fallback) && fs::read_to_string(path).unwrap().contains(variable);
    let found: Vec<_> =
        ["src", "tests/all"].iter().flat_map(|folder| sources(&project().join(folder))).filter(|path| holds(path)).collect();
    assert!(found.is_empty(), "after a move cargo builds nothing anew; unit tests run in the project's folder: {found:#?}");
}

/// All Rust files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    below.filter(|path| path.extension().is_some_and(|end| end == "rs")).collect()
}
