//! The authorization response, in the address that the browser is redirected to: RFC 6749, section 4.1.2.

use crate::text::printable;
use oauth2::{AuthorizationCode, CsrfToken};
use subtle::ConstantTimeEq as _;

/// An authorization response.
pub(crate) struct AuthorizationResponse {
    /// The authorization code, or the provider's error.
    pub code: Result<AuthorizationCode, AuthorizationError>,
    /// The issuer (`iss`): RFC 9207.
    pub iss: Option<String>,
}

/// An authorization error response: RFC 6749, section 4.1.2.1. Not made printable yet.
pub(crate) struct AuthorizationError {
    /// The code, such as `access_denied`.
    pub code: String,
    /// The provider's description.
    pub description: Option<String>,
}

/// Why no callback was accepted: the last one was rejected, or none came. Any program may have sent it, so it is shown only after the login
/// has failed.
#[derive(Clone, thiserror::Error)]
#[error("{0}")]
pub struct CallbackProblem(String);
debug_as_display!(CallbackProblem);

impl CallbackProblem {
    /// States that no valid callback came to this redirect URI.
    #[must_use]
    pub fn missing(redirect: &str) -> Self {
        Self(format!("no callback with the `state` of this login arrived at {redirect}"))
    }

    /// Describes a rejected query, and why it was rejected.
    pub(super) fn from_query(query: &str, callback_error: CallbackError) -> Self {
        let value = |name| first_value(query, name).map(|value| printable(&value));
        let description = value("error_description").map_or_else(String::new, |description| format!(" ({description})"));
        Self(match (callback_error, value("error"), value("code")) {
            (CallbackError::DuplicateParameter(name), ..) => {
                format!("the callback had the parameter `{name}` twice, which RFC 6749, section 3.1, forbids")
            }
            (_, Some(error), _) => format!("the callback had the error `{error}`{description}, but not the `state` of this login"),
            (_, None, Some(_)) if value("state").is_none() => "the callback had a code, but no `state`".to_owned(),
            (_, None, Some(_)) => "the callback belongs to another login: its `state` differs".to_owned(),
            (_, None, None) => "the callback had neither a code nor an error; another `response_mode` can cause this".to_owned(),
        })
    }

    /// Describes a response in a request body.
    pub(super) fn from_body() -> Self {
        Self("the callback was a form (`response_mode=form_post`); only query parameters are supported".to_owned())
    }
}

/// Why a query is not the authorization response of this login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallbackError {
    /// This parameter occurs twice, which RFC 6749, section 3.1, forbids.
    DuplicateParameter(&'static str),
    /// The `state` is missing or differs.
    StateMismatch,
    /// There is neither `code` nor `error`.
    NoCodeOrError,
}

impl std::fmt::Display for CallbackError {
    /// Formats a sentence for the page shown to the sender.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::DuplicateParameter(name) => write!(formatter, "The parameter `{name}` occurs twice."),
            Self::StateMismatch => formatter.write_str("This response does not belong to the login that sts-cli is waiting for."),
            Self::NoCodeOrError => formatter.write_str("This response contains neither a code nor an error."),
        }
    }
}

/// Returns the first value of a parameter that is not empty.
fn first_value(query: &str, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(found, value)| found == name && !value.is_empty()).map(|(_, value)| value.into_owned())
}

/// Returns the value of a parameter that must occur once at most; `None` if it is missing or empty.
fn only_value(query: &str, name: &'static str) -> Result<Option<String>, CallbackError> {
    let mut found = url::form_urlencoded::parse(query.as_bytes()).filter(|(parameter, _)| parameter == name);
    let value = found.next().map(|(_, value)| value.into_owned());
    if found.next().is_some() { Err(CallbackError::DuplicateParameter(name)) } else { Ok(value.filter(|value| !value.is_empty())) }
}

impl AuthorizationResponse {
    /// Parses the authorization response in a query, if it has the right `state` (compared in constant time) and each
    /// parameter that is read at most once.
    ///
    /// # Errors
    /// [`CallbackError`]; `state` is checked first.
    pub(super) fn from_query(query: &str, state: &CsrfToken) -> Result<Self, CallbackError> {
        let value = |parameter: &'static str| only_value(query, parameter);
        let is_expected = value("state")?.is_some_and(|found| found.as_bytes().ct_eq(state.secret().as_bytes()).into());
        if !is_expected {
            return Err(CallbackError::StateMismatch);
        }
        let code = match (value("error")?, value("code")?) {
            (Some(code), _) => Err(AuthorizationError { code, description: value("error_description")? }),
            (None, Some(code)) => Ok(AuthorizationCode::new(code)),
            (None, None) => return Err(CallbackError::NoCodeOrError),
        };
        Ok(Self { code, iss: value("iss")? })
    }

    /// Parses a pasted authorization response: the whole address, or its query.
    ///
    /// # Errors
    /// The errors of [`AuthorizationResponse::from_query`].
    pub(crate) fn pasted(line: &str, state: &CsrfToken) -> Result<Self, CallbackError> {
        let line = line.trim().trim_matches(['"', '\'']);
        let query = line.split_once('?').map_or(line, |(_, query)| query);
        Self::from_query(query.split('#').next().unwrap_or_default(), state)
    }
}
