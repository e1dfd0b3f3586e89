//! The enumerated option values that only the command line knows.

use crate::request::choice::choices;

/// The format in which `status` and `profiles` print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReportFormat {
    /// Text for people.
    Text,
    /// JSON for programs.
    Json,
}

choices! { ReportFormat:
    "text" => [ReportFormat::Text],
    "json" => [ReportFormat::Json],
}

/// The format of errors, warnings and notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ErrorFormat {
    /// Text for people.
    Text,
    /// A JSON object on each line, for programs.
    Json,
}

choices! { ErrorFormat:
    "text" => [ErrorFormat::Text],
    "json" => [ErrorFormat::Json],
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

/// The values of `--output` of `serve`: `env` and its variants per shell.
pub(super) mod serve_form {
    use crate::request::{Choice as _, OutputFormat, RequestError, Shell, invalid_choice};

    pub(in crate::cli) fn words() -> Vec<&'static str> {
        OutputFormat::ALL.iter().filter(|form| matches!(form, OutputFormat::Env(_))).map(|form| form.word()).collect()
    }

    pub(in crate::cli) fn named(name: &str) -> Result<Option<Shell>, RequestError> {
        match OutputFormat::from_word(name) {
            Some(OutputFormat::Env(shell)) => Ok(shell),
            _ => Err(invalid_choice(name, &words())),
        }
    }
}

/// The values of `--identity` of `doctor`: the identities by their names.
pub(super) mod identity_name {
    use crate::request::identity::{IDENTITIES, IdentityType};
    use crate::request::{RequestError, invalid_choice};

    pub(in crate::cli) fn words() -> Vec<&'static str> {
        IDENTITIES.iter().map(|identity| identity.name).collect()
    }

    pub(in crate::cli) fn named(name: &str) -> Result<&'static IdentityType, RequestError> {
        IdentityType::find(name).ok_or_else(|| invalid_choice(name, &words()))
    }
}
