//! `sts-cli completions SHELL`, and the dynamic completion that the shell requests at each TAB.

use super::call::Call;
use crate::deliver;
use crate::error::Failure;
use crate::request::Shell;
use crate::sys::{Environment, this_program};
use clap::{Arg, Command};
use clap_complete::env::{CompleteEnv, Shells};
use std::ffi::OsString;

/// The variable that a shell sets to its name when it requests completions.
const VARIABLE: &str = "COMPLETE";

pub(super) const HELP: &str = "Add the line to your shell's startup file:\n  \
    bash  source <(sts-cli completions bash)     in ~/.bashrc\n  \
    zsh   source <(sts-cli completions zsh)      in ~/.zshrc, after compinit\n  \
    fish  sts-cli completions fish | source      in ~/.config/fish/config.fish";

/// Adds the `SHELL` argument.
pub(super) fn arguments(command: Command) -> Command {
    command.arg(
        Arg::new("SHELL")
            .required(true)
            .value_parser(["bash", "zsh", "fish", "powershell", "elvish"])
            .help("Shell to print the script for"),
    )
}

/// A placeholder for this program's path in clap's scripts: a plain word, which clap never quotes.
const PLACE: &str = "sts-cli.program";

/// Prints the script that registers dynamic completion.
pub(super) fn run(call: Call<'_>) -> Result<u8, Failure> {
    let program = this_program(&call.deps.environment).map_err(Failure::defect)?.to_string_lossy().into_owned();
    let mut script = Vec::new();
    let (name, shells) = (call.argument("SHELL").unwrap_or_default(), Shells::builtins());
    let (place, word) = quoted(name, &program);
    if let Some(shell) = shells.completer(name) {
        shell.write_registration(VARIABLE, "sts-cli", "sts-cli", PLACE, &mut script).map_err(Failure::defect)?;
    }
    deliver::page(&String::from_utf8_lossy(&script).replace(place, &word))?;
    Ok(0)
}

/// Returns the text to replace in clap's script for `shell`, and the quoted program to put there. clap's own quoting is POSIX for every
/// shell, and doubled for bash.
fn quoted(shell: &str, program: &str) -> (&'static str, String) {
    let posix = || deliver::quoted(Shell::Sh, program);
    match shell {
        "bash" => ("\"sts-cli.program\"", posix()),
        "elvish" => (PLACE, format!("'{}'", program.replace('\'', "''"))),
        "powershell" => (PLACE, deliver::quoted(Shell::PowerShell, program).replace('`', "``").replace('$', "`$")), // in a here-string
        "fish" => (PLACE, in_fish(program)),
        _ => (PLACE, posix()),
    }
}

/// Quotes twice: fish expands the word inside double quotes and then evaluates it.
fn in_fish(program: &str) -> String {
    deliver::quoted(Shell::Fish, program).replace('\\', r"\\").replace('"', "\\\"").replace('$', r"\$")
}

/// Prints completions if the shell requests them and returns the exit code; `None` if it does not.
pub(super) fn answer(arguments: &[OsString], command: fn() -> Command) -> Option<u8> {
    if !Environment::names(VARIABLE) {
        return None;
    }
    let here = std::env::current_dir().ok();
    let asks_for_flags = arguments.last().is_some_and(|word| word.as_encoded_bytes().starts_with(b"-"));
    let offered = || if asks_for_flags { command() } else { with_flags_behind(command()) };
    match CompleteEnv::with_factory(offered).var(VARIABLE).try_complete(arguments, here.as_deref()) {
        Ok(false) => None,
        Ok(true) => Some(0),
        Err(error) => {
            let _ = error.print();
            Some(2)
        }
    }
}

/// Hides the flags of all commands, so that they are completed only if there are no other candidates.
fn with_flags_behind(mut command: Command) -> Command {
    command.build();
    let behind = |arg: Arg| if arg.get_long().is_some() { arg.hide(true) } else { arg };
    command.mut_args(behind).mut_subcommands(|each| each.mut_args(behind).mut_subcommands(|inner| inner.mut_args(behind)))
}
