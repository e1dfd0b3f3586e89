//! Where a token from outside is: `--token SOURCE`.

use super::RequestError;
use std::path::PathBuf;
use std::str::FromStr;

/// The forms of a source, as errors and help name them.
pub(super) const FORMS: &str =
    "file:PATH, env:NAME, cmd:PROGRAM ARGS, - for standard input, aws, kubernetes, github, gitlab, buildkite, circleci, or ci";

/// A place where somebody else put a token, or a service that makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenSource {
    /// `file:PATH`.
    File(PathBuf),
    /// `aws`: the file that `AWS_WEB_IDENTITY_TOKEN_FILE` names.
    Aws,
    /// `env:NAME`.
    Variable(String),
    /// `-`: standard input to its end.
    Stdin,
    /// `cmd:PROGRAM ARGS`, program and arguments apart; no shell looks at them.
    Command(Vec<String>),
    /// `github`: GitHub and Forgejo Actions.
    Github,
    /// `gitlab`: a job's `id_tokens`.
    Gitlab,
    /// `buildkite`: its agent.
    Buildkite,
    /// `circleci`: its agent, or its variable.
    Circleci,
    /// `kubernetes`: the service account's token of this pod.
    Kubernetes,
    /// `ci`: whichever of the four this job runs on.
    Ci,
}

impl FromStr for TokenSource {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, RequestError> {
        let source = match text.trim() {
            "-" => Self::Stdin,
            "aws" => Self::Aws,
            "github" => Self::Github,
            "gitlab" => Self::Gitlab,
            "buildkite" => Self::Buildkite,
            "circleci" => Self::Circleci,
            "kubernetes" => Self::Kubernetes,
            "ci" => Self::Ci,
            other => match other.split_once(':').map(|(kind, rest)| (kind, rest.trim())) {
                Some(("file", path)) if !path.is_empty() => Self::File(path.into()),
                Some(("env", name)) if !name.is_empty() => Self::Variable(name.to_owned()),
                Some(("cmd", line)) => Self::Command(command_line(line)?),
                _ => return Err(RequestError::UnknownTokenSource),
            },
        };
        Ok(source)
    }
}

/// Splits a command line into program and arguments, by the quoting rules of a POSIX shell.
///
/// # Errors
/// [`RequestError::NotACommand`].
pub fn command_line(line: &str) -> Result<Vec<String>, RequestError> {
    shlex::split(line).filter(|words| !words.is_empty()).ok_or(RequestError::NotACommand)
}
