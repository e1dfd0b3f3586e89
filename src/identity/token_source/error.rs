//! Why no token could be read from a source.

use super::command::CommandError;
use crate::sys::HttpError;
use std::io;

/// Why a source yielded no token. Never shows what was read from it.
#[derive(thiserror::Error)]
pub enum SourceError {
    /// A variable that the source requires is unset or empty.
    #[error("{name} is not set{}", needed_by_text(*needed_by))]
    Unset {
        /// The variable.
        name: String,
        /// The source that requires it; `None` if the variable is the source.
        needed_by: Option<NeededBy>,
    },
    /// The file or standard input could not be read as text.
    #[error("could not read the token from {input_name}")]
    Unreadable {
        /// The path, or `standard input`.
        input_name: String,
        /// The operating system's error.
        source: io::Error,
    },
    /// The source is empty.
    #[error("no token in {0}: it is empty")]
    Empty(String),
    /// The text has more than 1 MiB.
    #[error("{0} is too large for a token: more than 1 MiB")]
    TooLarge(String),
    /// The token command failed.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// The CI system's token service did not respond.
    #[error("the CI system's token service did not respond")]
    NoResponse(#[from] HttpError),
    /// The CI system's token service responded without a token.
    #[error("the CI system's token service returned no token: status {status}{}", message.as_ref().map_or_else(String::new, |message| format!(": {message}")))]
    NoTokenReturned {
        /// The HTTP status.
        status: u16,
        /// The service's message, printable.
        message: Option<String>,
    },
    /// The URL of the CI system's token service is invalid, or uses plain http to another machine.
    #[error("could not use the URL in {0}: it must be https, or http to this machine, to protect the job's secret")]
    UnsafeAddress(&'static str),
    /// No known CI system was detected; holds the variables that were checked.
    #[error("no CI system detected: none of {} is set", .0.join(", "))]
    NoCi(Vec<&'static str>),
    /// The text is a JSON object without a token under a known name, or with several; holds the names.
    #[error("the text is a JSON object{}", without_one_token(.0))]
    NotOneToken(Vec<&'static str>),
    /// The source requires an audience.
    #[error("the token source `{0}` requires an audience, and none is set")]
    NoAudience(&'static str),
}
debug_as_display!(SourceError);

/// The token sources that require environment variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeededBy {
    /// `aws`.
    Aws,
    /// `github`.
    Github,
    /// `gitlab`.
    Gitlab,
    /// `circleci`.
    Circleci,
}

fn without_one_token(found: &[&str]) -> String {
    if found.is_empty() { " without a known token member".to_owned() } else { format!(" with several tokens: {}", found.join(", ")) }
}

fn needed_by_text(source: Option<NeededBy>) -> String {
    let name = match source {
        None => return String::new(),
        Some(NeededBy::Aws) => "aws",
        Some(NeededBy::Github) => "github",
        Some(NeededBy::Gitlab) => "gitlab",
        Some(NeededBy::Circleci) => "circleci",
    };
    format!("; the token source `{name}` requires it")
}
