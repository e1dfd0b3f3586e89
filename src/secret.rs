//! Secret types that cannot be printed by accident, and their sources: a variable, a file, standard input, a prompt.

use crate::sys::{Deps, Input, LINE_ENDS, PromptError, ReadError};
use secrecy::{ExposeSecret, SecretString};
use std::io;
use std::path::PathBuf;

/// The largest accepted secret in a file or on standard input.
const MAX_BYTES: u64 = 64 * 1024;

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SecretString);

        impl $name {
            /// Wraps `value`; only `expose_secret` returns it.
            #[must_use]
            pub fn new(value: String) -> Self {
                Self(SecretString::from(value))
            }
        }

        impl ExposeSecret<str> for $name {
            fn expose_secret(&self) -> &str {
                #[expect(clippy::disallowed_methods, reason = "passes the opening on to callers, which need a reason of their own")]
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
    /// An ID token.
    IdToken,
    /// An access token of a provider.
    AccessToken,
    /// A refresh token.
    RefreshToken,
    /// A token sent to the STS: an ID token, an access token, or a supplied token.
    Token,
    /// A password.
    Password,
    /// An OAuth client secret.
    ClientSecret,
    /// An S3 secret access key.
    SecretKey,
    /// A session token of temporary credentials; MinIO's contains the claims of the ID token.
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

/// The source of a secret.
#[derive(Clone, Debug)]
pub enum SecretSource {
    /// A value already read, from an environment variable or `--csec`.
    Value(SecretString),
    /// A file, or `-` for standard input; trailing line ends are dropped.
    File(PathBuf),
    /// A prompt at the terminal.
    Prompt(SecretKind),
}

/// The values that are prompted for at the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// The user name in the LDAP directory.
    UserName,
    /// The password in the LDAP directory.
    Password,
    /// The secret key of a long-term access key.
    SecretKey,
    /// The OAuth client secret.
    ClientSecret,
}

impl SecretKind {
    /// The prompt text.
    #[must_use]
    pub fn prompt(self) -> &'static str {
        match self {
            Self::UserName => "User name",
            Self::Password => "Password",
            Self::SecretKey => "Secret key",
            Self::ClientSecret => "Client secret",
        }
    }
}

/// Why a secret could not be read.
#[derive(thiserror::Error)]
pub enum SecretError {
    /// The file, or standard input, could not be read as text.
    #[error("could not read the secret from {place}")]
    Unreadable {
        /// The path, or `standard input`.
        place: String,
        /// The operating system's error.
        source: io::Error,
    },
    /// The source is empty.
    #[error("no secret in {0}: it is empty")]
    Empty(String),
    /// Larger than 64 KiB.
    #[error("{0} is too large for a secret: more than 64 KiB")]
    TooLarge(String),
    /// The prompt was interrupted.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// The prompt failed: no terminal, or no input.
    #[error("could not prompt for the {}", what.prompt().to_lowercase())]
    PromptFailed {
        /// The value that was prompted for.
        what: SecretKind,
        /// Why the prompt failed.
        source: PromptError,
    },
}
debug_as_display!(SecretError);

impl SecretError {
    /// Converts the error of a prompt for `what`.
    pub(crate) fn prompt_failed(what: SecretKind) -> impl Fn(PromptError) -> Self {
        move |source| match source {
            PromptError::Interrupted => Self::Prompt(PromptError::Interrupted),
            source => Self::PromptFailed { what, source },
        }
    }
}

impl SecretSource {
    /// Reads the secret. Only a prompt waits for the user.
    ///
    /// # Errors
    /// See [`SecretError`].
    pub fn read(&self, deps: &Deps) -> Result<SecretString, SecretError> {
        match self {
            Self::Value(value) => Ok(value.clone()),
            Self::File(path) => read(Input::from_path(path)),
            Self::Prompt(what) => deps.terminal.prompt_secret(what.prompt()).map_err(SecretError::prompt_failed(*what)),
        }
    }
}

fn read(input: Input<'_>) -> Result<SecretString, SecretError> {
    let place = input.to_string();
    match input.text(MAX_BYTES) {
        Ok(text) => without_line_ends(&text, || place).map(SecretString::from),
        Err(ReadError::Unreadable(source)) => Err(SecretError::Unreadable { place, source }),
        Err(ReadError::TooLarge) => Err(SecretError::TooLarge(place)),
    }
}

/// Removes trailing line ends, like a shell's `$(…)`: all other bytes may belong to the secret.
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
    fn only_trailing_line_endings_are_removed() {
        for (text, secret) in [("a\n", "a"), ("a\r\n", "a"), ("a\r", "a"), ("a\n\n", "a"), (" a \r\r\n", " a "), ("\na\tb \n", "\na\tb ")] {
            assert_eq!(without_line_ends(text, String::new).ok(), Some(secret), "{text:?}");
        }
        assert!(without_line_ends("\r\n", String::new).is_err());
    }
}
