//! Hints for failed deliveries: standard output, commands run by `exec`, local endpoints.

use super::hint::{Command, hint};
use super::{Hint, for_aws_profile, for_tool, for_usage};
use crate::deliver::{self, exec, serve};
use crate::request::UsageError;
use std::io;

/// Returns the hints for a failed delivery.
#[must_use]
pub fn for_delivery(error: &deliver::Error) -> Vec<Hint> {
    vec![match error {
        deliver::Error::ClosedPipe => return Vec::new(),
        deliver::Error::AwsProfile(problem) => return for_aws_profile(problem),
        deliver::Error::NotLiteral(_) => hint!("choose another form with ", Output, ", or a value without it"),
        deliver::Error::Tool(problem) => return for_tool(problem),
        deliver::Error::NotInGithub => return for_usage(&UsageError::NotInGithub),
        deliver::Error::NotWritten(_) => hint!("make room where standard output goes, or send it elsewhere, and run the command again"),
        deliver::Error::NoGithubFile { .. } => hint!("leave GITHUB_ENV as the runner sets it: it names the job's own file"),
    }]
}

/// Returns the hints for a local endpoint that cannot be started.
#[must_use]
pub fn for_serve(error: &serve::Error) -> Vec<Hint> {
    match error {
        serve::Error::Port { .. } => vec![hint!("choose another with ", ServePort, ", or leave it out: any free one will do")],
        serve::Error::Folder(source) => vec![for_temporary_files(source)],
        serve::Error::Signals(_) | serve::Error::NotHandedOver(_) => Vec::new(),
    }
}

/// Returns the hints for a command that cannot be run.
#[must_use]
pub fn for_exec(error: &exec::Error) -> Vec<Hint> {
    vec![match error {
        exec::Error::NotFound(name) if name.contains(' ') => hint!("write the words apart: ", (Command::Exec)),
        exec::Error::NotFound(_) => hint!("check its name, and that its folder is in PATH"),
        exec::Error::NoInterpreter { script, has_windows_line_ends: true, .. } => {
            hint!((format!("end its lines with LF, not with CR LF: sed -i 's/\\r$//' {}", deliver::word(script))))
        }
        exec::Error::NoInterpreter { interpreter, problem: exec::IS_MISSING, .. } => {
            hint!((format!("install {interpreter}, or name another interpreter in the script's first line, after #!")))
        }
        exec::Error::NoInterpreter { interpreter, problem: exec::IS_NOT_EXECUTABLE, .. } => {
            hint!((format!("make it executable: chmod +x {}", deliver::word(interpreter))))
        }
        exec::Error::NoInterpreter { script, .. } => hint!((format!("name a program in the first line of {script}, after #!"))),
        exec::Error::NoLoader(_) => {
            hint!("use a build that is made for this system: a program for glibc does not run where only musl is, nor the other way round")
        }
        exec::Error::Foreign(_) => hint!("use a build that is made for this system and processor: `uname -sm` names both"),
        exec::Error::NotRun { .. } => hint!("check that it is a program that you may run"),
        exec::Error::Endpoint(error) => return for_serve(error),
        exec::Error::Files(source) => for_temporary_files(source),
    }]
}

fn for_temporary_files(source: &io::Error) -> Hint {
    match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => hint!("make that folder, or name another one of yours in TMPDIR"),
        _ => hint!("make room there, or name a folder of yours in TMPDIR"),
    }
}
