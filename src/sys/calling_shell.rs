//! The shell that a background process works for: the one that reads its standard output, `eval "$(sts-cli serve … &)"`. In scripts that
//! is not the leader of the session, and the process itself is no child of it: the subshell between them has ended by then.

#[cfg(unix)]
use rustix::process::{Pid, getpid, getppid, test_kill_process};

/// How often it is looked whether the shell is still there.
#[cfg(unix)]
const LOOK: std::time::Duration = std::time::Duration::from_secs(5);

/// Programs that are shells, by the names of their files.
#[cfg(target_os = "linux")]
const SHELLS: [&str; 14] = ["bash", "busybox", "dash", "fish", "ksh", "ksh93", "lksh", "mksh", "oksh", "posh", "pwsh", "sh", "yash", "zsh"];

/// A shell's process; without one, nothing ever ends with it.
pub struct CallingShell {
    #[cfg(unix)]
    process: Option<Pid>,
}

#[cfg(unix)]
impl CallingShell {
    /// Finds the shell that reads standard output, else the leader of this session. To be called while standard output is open.
    #[must_use]
    pub fn find() -> Self {
        let process = reading_shell().or_else(session_leader).filter(|process| *process != getpid());
        Self { process }
    }

    /// Waits until the shell has ended.
    pub async fn ended(&self) {
        let Some(process) = self.process else { return std::future::pending().await };
        while test_kill_process(process) != Err(rustix::io::Errno::SRCH) {
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// Whether the shell that started this process waits for its end, not only for that of its output: ksh93, which reads a command
/// substitution from a file without a name.
#[must_use]
#[cfg(unix)]
pub fn is_awaited_by_ksh() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let has_no_name = super::stdout_metadata().is_ok_and(|found| found.is_file() && found.nlink() == 0);
    has_no_name && parent_names().iter().any(|name| name.contains("ksh"))
}

/// What the parent process is called: its program, and its own word for itself, which is a script's name for a script.
#[must_use]
#[cfg(target_os = "linux")]
pub fn parent_names() -> Vec<String> {
    let Some(parent) = getppid() else { return Vec::new() };
    [program(parent), name(parent)].into_iter().flatten().collect()
}

/// The name of the parent process.
#[must_use]
#[cfg(all(unix, not(target_os = "linux")))]
pub fn parent_names() -> Vec<String> {
    let Some(parent) = getppid() else { return Vec::new() };
    let printed = std::process::Command::new("ps").args(["-o", "comm=", "-p", &parent.to_string()]).output();
    let path = printed.ok().and_then(|printed| String::from_utf8(printed.stdout).ok());
    path.map(|path| name_in(&path).to_owned()).into_iter().collect()
}

/// The shell at the other end of the pipe that is standard output. For a process that [`super::restart`] made, the parent of the first
/// one, which waits for it.
#[cfg(target_os = "linux")]
fn reading_shell() -> Option<Pid> {
    let is_shell = |process: &Pid| program(*process).is_some_and(|name| SHELLS.contains(&name.as_str()));
    let parent = getppid()?;
    if name(parent) == name(getpid()) {
        return parent_of(&parent.to_string()).filter(is_shell);
    }
    let pipe = std::fs::read_link("/proc/self/fd/1").ok().filter(|pipe| pipe.to_string_lossy().starts_with("pipe:"))?;
    let names = std::fs::read_dir("/proc").ok()?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    names.filter_map(Pid::from_raw).filter(is_shell).find(|process| reads(*process, &pipe))
}

/// Whether `process` has the end of `pipe` that is read; subshells have the other one.
#[cfg(target_os = "linux")]
fn reads(process: Pid, pipe: &std::path::Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(open) = std::fs::read_dir(format!("/proc/{process}/fd")) else { return false };
    let mut ends = open.flatten().filter(|end| std::fs::read_link(end.path()).is_ok_and(|file| file == pipe));
    ends.any(|end| end.metadata().is_ok_and(|end| end.mode() & 0o400 != 0))
}

/// The name of the file of the program that `process` runs.
#[cfg(target_os = "linux")]
fn program(process: Pid) -> Option<String> {
    let path = std::fs::read_link(format!("/proc/{process}/exe")).ok()?;
    path.file_name()?.to_str().map(str::to_owned)
}

/// The name of a program in what the system calls its process: a path or a name, behind a `-` for a login shell.
#[cfg(unix)]
fn name_in(process: &str) -> &str {
    let process = process.trim();
    process.rsplit('/').next().unwrap_or(process).trim_start_matches('-')
}

/// What `process` is called.
#[cfg(target_os = "linux")]
fn name(process: Pid) -> Option<String> {
    let name = std::fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
    Some(name_in(&name).to_owned())
}

/// The number at `place` behind the name in the status of `process`: 1 for its parent, 3 for its session.
#[cfg(target_os = "linux")]
fn number_at(place: usize, process: &str) -> Option<Pid> {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after_the_name) = status.rsplit_once(')')?;
    Pid::from_raw(after_the_name.split_whitespace().nth(place)?.parse().ok()?)
}

#[cfg(target_os = "linux")]
fn parent_of(process: &str) -> Option<Pid> {
    number_at(1, process)
}

/// The leader of this session, unless it is out of sight, as beyond the container that this runs in.
#[cfg(target_os = "linux")]
fn session_leader() -> Option<Pid> {
    number_at(3, "self")
}

#[cfg(all(unix, not(target_os = "linux")))]
fn reading_shell() -> Option<Pid> {
    None
}

/// The leader of this session.
#[cfg(all(unix, not(target_os = "linux")))]
fn session_leader() -> Option<Pid> {
    rustix::process::getsid(None).ok()
}

#[cfg(not(unix))]
impl CallingShell {
    /// Finds none on this system.
    #[must_use]
    pub fn find() -> Self {
        Self {}
    }
}

/// Always `false`: such a shell is not used on this system.
#[must_use]
#[cfg(not(unix))]
pub fn is_awaited_by_ksh() -> bool {
    false
}

/// Nothing: on this system nobody needs to know.
#[must_use]
#[cfg(not(unix))]
pub fn parent_names() -> Vec<String> {
    Vec::new()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_login_shell_has_the_name_of_its_program() {
        for (process, name) in [
            ("fish\n", "fish"),
            ("-fish\n", "fish"),
            ("-zsh", "zsh"),
            ("/bin/bash\n", "bash"),
            ("-/opt/homebrew/bin/fish", "fish"),
            ("/Applications/A B.app/pwsh \n", "pwsh"),
            ("-", ""),
            ("", ""),
        ] {
            assert_eq!(name_in(process), name, "{process}");
        }
    }
}
