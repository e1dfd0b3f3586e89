//! A part of a test that must die, or be someone else: the test binary again, for this one test.

use super::signals;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

const PART: &str = "STS_CLI_TEST_PART";
const FOLDER: &str = "STS_CLI_TEST_FOLDER";

/// A user who is not root and owns nothing.
pub(crate) const NOBODY: u32 = 65534;

/// What this process is to do, and where, if it is the child.
pub(crate) fn part() -> Option<(String, PathBuf)> {
    Some((std::env::var(PART).ok()?, std::env::var_os(FOLDER)?.into()))
}

/// `test`, in a process of its own that finds `part` and `folder`.
pub(crate) fn command<F: Fn()>(test: F, part: &str, folder: &Path) -> Command {
    command_of(&std::env::current_exe().unwrap(), test, part, folder)
}

/// `test` of the test binary at `binary`, in a process that finds `part` and `folder`.
pub(crate) fn command_of<F: Fn()>(binary: &Path, _: F, part: &str, folder: &Path) -> Command {
    let (_, test) = std::any::type_name::<F>().split_once("::").unwrap();
    signals::reset_for_children();
    let mut command = Command::new(binary);
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(PART, part).env(FOLDER, folder);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// Starts it.
pub(crate) fn start<F: Fn()>(test: F, part: &str, folder: &Path) -> Child {
    command(test, part, folder).spawn().unwrap()
}

/// Runs it to its end.
pub(crate) fn run<F: Fn()>(test: F, part: &str, folder: &Path) -> ExitStatus {
    start(test, part, folder).wait().unwrap()
}

/// Whether it was killed without a chance to clean up.
pub(crate) fn was_killed(status: ExitStatus) -> bool {
    status.signal() == Some(9)
}

/// The test as an ordinary user, as a test run by root may: `None` where this is not root already.
///
/// It runs from a copy, because this user may not be allowed to enter the folder that the test binary is in.
pub(crate) fn as_nobody<F: Fn()>(test: F, part: &str, folder: &Path) -> Option<ExitStatus> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let public = public_folder();
    let binary = copy(&std::env::current_exe().unwrap(), public.path());
    Some(command_of(&binary, test, part, folder).current_dir("/").uid(NOBODY).gid(NOBODY).status().unwrap())
}

/// A folder that every user may enter and look into.
fn public_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    folder
}

/// Copies a program into a folder and returns the path of the copy.
///
/// `cp` writes it: a program that this process has open for writing cannot run as long as any child still has that file from it.
pub(crate) fn copy(program: &Path, folder: &Path) -> PathBuf {
    assert!(Command::new("cp").arg(program).arg(folder).status().unwrap().success());
    folder.join(program.file_name().unwrap())
}

/// The test in a mount namespace of its own, in which `mount` was run; `None` where that is not allowed.
pub(crate) fn mounted<F: Fn()>(test: F, mount: &str, folder: &Path) -> Option<ExitStatus> {
    let this = command(test, "mounted", folder);
    let apart = |arguments: &[&str]| {
        let mut apart = Command::new("unshare");
        apart.arg("-m").args(arguments);
        apart
    };
    if !apart(&["true"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        return None;
    }
    let mut apart = apart(&["sh", "-c", &format!("{mount} && exec \"$0\" \"$@\"")]);
    apart.arg(this.get_program()).args(this.get_args()).stdout(Stdio::null());
    apart.envs(this.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Some(apart.status().unwrap())
}
