//! Errors of a command line that could not be parsed, or that lacks a part.

use crate::advice::{Hint, Part};
use crate::deliver::exec;
use crate::error::{Failure, FailureKind};
use crate::request::Origin;

/// Why a command line is invalid.
#[derive(thiserror::Error)]
pub(super) enum InvalidCommandLine {
    /// `exec` without a command, and no terminal for a shell.
    #[error("could not start a shell: no terminal is available, and no command is given")]
    NoTerminal,
    /// `exec` without a command, and no shell because prompts are disabled.
    #[error("could not start a shell: {0} is set, and no command is given")]
    PromptsDisabled(Origin),
    /// `exec` without a command, and a shell that does not run.
    #[error("could not start a shell: {origin} is invalid, and no command is given")]
    NoShell {
        /// The origin of the shell's name.
        origin: &'static str,
        /// Why it does not run.
        source: Box<exec::Error>,
    },
    /// An option for one profile, without its name.
    #[error("{0} requires a profile")]
    ProfileRequired(String),
    /// Options without a command.
    #[error("no command is given")]
    MissingCommand,
    /// A profile in place of a command.
    #[error("`{0}` is a profile, not a command")]
    Profile(String),
    /// A URL in place of a command.
    #[error("`{0}` is a URL, not a command")]
    Url(String),
    /// `version` with arguments.
    #[error("`version` accepts no arguments")]
    VersionWithArguments,
    /// A word that is neither a command nor a profile.
    #[error("`{0}` is neither a command nor a profile")]
    UnknownCommand(String),
    /// A command that follows `--`.
    #[error("`--` cannot be used before the command `{0}`")]
    DashesBeforeCommand(String),
    /// A profile of `exec` that does not exist, without `--` before the command.
    #[error("there is no profile `{0}`")]
    UnknownProfile(String),
    /// A command of `exec` that does not follow `--`.
    #[error("`--` is missing before the command `{0}`")]
    MissingDashes(String),
    /// An option that no command accepts, but other programs have.
    #[error("`{0}` is not an option of sts-cli")]
    UnknownOption(String),
    /// An option that only other commands accept.
    #[error("`{option}` is not an option of {command}{accepting}")]
    OptionOfOthers {
        /// The flag.
        option: String,
        /// The command.
        command: String,
        /// The commands that accept it, if they are few, after a comma.
        accepting: String,
    },
    /// A word in place of the tool to configure: a profile, or `help`.
    #[error("`{0}` is {1}, not a tool")]
    NoTool(String, &'static str),
}
debug_as_display!(InvalidCommandLine);

impl InvalidCommandLine {
    /// Returns the failure with this hint.
    pub(super) fn with_hint(self, hint: String) -> Failure {
        Failure::new(FailureKind::Usage, self, vec![Hint::sentence(vec![Part::from(hint)])])
    }
}
