//! A part of a test that must die, or be someone else: the test binary again, for this one test.

use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

const PART: &str = "STS_CLI_TEST_PART";
const FOLDER: &str = "STS_CLI_TEST_FOLDER";

/// What this process is to do, and where, if it is the child.
pub(super) fn part() -> Option<(String, std::path::PathBuf)> {
    Some((std::env::var(PART).ok()?, std::env::var_os(FOLDER)?.into()))
}

/// `test`, in a process of its own that finds `part` and `folder`.
pub(super) fn command<F: Fn()>(_: F, part: &str, folder: &Path) -> Command {
    let (_, test) = std::any::type_name::<F>().split_once("::").unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(PART, part).env(FOLDER, folder);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// Starts it.
pub(super) fn start<F: Fn()>(test: F, part: &str, folder: &Path) -> Child {
    command(test, part, folder).spawn().unwrap()
}

/// Runs it to its end.
pub(super) fn run<F: Fn()>(test: F, part: &str, folder: &Path) -> ExitStatus {
    start(test, part, folder).wait().unwrap()
}

/// Whether it was killed without a chance to clean up.
pub(super) fn was_killed(status: ExitStatus) -> bool {
    status.signal() == Some(9)
}

/// The test as an ordinary user, as a test run by root may: `None` where this is not root already.
pub(super) fn as_nobody<F: Fn()>(test: F, part: &str, folder: &Path) -> Option<ExitStatus> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    Some(command(test, part, folder).uid(65534).gid(65534).status().unwrap())
}

/// The test in a mount namespace of its own, in which `mount` was run; `None` where that is not allowed.
pub(super) fn mounted<F: Fn()>(test: F, mount: &str, folder: &Path) -> Option<ExitStatus> {
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
