//! What to do about a command line that means nothing.

use crate::cli;
use crate::request::{FORMS, RequestError};
use crate::session;

/// What to write instead.
#[must_use]
pub fn for_usage(error: &cli::Error) -> Vec<String> {
    match error {
        cli::Error::BadValue { source: RequestError::PlainHttp { flag, .. }, .. } => {
            vec![format!("write https://, or on a network you trust allow it with {flag}")]
        }
        cli::Error::BadValue { source: RequestError::NotALength(_) | RequestError::LengthOutOfBounds(_), name } => {
            vec![format!("write {name} 8h, {name} 90m or {name} 3600")]
        }
        cli::Error::BadValue { source: RequestError::NotAnAddress(text), name } if !text.contains("://") => {
            vec![format!("write {name} https://{text}")]
        }
        cli::Error::BadValue { name, .. } => vec![format!("correct {name}; --help shows an example")],
        cli::Error::Missing { flag, variable, .. } => vec![format!("give it with {flag} or in {variable}")],
        cli::Error::NoForm => {
            let names: Vec<&str> = FORMS.iter().map(|(name, _)| *name).collect();
            vec![format!("choose one with -o: {}", names.join(", ")), "eval \"$(sts-cli … -o env)\" sets the variables of your shell".to_owned()]
        }
        cli::Error::Arguments(_) => Vec::new(),
    }
}

/// What to do when nobody answered.
#[must_use]
pub fn for_session(error: &session::Error) -> Vec<String> {
    match error {
        session::Error::Interrupted => Vec::new(),
        session::Error::HelperLimit => vec!["run the same command with -o json in a terminal, where there is time to log in".to_owned()],
    }
}
