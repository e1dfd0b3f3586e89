//! The enumerated option values that only the command line knows.

use crate::request::choice::choices;

/// The kind of identity, named as in commands and in a profile's `identity` key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdentityKind {
    /// A user at an OpenID provider, or the subject of a supplied token.
    WebIdentity,
    /// A service with a client id and a client secret (OAuth client credentials).
    ClientGrants,
    /// An LDAP user name and password.
    Ldap,
    /// A TLS client certificate.
    Certificate,
    /// A token for the server's identity plugin.
    CustomToken,
    /// Long-term access keys.
    AssumeRole,
}

choices! { IdentityKind:
    "web-identity" => [IdentityKind::WebIdentity],
    "client-grants" => [IdentityKind::ClientGrants],
    "ldap" => [IdentityKind::Ldap],
    "certificate" => [IdentityKind::Certificate],
    "custom-token" => [IdentityKind::CustomToken],
    "assume-role" => [IdentityKind::AssumeRole],
}

/// How cached tokens and credentials are protected at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CacheKind {
    /// In files that only the user can read, not encrypted.
    File,
    /// Encrypted with a key in the operating system's keyring.
    Keyring,
}

choices! { CacheKind:
    "file" => [CacheKind::File],
    "keyring" => [CacheKind::Keyring],
}

/// When to use color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColorUse {
    /// If the terminal supports it.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

choices! { ColorUse:
    "auto" => [ColorUse::Auto],
    "always" => [ColorUse::Always],
    "never" => [ColorUse::Never],
}

/// The values of `--dialect`: a dialect, or `auto` (`None`) to detect it.
pub(super) mod dialect {
    use crate::request::{Choice as _, Dialect, RequestError, invalid_choice};

    const AUTO: &str = "auto";

    pub(in crate::cli) fn words() -> Vec<&'static str> {
        std::iter::once(AUTO).chain(Dialect::words()).collect()
    }

    pub(in crate::cli) fn named(word: &str) -> Result<Option<Dialect>, RequestError> {
        match Dialect::from_word(word) {
            None if word != AUTO => Err(invalid_choice(word, &words())),
            dialect => Ok(dialect),
        }
    }
}

/// The values of `--output` of `serve`: `env` and its variants per shell.
pub(super) mod serve_form {
    use crate::request::{Choice as _, OutputFormat, RequestError, Shell, invalid_choice};

    pub(in crate::cli) fn words() -> Vec<&'static str> {
        OutputFormat::ALL.iter().filter(|form| matches!(form, OutputFormat::Env(_))).map(|form| form.word()).collect()
    }

    pub(in crate::cli) fn named(word: &str) -> Result<Option<Shell>, RequestError> {
        match OutputFormat::from_word(word) {
            Some(OutputFormat::Env(shell)) => Ok(shell),
            _ => Err(invalid_choice(word, &words())),
        }
    }
}
