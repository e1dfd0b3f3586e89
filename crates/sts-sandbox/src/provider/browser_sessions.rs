//! Browsers that stay signed in at the provider: a cookie that names a session, and the account of each session.

use crate::accounts::Account;
use crate::random;
use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The name of the cookie.
const COOKIE_NAME: &str = "sandbox_session";

/// The browsers that are signed in.
#[derive(Default)]
pub(crate) struct BrowserSessions(Mutex<HashMap<String, Account>>);

impl BrowserSessions {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Account>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Signs a browser in as `account`; returns the cookie to set for the addresses below `path`.
    pub(super) fn begin(&self, account: Account, path: &str) -> Option<HeaderValue> {
        let id = random::token();
        self.lock().insert(id.clone(), account);
        HeaderValue::from_str(&format!("{COOKIE_NAME}={id}; Path={path}; HttpOnly; SameSite=Lax")).ok()
    }

    /// The account that the browser with these request headers is signed in as.
    pub(super) fn account(&self, headers: &HeaderMap) -> Option<Account> {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok()).flat_map(|cookies| cookies.split(';'));
        let mut ids = cookies.filter_map(|cookie| cookie.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='));
        ids.find_map(|id| self.lock().get(id).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_by_its_cookie_among_others() {
        let sessions = BrowserSessions::default();
        let cookie = sessions.begin(Account::Bob, "/_oidc").unwrap();
        let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        for (cookies, account) in [
            (pair.clone(), Some(Account::Bob)),
            (format!("other=1; {pair}"), Some(Account::Bob)),
            (format!("x{pair}"), None),
            ("sandbox_session=unknown".to_owned(), None),
        ] {
            let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(&cookies).unwrap())]);
            assert_eq!(sessions.account(&headers), account, "{cookies}");
        }
    }
}
