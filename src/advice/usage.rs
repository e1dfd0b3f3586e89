//! What to do about a command line that means nothing.

use crate::request::{FORMS, RequestError, UsageError};

/// What to write instead.
#[must_use]
pub fn for_usage(error: &UsageError) -> Vec<String> {
    match error {
        UsageError::BadValue { source: RequestError::PlainHttp { flag, .. }, .. } => {
            vec![format!("write https://, or on a network you trust allow it with {flag}")]
        }
        UsageError::BadValue { source: RequestError::NotALength(_) | RequestError::LengthOutOfBounds(_), name } => {
            vec![format!("write {name} 8h, {name} 90m or {name} 3600")]
        }
        UsageError::BadValue { source: RequestError::NotAnAddress(text), name } if !text.contains("://") => {
            vec![format!("write {name} https://{text}")]
        }
        UsageError::BadValue { source: RequestError::UnknownTokenSource | RequestError::NotACommand, .. } => {
            vec!["for example --token file:/var/run/token, --token env:MY_TOKEN or --token github".to_owned()]
        }
        UsageError::BadValue { name, .. } => vec![format!("correct {name}; --help shows an example")],
        UsageError::Missing { flag, variable, .. } => vec![format!("give it with {flag} or in {variable}")],
        UsageError::NoForm => {
            let names: Vec<&str> = FORMS.iter().map(|(name, _)| *name).collect();
            vec![
                format!("choose one with -o: {}", names.join(", ")),
                "eval \"$(sts-cli … -o env)\" sets the variables of your shell".to_owned(),
            ]
        }
    }
}
