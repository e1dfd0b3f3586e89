//! Detects the calling shell by the executable and the name of the parent process.

use crate::request::Shell;
use crate::sys::{Deps, parent_names};

/// Returns the calling shell; `sh` if it is unknown. Warns of a shell without an output form.
pub(super) fn detect_shell(deps: &Deps) -> Shell {
    let (shell, parents) = detect_with_parents(deps);
    if let Some(unsupported) = parents.iter().find(|parent| UNSUPPORTED.contains(&parent.as_str())) {
        deps.terminal.warn(&format!("these commands are for a POSIX shell, not for {unsupported}; select another shell with -o env:SHELL"));
    }
    shell
}

/// Detects the calling shell and the names of the parent process. On Windows, PowerShell is recognized by its module path variable.
pub(super) fn detect_with_parents(deps: &Deps) -> (Shell, Vec<String>) {
    if cfg!(windows) {
        let shell = if deps.environment.get("PSModulePath").is_some() { Shell::PowerShell } else { Shell::Cmd };
        return (shell, Vec::new());
    }
    let parents = parent_names();
    (parents.iter().map(|parent| shell_of(parent)).find(|shell| *shell != Shell::Sh).unwrap_or(Shell::Sh), parents)
}

/// Shells that do not read POSIX commands and that no output form supports.
const UNSUPPORTED: [&str; 5] = ["csh", "tcsh", "nu", "elvish", "xonsh"];

fn shell_of(process: &str) -> Shell {
    match process {
        "bash" => Shell::Bash,
        "zsh" => Shell::Zsh,
        "fish" => Shell::Fish,
        "pwsh" => Shell::PowerShell,
        _ => Shell::Sh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shell_is_detected_by_name_and_defaults_to_sh() {
        for (process, shell) in [("bash", Shell::Bash), ("zsh", Shell::Zsh), ("fish", Shell::Fish), ("dash", Shell::Sh), ("", Shell::Sh)] {
            assert_eq!(shell_of(process), shell, "{process}");
        }
    }
}
