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
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct StrayAnswer(String);

impl StrayAnswer {
    /// That no answer came to this redirect URI.
    #[must_use]
    pub fn missing(redirect: &str) -> Self {
        Self(format!("no answer with the `state` of this login came to {redirect}"))
    }

    /// The answer in a query that does not count.
    pub(super) fn in_query(query: &str) -> Self {
        let value = |wanted: &str| {
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            pairs.find(|(name, value)| name == wanted && !value.is_empty()).map(|(_, value)| printable(&value))
        };
        let words = value("error_description").map_or_else(String::new, |words| format!(" ({words})"));
        Self(match (value("error"), value("code")) {
            (Some(error), _) => format!("the browser came back with `{error}`{words}, but not with the `state` of this login"),
            (None, Some(_)) => "the browser came back with an answer to another login: its `state` differs".to_owned(),
            (None, None) => "the browser came back with neither a code nor an error, as it does after another `response_mode`".to_owned(),
        })
    }

    /// An answer in the body of a request.
    pub(super) fn in_body() -> Self {
        Self("the browser came back with a form, as it does after `response_mode=form_post`; only an address is read".to_owned())
    }
}

impl Answer {
    /// The answer in a query that has the right `state`, each parameter once.
    ///
    /// # Errors
    /// A sentence for whoever sent it. Nothing is looked at before `state`.
    pub(super) fn in_query(query: &str, state: &CsrfToken) -> Result<Self, &'static str> {
        let values = |wanted: &str| {
            let mut found = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == wanted);
            let first = found.next().map(|(_, value)| value.into_owned());
            if found.next().is_some() { Err("A parameter came twice.") } else { Ok(first.filter(|value| !value.is_empty())) }
        };
        if values("state")?.as_deref() != Some(state.secret().as_str()) {
            return Err("This answer does not belong to the login that sts-cli is waiting for.");
        }
        let code = match (values("error")?, values("code")?) {
            (Some(error), _) => Err((error, values("error_description")?)),
            (None, Some(code)) => Ok(AuthorizationCode::new(code)),
            (None, None) => return Err("This answer holds neither a code nor an error."),
        };
        Ok(Self { code, iss: values("iss")? })
    }

    /// The answer in what a person pasted: the whole address, or its query.
    ///
    /// # Errors
    /// The errors of [`Answer::in_query`].
    pub(crate) fn pasted(line: &str, state: &CsrfToken) -> Result<Self, &'static str> {
        let line = line.trim().trim_matches(['"', '\'']);
        let query = line.split_once('?').map_or(line, |(_, query)| query);
        Self::in_query(query.split('#').next().unwrap_or_default(), state)
    }
}
