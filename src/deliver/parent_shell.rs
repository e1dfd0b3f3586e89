//! Which shell called us: the parent process's name, where the system tells it.

use crate::request::Shell;
use crate::sys::Deps;

/// The shell that called us, plain `sh` where it cannot be told; on Windows PowerShell leaves its module path behind.
pub(super) fn find(deps: &Deps) -> Shell {
    if cfg!(windows) {
        return if deps.environment.get("PSModulePath").is_some() { Shell::PowerShell } else { Shell::Cmd };
    }
    let parent = parent_name().unwrap_or_default();
    let process = parent.trim().trim_start_matches('-');
    if FOREIGN.contains(&process) {
        deps.terminal.warn(&format!("these are commands for a POSIX shell, which {process} does not read: env:WORD names another shell"));
    }
    named(process)
}

/// Shells that read no POSIX commands, and have no form.
const FOREIGN: [&str; 5] = ["csh", "tcsh", "nu", "elvish", "xonsh"];

fn named(process: &str) -> Shell {
    match process {
        "bash" => Shell::Bash,
        "zsh" => Shell::Zsh,
        "fish" => Shell::Fish,
        "pwsh" => Shell::PowerShell,
        _ => Shell::Sh,
    }
}

#[cfg(target_os = "linux")]
fn parent_name() -> Option<String> {
    let parent = rustix::process::getppid()?.as_raw_nonzero();
    std::fs::read_to_string(format!("/proc/{parent}/comm")).ok()
}

#[cfg(all(unix, not(target_os = "linux")))]
fn parent_name() -> Option<String> {
    let parent = rustix::process::getppid()?.as_raw_nonzero().to_string();
    let told = std::process::Command::new("ps").args(["-o", "comm=", "-p", &parent]).output().ok()?;
    let path = String::from_utf8(told.stdout).ok()?;
    path.trim().rsplit('/').next().map(str::to_owned)
}

#[cfg(not(unix))]
fn parent_name() -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_is_known_by_its_name_and_anything_else_is_sh() {
        for (process, shell) in [("bash", Shell::Bash), ("zsh", Shell::Zsh), ("fish", Shell::Fish), ("dash", Shell::Sh), ("", Shell::Sh)] {
            assert_eq!(named(process), shell, "{process}");
        }
    }
}
