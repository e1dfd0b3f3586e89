//! Hints for sources of supplied tokens.

use super::http::TOKEN_SERVICE;
use super::{Hint, for_http_error, for_unreadable};
use crate::identity::{CommandError, NeededBy, SourceError};
use crate::request::hint::hint;
use crate::sys::retry;

/// Returns the hint for a program that was to print `what` (a token or password).
pub(super) fn for_command(error: &CommandError, what: &'static str) -> Hint {
    match error {
        CommandError::NotStarted { .. } => hint!("check that the program is installed here and in PATH"),
        CommandError::Failed { .. } | CommandError::TimedOut { .. } | CommandError::TooLong(_) => {
            hint!("run the command alone: it must print the ", (what), " and nothing else to standard output, without prompting")
        }
        CommandError::Unreadable { .. } => hint!("have the program print the ", (what), " as UTF-8 text"),
    }
}

/// Returns the hints for the source of a supplied token.
#[must_use]
pub(super) fn for_source(error: &SourceError) -> Vec<Hint> {
    vec![match error {
        SourceError::Unset { needed_by: Some(NeededBy::Github), .. } => {
            hint!("add `permissions: id-token: write` to the job (Forgejo: `enable-openid-connect: true`)")
        }
        SourceError::Unset { needed_by: Some(NeededBy::Gitlab), name } => hint!(
            (format!("declare it in the job: `id_tokens: {name}: aud: …`, or name the variable that holds it with ")),
            [TOKEN = "env:NAME"]
        ),
        SourceError::Unset { needed_by: Some(NeededBy::Circleci), .. } => {
            hint!("use a context in the job's workflow, so that CircleCI issues a token; ", AUDIENCE, " requests another audience")
        }
        SourceError::Unset { needed_by: Some(NeededBy::Aws), .. } => hint!("name the file itself with ", [TOKEN = "file:PATH"]),
        SourceError::Unset { .. } => hint!("check the name: the variable must be exported to sts-cli"),
        SourceError::Unreadable { source, .. } => {
            for_unreadable(source, hint!("check the path, and that you may read the file: it must contain the token as text"))
        }
        SourceError::Empty(_) => hint!("check the program that writes the token: the token is empty"),
        SourceError::TooLarge(_) => hint!("check the source: it must contain the token and nothing else"),
        SourceError::Command(error) => for_command(error, "token"),
        SourceError::NotOneToken(_) => hint!("select the member that holds the token: ", [TOKEN = "cmd:jq -r .id_token FILE"]),
        SourceError::NoResponse(error) => return for_http_error(error, TOKEN_SERVICE, "ACTIONS_ID_TOKEN_REQUEST_URL"),
        SourceError::NoTokenReturned { status, .. } if retry::is_undecided(*status) => {
            hint!("try again in a minute: the CI system's token service has an internal error")
        }
        SourceError::NoTokenReturned { .. } => hint!("check ", AUDIENCE, " and the job's permissions; the CI system's log may say why"),
        SourceError::UnsafeAddress(_) => {
            hint!("configure the runner for https, or fetch the token yourself with ", [TOKEN = "cmd:curl …"])
        }
        SourceError::NoCi(_) => hint!("name the source: github, gitlab, buildkite, circleci, env:NAME, file:PATH or cmd:PROGRAM"),
        SourceError::NoAudience(_) => {
            hint!("set ", AUDIENCE, ", or name the variable that holds the token with ", [TOKEN = "env:NAME"])
        }
    }]
}
