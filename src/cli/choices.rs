//! The choices that only the command line has.

use crate::request::choice::choices;

/// Who logs in, as a command and a profile name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdentityKind {
    /// A person at an OpenID provider, or whoever a supplied token speaks of.
    WebIdentity,
    /// A service with a client id and a secret of its own.
    ClientGrants,
    /// A name and a password in the server's directory.
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

/// How what is stored between runs is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CacheKind {
    /// Not at all: in files that only the user may read.
    File,
    /// With a key from the operating system's keyring.
    Keyring,
}

choices! { CacheKind:
    "file" => [CacheKind::File],
    "keyring" => [CacheKind::Keyring],
}

/// When color is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColorUse {
    /// On a terminal that shows it.
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

/// A kind of storage server, or `auto` to learn it from what answers.
pub(super) mod dialect {
    use crate::request::{Choice as _, Dialect, RequestError, not_a_choice};

    const AUTO: &str = "auto";

    pub(in crate::cli) fn words() -> Vec<&'static str> {
        std::iter::once(AUTO).chain(Dialect::words()).collect()
    }

    pub(in crate::cli) fn named(word: &str) -> Result<Option<Dialect>, RequestError> {
        match Dialect::named(word) {
            None if word != AUTO => Err(not_a_choice(word, &words())),
            dialect => Ok(dialect),
        }
    }
}

/// The forms of the output that tell a shell where an endpoint is: `env` and its variants.
pub(super) mod serve_form {
    use crate::request::{Choice as _, Form, RequestError, Shell, not_a_choice};

    pub(in crate::cli) fn words() -> Vec<&'static str> {
        Form::ALL.iter().filter(|form| matches!(form, Form::Env(_))).map(|form| form.word()).collect()
    }

    pub(in crate::cli) fn named(word: &str) -> Result<Option<Shell>, RequestError> {
        match Form::named(word) {
            Some(Form::Env(shell)) => Ok(shell),
            _ => Err(not_a_choice(word, &words())),
        }
    }
}
