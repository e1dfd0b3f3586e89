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

/// Detects the calling shell and the names of the parent process. Where no shell is known among them, it is `sh`; on Windows PowerShell or
/// cmd, by the variable that cmd sets for its children.
pub(super) fn detect_with_parents(deps: &Deps) -> (Shell, Vec<String>) {
    let parents = parent_names();
    let known = parents.iter().map(|parent| shell_of(parent)).find(|shell| *shell != Shell::Sh);
    let shell = known.unwrap_or_else(|| match deps.environment.get("PROMPT") {
        _ if !cfg!(windows) || parents.iter().any(|parent| parent == "sh") => Shell::Sh,
        Some(_) => Shell::Cmd,
        None => Shell::PowerShell,
    });
    (shell, parents)
}

/// Shells that do not read POSIX commands and that no output form supports.
const UNSUPPORTED: [&str; 5] = ["csh", "tcsh", "nu", "elvish", "xonsh"];

fn shell_of(process: &str) -> Shell {
    match process {
        "bash" => Shell::Bash,
        "zsh" => Shell::Zsh,
        "fish" => Shell::Fish,
        "pwsh" | "powershell" => Shell::PowerShell,
        "cmd" => Shell::Cmd,
        _ => Shell::Sh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shell_is_detected_by_name_and_defaults_to_sh() {
        for (process, shell) in [
            ("bash", Shell::Bash),
            ("zsh", Shell::Zsh),
            ("fish", Shell::Fish),
            ("dash", Shell::Sh),
            ("cmd", Shell::Cmd),
            ("powershell", Shell::PowerShell),
            ("", Shell::Sh),
        ] {
            assert_eq!(shell_of(process), shell, "{process}");
        }
    }
}
