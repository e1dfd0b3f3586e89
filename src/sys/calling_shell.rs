//! Finds the shell that a background process serves: the one that reads its standard output, as in `eval "$(sts-cli serve … &)"`. In
//! scripts it is neither the session leader nor the parent: the subshell in between has ended.

#[cfg(unix)]
use rustix::process::{Pid, getpid, getppid, test_kill_process};

/// How often to check whether the shell still exists.
#[cfg(unix)]
const POLL_INTERVAL: std::time::Duration = std::time::Duration::from_secs(5);

/// File names of shells.
#[cfg(target_os = "linux")]
const SHELLS: [&str; 14] = ["bash", "busybox", "dash", "fish", "ksh", "ksh93", "lksh", "mksh", "oksh", "posh", "pwsh", "sh", "yash", "zsh"];

/// The process of the calling shell, if it was found.
pub(crate) struct CallingShell {
    #[cfg(unix)]
    process: Option<Pid>,
}

#[cfg(unix)]
impl CallingShell {
    /// Finds the shell that reads standard output, else the session leader. Must be called before standard output is closed.
    #[must_use]
    pub(crate) fn find() -> Self {
        let process = shell_reading_stdout().or_else(session_leader).filter(|process| *process != getpid());
        Self { process }
    }

    /// Waits until the shell has exited; forever if none was found.
    pub(crate) async fn wait_for_exit(&self) {
        let Some(process) = self.process else { return std::future::pending().await };
        while test_kill_process(process) != Err(rustix::io::Errno::SRCH) {
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }
}

/// Whether the calling shell is ksh93 in a command substitution, which waits for this process to exit and not only for its output. Such a
/// substitution is read through an unlinked file.
#[must_use]
#[cfg(unix)]
pub(crate) fn is_ksh_waiting() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let is_unlinked = super::stdout_metadata().is_ok_and(|found| found.is_file() && found.nlink() == 0);
    is_unlinked && parent_names().iter().any(|name| name.contains("ksh"))
}

/// Returns the executable and the process name (comm) of the parent; for a script the latter is the name of the script.
#[must_use]
#[cfg(target_os = "linux")]
pub(crate) fn parent_names() -> Vec<String> {
    let Some(parent) = getppid() else { return Vec::new() };
    [executable_name(parent), process_name(parent)].into_iter().flatten().collect()
}

/// Returns the name of the parent process.
#[must_use]
#[cfg(all(unix, not(target_os = "linux")))]
pub(crate) fn parent_names() -> Vec<String> {
    let Some(parent) = getppid() else { return Vec::new() };
    let printed = std::process::Command::new("ps").args(["-o", "comm=", "-p", &parent.to_string()]).output();
    let path = printed.ok().and_then(|printed| String::from_utf8(printed.stdout).ok());
    path.map(|path| name_in(&path).to_owned()).into_iter().collect()
}

/// Finds the shell that reads the pipe on standard output. For a process started by [`super::spawn_self`], the parent of the first one.
#[cfg(target_os = "linux")]
fn shell_reading_stdout() -> Option<Pid> {
    let is_shell = |process: &Pid| executable_name(*process).is_some_and(|name| SHELLS.contains(&name.as_str()));
    let parent = getppid()?;
    if process_name(parent) == process_name(getpid()) {
        return parent_of(&parent.to_string()).filter(is_shell);
    }
    let pipe = std::fs::read_link("/proc/self/fd/1").ok().filter(|pipe| pipe.to_string_lossy().starts_with("pipe:"))?;
    let names = std::fs::read_dir("/proc").ok()?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    names.filter_map(Pid::from_raw).filter(is_shell).find(|process| has_read_end(*process, &pipe))
}

/// Whether `process` holds the read end of `pipe`; subshells hold the write end.
#[cfg(target_os = "linux")]
fn has_read_end(process: Pid, pipe: &std::path::Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(descriptors) = std::fs::read_dir(format!("/proc/{process}/fd")) else { return false };
    let mut pipe_ends = descriptors.flatten().filter(|end| std::fs::read_link(end.path()).is_ok_and(|file| file == pipe));
    pipe_ends.any(|end| end.metadata().is_ok_and(|end| end.mode() & 0o400 != 0))
}

/// Returns the file name of the executable of `process`.
#[cfg(target_os = "linux")]
fn executable_name(process: Pid) -> Option<String> {
    let path = std::fs::read_link(format!("/proc/{process}/exe")).ok()?;
    path.file_name()?.to_str().map(str::to_owned)
}

/// The name of a program in what the system calls its process: a path or a name, behind a `-` for a login shell.
#[cfg(unix)]
fn name_in(process: &str) -> &str {
    let process = process.trim();
    process.rsplit('/').next().unwrap_or(process).trim_start_matches('-')
}

/// Returns the process name (comm) of `process`.
#[cfg(target_os = "linux")]
fn process_name(process: Pid) -> Option<String> {
    let name = std::fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
    Some(name_in(&name).to_owned())
}

/// Reads a field of proc(5) `/proc/PID/stat`, counted after the name: 1 is the parent, 3 the session.
#[cfg(target_os = "linux")]
fn stat_field(index: usize, process: &str) -> Option<Pid> {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = status.rsplit_once(')')?;
    Pid::from_raw(fields.split_whitespace().nth(index)?.parse().ok()?)
}

#[cfg(target_os = "linux")]
fn parent_of(process: &str) -> Option<Pid> {
    stat_field(1, process)
}

/// Returns the session leader; `None` if it is in another PID namespace.
#[cfg(target_os = "linux")]
fn session_leader() -> Option<Pid> {
    stat_field(3, "self")
}

#[cfg(all(unix, not(target_os = "linux")))]
fn shell_reading_stdout() -> Option<Pid> {
    None
}

/// Returns the session leader.
#[cfg(all(unix, not(target_os = "linux")))]
fn session_leader() -> Option<Pid> {
    rustix::process::getsid(None).ok()
}

#[cfg(not(unix))]
impl CallingShell {
    /// Not supported on this system.
    #[must_use]
    pub(crate) fn find() -> Self {
        Self {}
    }
}

/// Always `false` on this system.
#[must_use]
#[cfg(not(unix))]
pub(crate) fn is_ksh_waiting() -> bool {
    false
}

/// Returns the name of the parent process's executable, without its ending.
#[must_use]
#[cfg(not(unix))]
pub(crate) fn parent_names() -> Vec<String> {
    parent_executable().map(|name| name_without_ending(&name)).into_iter().collect()
}

/// Returns the file name of the parent process's executable, from a list of all processes.
#[cfg(not(unix))]
fn parent_executable() -> Option<String> {
    let mut processes = winsafe::HPROCESSLIST::CreateToolhelp32Snapshot(winsafe::co::TH32CS::SNAPPROCESS, None).ok()?;
    let processes: Vec<(u32, u32, String)> = processes
        .iter_processes()
        .filter_map(Result::ok)
        .map(|process| (process.th32ProcessID, process.th32ParentProcessID, process.szExeFile()))
        .collect();
    let (_, parent, _) = processes.iter().find(|(id, ..)| *id == std::process::id())?;
    processes.iter().find(|(id, ..)| id == parent).map(|(_, _, name)| name.clone())
}

#[cfg(not(unix))]
fn name_without_ending(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    name.strip_suffix(".exe").map(str::to_owned).unwrap_or(name)
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
