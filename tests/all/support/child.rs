//! Runs part of a test in another process (which may be killed or run as another user): the test binary with this one test.

use super::signals;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

const PART: &str = "STS_CLI_TEST_PART";
const FOLDER: &str = "STS_CLI_TEST_FOLDER";

/// The uid of an unprivileged user.
pub(crate) const NOBODY: u32 = 65534;

/// Returns the part and the folder of this process, if it is such a child.
pub(crate) fn part() -> Option<(String, PathBuf)> {
    Some((std::env::var(PART).ok()?, std::env::var_os(FOLDER)?.into()))
}

/// Returns the command that runs `part` of `test` in a child process with `folder`.
pub(crate) fn command<F: Fn()>(test: F, part: &str, folder: &Path) -> Command {
    command_of(&std::env::current_exe().unwrap(), test, part, folder)
}

/// Returns the command that runs `part` of `test` with the test binary at `binary`.
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

/// Whether the child was killed by SIGKILL.
pub(crate) fn was_killed(status: ExitStatus) -> bool {
    status.signal() == Some(9)
}

/// Runs the part as an unprivileged user; `None` if this process is not root.
///
/// Uses a copy, because that user may not have access to the folder of the test binary.
pub(crate) fn as_nobody<F: Fn()>(test: F, part: &str, folder: &Path) -> Option<ExitStatus> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let public = public_folder();
    let binary = copy(&std::env::current_exe().unwrap(), public.path());
    Some(command_of(&binary, test, part, folder).current_dir("/").uid(NOBODY).gid(NOBODY).status().unwrap())
}

/// Creates a folder with mode 0755.
fn public_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    folder
}

/// Copies a program into a folder and returns the path of the copy.
///
/// Uses `cp`: if this process wrote it, concurrently forked children could hold it open for writing (ETXTBSY).
pub(crate) fn copy(program: &Path, folder: &Path) -> PathBuf {
    assert!(Command::new("cp").arg(program).arg(folder).status().unwrap().success());
    folder.join(program.file_name().unwrap())
}

/// Runs the part in a mount namespace after `mount`; `None` if namespaces are not permitted.
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
