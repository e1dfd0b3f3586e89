//! Hints for failed deliveries: standard output, commands run by `exec`, local endpoints.

use super::{Hint, for_aws_profile, for_tool, for_usage};
use crate::deliver::{self, exec, serve};
use crate::request::UsageError;
use crate::request::hint::{Command, hint};
use std::io;

/// Returns the hints for a failed delivery.
#[must_use]
pub(crate) fn for_delivery(error: &deliver::Error) -> Vec<Hint> {
    vec![match error {
        deliver::Error::ClosedPipe => return Vec::new(),
        deliver::Error::AwsProfile(problem) => return for_aws_profile(problem),
        deliver::Error::NotLiteral(_) => hint!("choose another format with ", OUTPUT, ", or use a value without it"),
        deliver::Error::Tool(problem) => return for_tool(problem),
        deliver::Error::NotInGithub => return for_usage(&UsageError::NotInGithub),
        deliver::Error::NotWritten(_) => hint!("free disk space for standard output or redirect it elsewhere, then run the command again"),
        deliver::Error::NoGithubFile { .. } => hint!("leave GITHUB_ENV unchanged: the runner sets it to the job's file"),
    }]
}

/// Returns the hints for a local endpoint that cannot be started.
#[must_use]
pub(crate) fn for_serve(error: &serve::Error) -> Vec<Hint> {
    match error {
        serve::Error::Port { .. } => vec![hint!("choose another port with ", SERVE_PORT, ", or omit it to use any free port")],
        serve::Error::TokenFile(_) => vec!["check that its folder exists, and that you may write there".into()],
        serve::Error::NotATokenFile(_) => vec![hint!("set ", TOKEN_FILE, " to another path, or remove that file if you do not need it")],
        serve::Error::TokenFileInUse(_) => vec![hint!("set ", TOKEN_FILE, " to another path: each `serve` needs its own")],
        serve::Error::TokenFileLocked(_) => vec!["stop that process, then run the command again".into()],
        serve::Error::Folder(source) => vec![for_temporary_files(source)],
        serve::Error::Signals(_) | serve::Error::NotInBackground(_) => Vec::new(),
    }
}

/// Returns the hints for a command that cannot be run.
#[must_use]
pub(crate) fn for_exec(error: &exec::Error) -> Vec<Hint> {
    vec![match error {
        exec::Error::NotFound(name) if name.contains(' ') => hint!("pass the command and its arguments separately: ", (Command::Exec)),
        exec::Error::NotFound(_) => hint!("check its name, and that its folder is in PATH"),
        exec::Error::NoInterpreter { script, has_windows_line_ends: true, .. } => {
            hint!((format!("convert its line endings from CRLF to LF: sed -i 's/\\r$//' {}", deliver::word(script))))
        }
        exec::Error::NoInterpreter { interpreter, problem: exec::DOES_NOT_EXIST, .. } => {
            hint!((format!("install {interpreter}, or name another interpreter in the script's first line, after #!")))
        }
        exec::Error::NoInterpreter { interpreter, problem: exec::IS_NOT_EXECUTABLE, .. } => {
            hint!((format!("make it executable: chmod +x {}", deliver::word(interpreter))))
        }
        exec::Error::NoInterpreter { script, .. } => hint!((format!("name a program in the first line of {script}, after #!"))),
        exec::Error::NoLoader(_) => {
            hint!("use a build for this system: programs linked against glibc do not run on musl systems, nor vice versa")
        }
        exec::Error::Foreign(_) => hint!("use a build for this system and processor: `uname -sm` names both"),
        exec::Error::NotRun { .. } => hint!("check that it is a program and executable for you"),
        exec::Error::Endpoint(error) => return for_serve(error),
        exec::Error::Files(source) => for_temporary_files(source),
    }]
}

fn for_temporary_files(source: &io::Error) -> Hint {
    match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => hint!("create that folder, or set TMPDIR to a folder you own"),
        _ => hint!("free disk space there, or set TMPDIR to a folder you own"),
    }
}
