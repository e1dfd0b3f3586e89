//! Secrets as types that cannot print themselves, and the ways a secret comes in: a variable, a file, standard input, a prompt.

use crate::sys::{Deps, Input, LINE_ENDS, PromptError, ReadError};
use secrecy::{ExposeSecret, SecretString};
use std::io;
use std::path::PathBuf;

/// The most bytes a file or standard input may hold where a secret is expected.
const MOST_BYTES: u64 = 64 * 1024;

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SecretString);

        impl $name {
            /// Closes `value` up: from here on it only comes out through `expose_secret`.
            #[must_use]
            pub fn new(value: String) -> Self {
                Self(SecretString::from(value))
            }
        }

        impl ExposeSecret<str> for $name {
            fn expose_secret(&self) -> &str {
                #[expect(clippy::disallowed_methods, reason = "hands the opening on to whoever asks; the lint stands there")]
                self.0.expose_secret()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}

secrets! {
    /// The signed statement of a provider about who logged in.
    IdToken,
    /// What opens a provider's resources, such as its userinfo.
    AccessToken,
    /// What brings new tokens without asking the person.
    RefreshToken,
    /// What the STS is to believe, of whatever kind: an ID token, an access token, or a token from outside.
    Token,
    /// What a person knows.
    Password,
    /// What the client of an OpenID provider proves itself with.
    ClientSecret,
    /// The secret half of an S3 key pair.
    SecretKey,
    /// What makes temporary keys valid; MinIO's holds the claims of the ID token.
    SessionToken,
}

impl From<IdToken> for Token {
    fn from(token: IdToken) -> Self {
        Self(token.0)
    }
}

impl From<AccessToken> for Token {
    fn from(token: AccessToken) -> Self {
        Self(token.0)
    }
}

/// Where a secret is to be read from.
#[derive(Clone, Debug)]
pub enum Source {
    /// Already here: an environment variable's value, or `--csec`.
    Given(SecretString),
    /// A file's content, `-` for standard input; line ends at its end are dropped.
    File(PathBuf),
    /// The person at the terminal, asked for this.
    Prompt(SecretKind),
}

/// What a person is asked for at the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// The name of a user of the directory, which belongs to the password.
    UserName,
    /// The password of a user of the directory.
    Password,
    /// The secret key of a long-term access key.
    SecretKey,
    /// The client secret of this program at the identity provider.
    ClientSecret,
}

impl SecretKind {
    /// The prompt for it.
    #[must_use]
    pub fn question(self) -> &'static str {
        match self {
            Self::UserName => "User name",
            Self::Password => "Password",
            Self::SecretKey => "Secret key",
            Self::ClientSecret => "Client secret",
        }
    }
}

/// Why a secret could not be had.
#[derive(thiserror::Error)]
pub enum SecretError {
    /// The file, or standard input, could not be read as text.
    #[error("cannot read the secret from {place}")]
    Unreadable {
        /// The path, or `standard input`.
        place: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// Nothing in it.
    #[error("{0} holds no secret: it is empty")]
    Empty(String),
    /// More than [`MOST_BYTES`].
    #[error("{0} is too large for a secret: more than 64 KiB")]
    TooLarge(String),
    /// The person gave up.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// Nobody to ask, or no answer.
    #[error("cannot ask for the {}", what.question().to_lowercase())]
    Unasked {
        /// What was to be asked for.
        what: SecretKind,
        /// Why there is no answer.
        source: PromptError,
    },
}
debug_as_display!(SecretError);

impl SecretError {
    /// Why there is no answer to the question for `what`.
    pub(crate) fn unasked(what: SecretKind) -> impl Fn(PromptError) -> Self {
        move |source| match source {
            PromptError::Interrupted => Self::Prompt(PromptError::Interrupted),
            source => Self::Unasked { what, source },
        }
    }
}

impl Source {
    /// Reads the secret; only a prompt waits for anyone.
    ///
    /// # Errors
    /// See [`SecretError`].
    pub fn read(&self, deps: &Deps) -> Result<SecretString, SecretError> {
        match self {
            Self::Given(value) => Ok(value.clone()),
            Self::File(path) => read(Input::named(path)),
            Self::Prompt(what) => deps.terminal.ask_secret(what.question()).map_err(SecretError::unasked(*what)),
        }
    }
}

fn read(input: Input<'_>) -> Result<SecretString, SecretError> {
    let place = input.to_string();
    match input.text(MOST_BYTES) {
        Ok(text) => without_line_ends(&text, || place).map(SecretString::from),
        Err(ReadError::Unreadable(source)) => Err(SecretError::Unreadable { place, source }),
        Err(ReadError::TooLarge) => Err(SecretError::TooLarge(place)),
    }
}

/// `text` without the line ends after it, as a shell's `$(…)` takes it: every other byte may belong to the secret.
///
/// # Errors
/// [`SecretError::Empty`], naming `place`.
pub(crate) fn without_line_ends(text: &str, place: impl FnOnce() -> String) -> Result<&str, SecretError> {
    let line = text.trim_end_matches(LINE_ENDS);
    if line.is_empty() { Err(SecretError::Empty(place())) } else { Ok(line) }
}

#[cfg(test)]
mod tests {
    use super::without_line_ends;

    #[test]
    fn line_ends_are_dropped_at_the_end_and_nothing_else_anywhere() {
        for (text, secret) in [("a\n", "a"), ("a\r\n", "a"), ("a\r", "a"), ("a\n\n", "a"), (" a \r\r\n", " a "), ("\na\tb \n", "\na\tb ")] {
            assert_eq!(without_line_ends(text, String::new).ok(), Some(secret), "{text:?}");
        }
        assert!(without_line_ends("\r\n", String::new).is_err());
    }
}
