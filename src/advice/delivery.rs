//! What to do where credentials do not get out: no room for the output, a command that does not run, an endpoint that cannot be.

use super::{for_aws_profile, for_tool, for_usage};
use crate::deliver::{self, exec, serve};
use crate::request::UsageError;

/// What to do about output that did not get out.
#[must_use]
pub fn for_delivery(error: &deliver::Error) -> Vec<String> {
    let hint = match error {
        deliver::Error::ClosedPipe => return Vec::new(),
        deliver::Error::AwsProfile(problem) => return for_aws_profile(problem),
        deliver::Error::Tool(problem) => return for_tool(problem),
        deliver::Error::NotInGithub => return for_usage(&UsageError::NotInGithub),
        deliver::Error::NotWritten(_) => "make room where standard output goes, or send it elsewhere, and run the command again",
        deliver::Error::NoGithubFile { .. } => "GITHUB_ENV names the job's own file: leave it as the runner sets it",
    };
    vec![hint.to_owned()]
}

/// What to do about an endpoint that cannot be.
#[must_use]
pub fn for_serve(error: &serve::Error) -> Vec<String> {
    match error {
        serve::Error::Port { .. } => vec!["choose another with --port, or leave it out: any free one will do".to_owned()],
        serve::Error::Folder(_) => vec!["make room there, or name a folder of yours in TMPDIR".to_owned()],
        serve::Error::Signals(_) => Vec::new(),
    }
}

/// What to do about a command that does not run.
#[must_use]
pub fn for_exec(error: &exec::Error) -> Vec<String> {
    match error {
        exec::Error::NotFound(name) if name.contains(' ') => vec!["write the words apart: sts-cli exec prod -- mc ls prod/".to_owned()],
        exec::Error::NotFound(_) => vec!["check its name, and that its folder is in PATH".to_owned()],
        exec::Error::NotRun { .. } => vec!["check that it is a program that you may run".to_owned()],
        exec::Error::Endpoint(error) => for_serve(error),
        exec::Error::Files(_) => vec!["make room there, or name a folder of yours in TMPDIR".to_owned()],
    }
}
