//! The provider's answer to a login, as it stands in the address that the browser ends on: RFC 6749, section 4.1.2.

use crate::sys::printable;
use oauth2::{AuthorizationCode, CsrfToken};

/// What the browser brought back.
pub struct Answer {
    /// The code, or the provider's error code and its words.
    pub code: Result<AuthorizationCode, (String, Option<String>)>,
    /// Who answered: RFC 9207.
    pub iss: Option<String>,
}

/// An answer that did not count, in words. Anybody may have sent it: it is shown once the login has failed, and not before.
#[derive(Clone, thiserror::Error)]
#[error("{0}")]
pub struct StrayAnswer(String);
debug_as_display!(StrayAnswer);

impl StrayAnswer {
    /// That no answer came to this redirect URI.
    #[must_use]
    pub fn missing(redirect: &str) -> Self {
        Self(format!("no answer with the `state` of this login came to {redirect}"))
    }

    /// The answer in a query that does not count, and why.
    pub(super) fn in_query(query: &str, why: NotAnAnswer) -> Self {
        let value = |name| first(query, name).map(|value| printable(&value));
        let words = value("error_description").map_or_else(String::new, |words| format!(" ({words})"));
        Self(match (why, value("error"), value("code")) {
            (NotAnAnswer::Twice(name), ..) => {
                format!("the browser came back with `{name}` twice; each parameter may come once (RFC 6749, section 3.1)")
            }
            (_, Some(error), _) => format!("the browser came back with `{error}`{words}, but not with the `state` of this login"),
            (_, None, Some(_)) if value("state").is_none() => "the browser came back with a code, but without a `state`".to_owned(),
            (_, None, Some(_)) => "the browser came back with an answer to another login: its `state` differs".to_owned(),
            (_, None, None) => {
                "the browser came back with neither a code nor an error, as it does after another `response_mode`".to_owned()
            }
        })
    }

    /// An answer in the body of a request.
    pub(super) fn in_body() -> Self {
        Self("the browser came back with a form, as it does after `response_mode=form_post`; only an address is read".to_owned())
    }
}

/// Why a query is not the answer to a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotAnAnswer {
    /// This parameter stands in it twice, which RFC 6749, section 3.1, forbids.
    Twice(&'static str),
    /// Its `state` is missing, or that of another login.
    OtherLogin,
    /// Neither `code` nor `error` stands in it.
    Empty,
}

impl std::fmt::Display for NotAnAnswer {
    /// A sentence for whoever sent it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Twice(name) => write!(formatter, "The parameter `{name}` came twice; it may come once."),
            Self::OtherLogin => formatter.write_str("This answer does not belong to the login that sts-cli is waiting for."),
            Self::Empty => formatter.write_str("This answer holds neither a code nor an error."),
        }
    }
}

/// The first value of a parameter, unless it is empty.
fn first(query: &str, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(found, value)| found == name && !value.is_empty()).map(|(_, value)| value.into_owned())
}

impl Answer {
    /// The answer in a query that has the right `state`, each parameter once.
    ///
    /// # Errors
    /// [`NotAnAnswer`]. Nothing is looked at before `state`.
    pub(super) fn in_query(query: &str, state: &CsrfToken) -> Result<Self, NotAnAnswer> {
        let values = |wanted: &'static str| {
            let mut found = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == wanted);
            let first = found.next().map(|(_, value)| value.into_owned());
            if found.next().is_some() { Err(NotAnAnswer::Twice(wanted)) } else { Ok(first.filter(|value| !value.is_empty())) }
        };
        if values("state")?.as_deref() != Some(state.secret().as_str()) {
            return Err(NotAnAnswer::OtherLogin);
        }
        let code = match (values("error")?, values("code")?) {
            (Some(error), _) => Err((error, values("error_description")?)),
            (None, Some(code)) => Ok(AuthorizationCode::new(code)),
            (None, None) => return Err(NotAnAnswer::Empty),
        };
        Ok(Self { code, iss: values("iss")? })
    }

    /// The answer in what a person pasted: the whole address, or its query.
    ///
    /// # Errors
    /// The errors of [`Answer::in_query`].
    pub(crate) fn pasted(line: &str, state: &CsrfToken) -> Result<Self, NotAnAnswer> {
        let line = line.trim().trim_matches(['"', '\'']);
        let query = line.split_once('?').map_or(line, |(_, query)| query);
        Self::in_query(query.split('#').next().unwrap_or_default(), state)
    }
}
