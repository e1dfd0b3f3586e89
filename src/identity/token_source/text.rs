//! Tokens as text, from a variable or from the output of a command: trimmed, and limited in length.

use super::command;
use super::error::{NeededBy, SourceError};
use crate::secret::Token;
use crate::sys::Deps;

/// The largest accepted token, far above any server's limit.
pub(super) const MAX_BYTES: u64 = 1024 * 1024;

/// Runs a command, and returns its output as the token.
pub(super) async fn token_from_command(command_line: &[impl AsRef<str>], deps: &Deps) -> Result<Token, SourceError> {
    let input_name =
        command_line.first().map_or_else(String::new, |name| format!("the output of {}", crate::text::printable(name.as_ref())));
    parse_token(&command::output(command_line, deps).await?, input_name)
}

/// Returns a variable that is set. `needed_by`: the source that requires it, for the error.
pub(super) fn variable<'a>(name: &str, needed_by: Option<NeededBy>, deps: &'a Deps) -> Result<&'a str, SourceError> {
    deps.environment.get(name).ok_or_else(|| SourceError::Unset { name: name.to_owned(), needed_by })
}

/// Trims `text`, and checks that it is neither empty nor too long. Errors name its source by `input_name`.
pub(super) fn parse_token(text: &str, input_name: String) -> Result<Token, SourceError> {
    match text.trim() {
        _ if text.len() as u64 > MAX_BYTES => Err(SourceError::TooLarge(input_name)),
        "" => Err(SourceError::Empty(input_name)),
        token => Ok(Token::new(token.to_owned())),
    }
}
