//! Entry points for fuzzing: parsers that are private otherwise, with plain values. Compiled with `--cfg fuzzing` only (`fuzz/run`).

pub use crate::cli::fuzz_entry::{inspected, read_profile, with_toml_value};
pub use crate::deliver::fuzz_entry::{fsspec_file, output, rclone_file};
pub use crate::identity::fuzz_entry as provider;
pub use crate::s3::fuzz_entry::read_bucket_list;

use crate::cache::EntryFile;
use crate::cache::entry::{CredentialsEntry, LoginEntry};
use crate::request::{self, RequestError, Until};
use crate::text::{self, RequestSecrets};
use crate::{identity, secret};
use secrecy::ExposeSecret as _;
use url::Url;

/// The content of a cache entry's file.
pub enum Entry {
    /// Credentials.
    Credentials(Box<CredentialsEntry>),
    /// A login.
    Login(Box<LoginEntry>),
    /// A sealed entry, or one of another kind.
    Other,
}

/// Reads the file of a cache entry; `None` if it is not one.
#[must_use]
pub fn read_entry(content: &[u8]) -> Option<Entry> {
    Some(match EntryFile::read(content)? {
        EntryFile::Credentials(entry) => Entry::Credentials(entry),
        EntryFile::Login(entry) => Entry::Login(entry),
        EntryFile::Sealed | EntryFile::Other => Entry::Other,
    })
}

/// Makes a text one short printable line.
#[must_use]
pub fn printable(text: &str) -> String {
    text::printable(text)
}

/// Makes a text one printable line of any length.
#[must_use]
pub fn printable_line(text: &str) -> String {
    text::printable_line(text)
}

/// Makes lines printable.
#[must_use]
pub fn printable_lines(text: &str) -> String {
    text::printable_lines(text)
}

/// Makes a text one printable line without runs of spaces.
#[must_use]
pub fn single_spaced(text: &str) -> String {
    text::single_spaced(text)
}

/// Extracts the message from the body of an unexpected response.
#[must_use]
pub fn message_in(body: &str) -> Option<String> {
    text::server_message::message_in(body)
}

/// Returns words of a server without the secrets of the request that they answer.
#[must_use]
pub fn redact(request: &http::Request<Vec<u8>>, words: &str) -> String {
    RequestSecrets::of(request).redact(words)
}

/// Returns a URL for messages.
#[must_use]
pub fn redact_url(url: &str) -> String {
    text::redact_url(url)
}

/// Returns a text without the user information of a URL.
#[must_use]
pub fn without_user_info(text: &str) -> String {
    text::without_user_info(text)
}

/// Returns the URL that a misspelled text probably means.
#[must_use]
pub fn guess_url(text: &str) -> Option<String> {
    request::guess_url(text)
}

/// Whether a text shows the host of the URL that it is.
#[must_use]
pub fn names_host(text: &str, url: &Url) -> bool {
    request::names_host(text, url)
}

/// Parses the value of `--until`.
///
/// # Errors
/// The text is neither a duration nor a time.
pub fn parse_until(text: &str) -> Result<Until, RequestError> {
    request::parse_until(text)
}

/// Splits the command line of a token source.
///
/// # Errors
/// [`RequestError::NotACommand`]: it has no program, or a quote that is not closed.
pub fn split_command_line(line: &str) -> Result<Vec<String>, RequestError> {
    request::split_command_line(line)
}

/// Extracts a token from the text around it, trimmed as every source of tokens does; `None` if the text has no token or several.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the token of an input is compared")]
pub fn extract_token(text: &str) -> Option<String> {
    let extracted = identity::extract_token(secret::Token::new(text.trim().to_owned())).ok()?;
    Some(extracted.token.expose_secret().to_owned())
}

/// Returns the tokens in a text.
#[must_use]
pub fn tokens_in(text: &str) -> Vec<&str> {
    identity::tokens_in(text)
}
