//! `sts-cli completions SHELL`, and the dynamic completion that the shell requests at each TAB.

use super::invocation::Invocation;
use crate::deliver;
use crate::error::Failure;
use crate::request::Shell;
use crate::sys::{Environment, this_program};
use clap::{Arg, Command};
use clap_complete::env::{CompleteEnv, Shells};
use std::ffi::OsString;

/// The variable that a shell sets to its name when it requests completions.
const COMPLETE_VARIABLE: &str = "COMPLETE";

pub(super) const NOTES: &str = "Add the line to your shell's startup file:\n  \
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
const PROGRAM_PLACEHOLDER: &str = "sts-cli.program";

/// Prints the script that registers dynamic completion.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    let program = this_program(&call.deps.environment).map_err(Failure::defect)?.to_string_lossy().into_owned();
    let mut script = Vec::new();
    let (name, shells) = (call.argument("SHELL").unwrap_or_default(), Shells::builtins());
    let (placeholder, word) = placeholder_and_quoted_program(name, &program);
    if let Some(shell) = shells.completer(name) {
        shell.write_registration(COMPLETE_VARIABLE, "sts-cli", "sts-cli", PROGRAM_PLACEHOLDER, &mut script).map_err(Failure::defect)?;
    }
    deliver::print_text(&String::from_utf8_lossy(&script).replace(placeholder, &word))?;
    Ok(0)
}

/// Returns the text to replace in clap's script for `shell`, and the quoted program to put there. clap's own quoting is POSIX for every
/// shell, and doubled for bash.
fn placeholder_and_quoted_program(shell: &str, program: &str) -> (&'static str, String) {
    let posix = || deliver::quoted(Shell::Sh, program);
    match shell {
        "bash" => ("\"sts-cli.program\"", posix()),
        "elvish" => (PROGRAM_PLACEHOLDER, format!("'{}'", program.replace('\'', "''"))),
        "powershell" => (PROGRAM_PLACEHOLDER, deliver::quoted(Shell::PowerShell, program).replace('`', "``").replace('$', "`$")), // in a here-string
        "fish" => (PROGRAM_PLACEHOLDER, quote_for_fish(program)),
        _ => (PROGRAM_PLACEHOLDER, posix()),
    }
}

/// Quotes twice: fish expands the word inside double quotes and then evaluates it.
fn quote_for_fish(program: &str) -> String {
    deliver::quoted(Shell::Fish, program).replace('\\', r"\\").replace('"', "\\\"").replace('$', r"\$")
}

/// Prints completions if the shell requests them and returns the exit code; `None` if it does not.
pub(super) fn complete(arguments: &[OsString], command: fn() -> Command) -> Option<u8> {
    if !Environment::is_set(COMPLETE_VARIABLE) {
        return None;
    }
    let current_folder = std::env::current_dir().ok();
    let is_completing_flag = arguments.last().is_some_and(|word| word.as_encoded_bytes().starts_with(b"-"));
    let build_tree = || if is_completing_flag { command() } else { with_flags_hidden(command()) };
    match CompleteEnv::with_factory(build_tree).var(COMPLETE_VARIABLE).try_complete(arguments, current_folder.as_deref()) {
        Ok(false) => None,
        Ok(true) => Some(0),
        Err(error) => {
            let _ = error.print();
            Some(2)
        }
    }
}

/// Hides the flags of all commands, so that they are completed only if there are no other candidates.
fn with_flags_hidden(mut command: Command) -> Command {
    command.build();
    let hide_flag = |arg: Arg| if arg.get_long().is_some() { arg.hide(true) } else { arg };
    command
        .mut_args(hide_flag)
        .mut_subcommands(|subcommand| subcommand.mut_args(hide_flag).mut_subcommands(|inner| inner.mut_args(hide_flag)))
}
