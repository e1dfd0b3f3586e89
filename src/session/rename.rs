//! Moves what is stored of a profile to its new name.

use super::stored::{RECORD_LIFETIME, record_key};
use super::{Error, Session};
use crate::cache::{CacheWriteError, EntryKind};
use crate::session::shared_failure::FailureKeys;
use crate::sys::unless_stopped;
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Session {
    /// Runs `act` while no other process logs in with this session's request.
    ///
    /// # Errors
    /// Another process still logs in after the timeout of the request; Ctrl-C.
    pub(crate) async fn under_login_lock<T>(&self, act: impl Future<Output = T>) -> Result<T, Error> {
        self.deps.wait_limit.set(self.request.timeout);
        let lock = self.acquire_login_lock(self.cache.login_lock(), FailureKeys::default(), None);
        let _lock = unless_stopped(self.request.run_timeout(), lock).await??;
        Ok(act.await)
    }

    /// Moves the login records of the profile `old` to the name `new`, so that `logout` finds its logins by the new name.
    ///
    /// # Errors
    /// A record cannot be written; it stays under the old name.
    pub(crate) fn rename_records(&self, old: &str, new: &str) -> Result<(), CacheWriteError> {
        let Some(store) = self.cache.store() else { return Ok(()) };
        let expires = self.deps.clock.now().saturating_add(RECORD_LIFETIME).unwrap_or(Timestamp::MAX);
        for (key, mut fields) in store.all::<BTreeMap<String, String>>(EntryKind::Logins) {
            if fields.get("profile").is_some_and(|profile| profile == old) {
                fields.insert("profile".to_owned(), new.to_owned());
                let new_key = record_key(|name| fields.get(name).map_or("", String::as_str));
                let Some(same_form) = self.cache.store().map(|store| store.with_form_of(EntryKind::Logins, &key)) else { continue };
                same_form.write(EntryKind::Logins, &new_key, &fields, expires)?;
                store.remove(EntryKind::Logins, &key)?;
            }
        }
        Ok(())
    }
}
