//! A login as another user: reports who is logged in, and removes the former user's credentials.

use super::cache::SessionCache;
use super::{Error, Session, SessionState};
use crate::cache::EntryKind;
use crate::cache::entry::CredentialsEntry;
use crate::credentials::Credentials;
use crate::identity::{LoginState, SignedInUser};
use crate::sys::files::FileError;
use std::collections::{BTreeMap, HashSet};

impl Session {
    /// Whether another user than before is to log in (`login --switch`).
    pub(super) fn switches_user(&self) -> bool {
        self.request.identity.web_identity().is_some_and(|web_identity| web_identity.switches_user)
    }

    /// Concludes an exchange. `before` is the login as it was before the identity was proved. A switch of the user replaces the stored login
    /// only now, and only if the storage server accepts the new user.
    pub(super) fn conclude_login(&self, before: LoginState, exchanged: &Result<Credentials, Error>, state: &mut SessionState) {
        match exchanged {
            Ok(credentials) => {
                if self.switches_user() {
                    self.cache.store_login(&state.login);
                }
                let (former, user) = (before.user(), state.login.user());
                self.report_user(former.as_ref(), user.as_ref());
                if let (Some(former), Some(user)) = (former, user)
                    && !user.is_same_as(&former)
                {
                    self.remove_credentials_of(&former, credentials);
                }
            }
            Err(_) if self.switches_user() => {
                state.login = LoginState { prompt: state.login.prompt, documents: std::mem::take(&mut state.login.documents), ..before };
                self.cache.store_login(&state.login);
                if let Some(user) = state.login.user() {
                    self.deps.terminal.note(&format!("{user} stays logged in"));
                }
            }
            Err(_) => {}
        }
    }

    /// Reports who is logged in if that is another user than before, or should be.
    fn report_user(&self, former: Option<&SignedInUser>, user: Option<&SignedInUser>) {
        let terminal = &self.deps.terminal;
        let Some(user) = user else { return };
        match former {
            Some(former) if !user.is_same_as(former) => terminal.note(&format!("logged in as {user}; before: {former}")),
            Some(_) if self.switches_user() => terminal.warn(&format!(
                "still logged in as {user}: to log in as another user, sign out at the provider first, or open the login URL in a private window"
            )),
            None if self.switches_user() => terminal.note(&format!("logged in as {user}; before: no user")),
            _ => {}
        }
    }

    /// Removes the cached credentials of `former`, whose login was replaced; warns if that fails, because they are still valid.
    fn remove_credentials_of(&self, former: &SignedInUser, current: &Credentials) {
        if let Err(error) = self.cache.remove_credentials_of_former_user(current) {
            self.deps.terminal.warn(&format!("credentials of {former} are still cached: {error}"));
        }
    }
}

impl SessionCache {
    /// Removes the credentials that were obtained with this login at any endpoint, but for `current`: they are another user's.
    ///
    /// # Errors
    /// An entry could not be removed; the others were.
    fn remove_credentials_of_former_user(&self, current: &Credentials) -> Result<(), FileError> {
        let (Some(store), Some(login)) = (self.store(), self.login_key().map(|key| key.to_string())) else { return Ok(()) };
        let records = store.all::<BTreeMap<String, String>>(EntryKind::Logins).into_iter();
        let of_login = records.filter(|(_, fields)| fields.get("login") == Some(&login));
        let owners: HashSet<String> = of_login.filter_map(|(_, mut fields)| fields.remove("owner")).collect();
        let mut outcome = Ok(());
        for (key, entry) in store.all::<CredentialsEntry>(EntryKind::Credentials) {
            let is_of_login = entry.login().is_some_and(|owner| owners.contains(owner));
            if is_of_login && !entry.is_retired() && entry.credentials().access_key != current.access_key {
                outcome = outcome.and(store.remove(EntryKind::Credentials, &key));
            }
        }
        outcome
    }
}
