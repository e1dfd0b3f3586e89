//! Why a command was not run.

use crate::deliver::serve;
use std::io;

/// Why a command did not run.
#[derive(thiserror::Error)]
pub enum Error {
    /// No such program.
    #[error("could not find the command `{0}`")]
    NotFound(String),
    /// The operating system could not run it.
    #[error("could not run the command `{command}`")]
    NotRun {
        /// The command.
        command: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The command exists, but its interpreter does not run.
    #[error("could not run the command `{command}`: it is a script for `{chain}`, which {problem}")]
    NoInterpreter {
        /// The command.
        command: String,
        /// The interpreter in its `#!` line, and if that is a script, the interpreters it names in turn, printable.
        chain: String,
        /// The script that names the failing interpreter.
        script: String,
        /// The failing interpreter.
        interpreter: String,
        /// Why the interpreter does not run.
        problem: &'static str,
        /// Whether the `#!` line ends with CR LF, which makes the CR part of the name.
        has_windows_line_ends: bool,
    },
    /// The command exists, but its dynamic loader does not.
    #[error("could not run the command `{0}`: its dynamic loader does not exist")]
    NoLoader(String),
    /// The command is a binary file that the system does not run.
    #[error("could not run the command `{0}`: it is neither a program for this system and processor nor a script for a shell")]
    Foreign(String),
    /// The endpoint could not be opened.
    #[error(transparent)]
    Endpoint(#[from] serve::Error),
    /// The empty AWS files could not be created.
    #[error("could not create the private AWS files of the command")]
    Files(#[source] io::Error),
}
debug_as_display!(Error);
