//! [`TokenSource`]: the source of a supplied token, `--token SOURCE`.

use super::RequestError;
use std::path::PathBuf;
use std::str::FromStr;

/// A file, variable, command or CI service that supplies a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenSource {
    /// `file:PATH`.
    File(PathBuf),
    /// `aws`: the file in `AWS_WEB_IDENTITY_TOKEN_FILE`.
    Aws,
    /// `env:NAME`.
    Variable(String),
    /// `-`: standard input until end of file.
    Stdin,
    /// `cmd:PROGRAM ARGS`, split into words; run without a shell.
    Command(Vec<String>),
    /// `github`: GitHub and Forgejo Actions.
    Github,
    /// `gitlab`: the `id_tokens` of a GitLab job.
    Gitlab,
    /// `buildkite`: the Buildkite agent.
    Buildkite,
    /// `circleci`: the CircleCI agent or its variable.
    Circleci,
    /// `kubernetes`: the pod's service account token.
    Kubernetes,
    /// `ci`: the CI service that is detected, one of the four above.
    Ci,
}

impl TokenSource {
    /// Returns the source as users write it; of a command only the program, because its arguments may contain a secret.
    #[must_use]
    pub(crate) fn label(&self) -> String {
        match self {
            Self::File(path) => format!("file:{}", path.display()),
            Self::Variable(name) => format!("env:{name}"),
            Self::Command(command_line) => format!("cmd:{}", command_line.first().map_or("", String::as_str)),
            Self::Aws => "aws".to_owned(),
            Self::Stdin => "-".to_owned(),
            Self::Github => "github".to_owned(),
            Self::Gitlab => "gitlab".to_owned(),
            Self::Buildkite => "buildkite".to_owned(),
            Self::Circleci => "circleci".to_owned(),
            Self::Kubernetes => "kubernetes".to_owned(),
            Self::Ci => "ci".to_owned(),
        }
    }
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
                Some(("cmd", line)) => Self::Command(split_command_line(line)?),
                _ => return Err(RequestError::UnknownTokenSource),
            },
        };
        Ok(source)
    }
}

/// Splits a command line into program and arguments, with the quoting rules of this system.
///
/// # Errors
/// [`RequestError::NotACommand`].
pub(crate) fn split_command_line(line: &str) -> Result<Vec<String>, RequestError> {
    crate::sys::split_command_line(line).filter(|command_line| !command_line.is_empty()).ok_or(RequestError::NotACommand)
}
