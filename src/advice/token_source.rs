//! What to do when a token from outside could not be had.

use super::for_no_answer;
use crate::identity::SourceError;

/// What to do about the source that `--token` names.
#[must_use]
pub(super) fn for_source(error: &SourceError) -> Vec<String> {
    let hint = match error {
        SourceError::Unset { source_name: "github", .. } => {
            "give the job `permissions: id-token: write` (Forgejo: `enable-openid-connect: true`)"
        }
        SourceError::Unset { source_name: "gitlab", name } => {
            return vec![format!(
                "declare it in the job: `id_tokens: {name}: aud: …`, or name the variable that holds it with --token env:NAME"
            )];
        }
        SourceError::Unset { source_name: "circleci", .. } => {
            "use a context in the job's workflow, so that CircleCI makes a token; --audience asks for one of your own audience"
        }
        SourceError::Unset { source_name: "aws", .. } => "name the file itself with --token file:PATH",
        SourceError::Unset { .. } => "check the name: the variable must be exported to sts-cli",
        SourceError::Unreadable { .. } => "check the path, and that you may read the file: it must hold the token as text",
        SourceError::Empty(_) => "check that whoever writes the token has done so",
        SourceError::TooLarge(_) => "it must be the token and nothing else",
        SourceError::NotStarted { .. } => "check that the program is installed here and in PATH",
        SourceError::Failed { .. } | SourceError::Hanging { .. } => {
            "run the command by itself: it must print the token on standard output, and nothing else, without asking"
        }
        SourceError::NoAnswer(error) => return for_no_answer(error, "CI system's token service", "ACTIONS_ID_TOKEN_REQUEST_URL"),
        SourceError::NotGiven { .. } => "check --audience and the job's permissions; the CI system's log may say why",
        SourceError::UnsafeAddress(_) => "have the runner offer https, or fetch the token yourself with --token 'cmd:curl …'",
        SourceError::NoCi(_) => "name the source: github, gitlab, buildkite, circleci, env:NAME, file:PATH or cmd:PROGRAM",
        SourceError::NoAudience(_) => "give --audience, or name the variable that holds the token with --token env:NAME",
    };
    vec![hint.to_owned()]
}
