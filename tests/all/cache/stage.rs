//! A home of its own, with a store in it.

use crate::support::DEADLINE;
use jiff::{SignedDuration, Timestamp};
use std::path::{Path, PathBuf};
use std::time::Instant;
use sts_cli::cache::entry::{CredentialsEntry, LoginEntry};
use sts_cli::cache::{CacheStore, EntryKind, Key};
use sts_cli::credentials::Credentials;
use sts_cli::secret::{AccessToken, IdToken, RefreshToken, SecretKey, SessionToken};
use sts_cli::sys::files::{Directories, Lock, LockError, LockFile};
use sts_cli::sys::{Clock, Environment};
use tempfile::TempDir;

/// Takes a lock that this process has just given up.
///
/// Until a child that another test starts has become its program, it holds what this process held: a moment later the lock is free.
pub(super) fn take_released(place: &LockFile) -> Lock {
    let begun = Instant::now();
    loop {
        match place.try_acquire("bob") {
            Err(LockError::Held(_)) if begun.elapsed() < DEADLINE => std::thread::yield_now(),
            taken => return taken.unwrap(),
        }
    }
}

pub(super) struct TestStore {
    home: Option<TempDir>,
    state: PathBuf,
    pub(super) directories: Directories,
    pub(super) clock: Clock,
}

impl TestStore {
    pub(super) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let stage = Self::below(home.path());
        Self { home: Some(home), ..stage }
    }

    /// A stage in a folder that is there already: for the child of a test.
    pub(super) fn below(home: &Path) -> Self {
        let path = |name: &str| home.join(name).into_os_string().into_string().unwrap();
        let state = path("state");
        let environment = Environment::from([
            ("STS_CLI_STATE_DIR", state.as_str()),
            ("XDG_CACHE_HOME", &path("cache")),
            ("XDG_RUNTIME_DIR", &path("runtime")),
            ("STS_CLI_TEST_CLOCK", &path("clock")),
        ]);
        let (directories, clock) = (Directories::from_environment(&environment), Clock::from_environment(&environment));
        Self { home: None, state: state.into(), directories, clock }
    }

    pub(super) fn home(&self) -> &Path {
        self.home.as_ref().unwrap().path()
    }

    pub(super) fn store(&self) -> CacheStore<'_> {
        CacheStore::new(&self.directories, &self.clock)
    }

    /// Returns the path of the entry of `key`.
    pub(super) fn file(&self, shelf: EntryKind, key: &Key) -> PathBuf {
        self.state.join(shelf.name()).join(format!("{key}.json"))
    }

    /// Returns a description of the entry of `key`.
    pub(super) fn read(&self, key: &Key) -> Option<String> {
        self.store().read(EntryKind::Tokens, key)
    }
}

pub(super) fn key(name: &str) -> Key {
    Key::of("test/1", [("name", name)])
}

pub(super) fn soon() -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(1)
}

pub(super) fn granted_at(granted: Timestamp) -> CredentialsEntry {
    CredentialsEntry::new(&Credentials {
        access_key: "ACCESS".to_owned(),
        secret_key: SecretKey::new("a-fake-secret-key".to_owned()),
        session_token: SessionToken::new("a-fake-session-token-\"with\\oddities\u{1}-\u{1f511}".to_owned()),
        expiration: granted + SignedDuration::from_hours(1),
        granted,
        name: Some("alice".to_owned()),
        identity: None,
    })
}

pub(super) fn login() -> LoginEntry {
    LoginEntry {
        refresh_expires: None,
        refresh_received: None,
        is_refresh_extended: None,
        id_token: Some(IdToken::new("a-fake-id-token".to_owned())),
        access_token: Some(AccessToken::new("a-fake-access-token".to_owned())),
        refresh_token: Some(RefreshToken::new("a-fake-refresh-token".to_owned())),
        nonce: Some("a-nonce".to_owned()),
        refresh_lacks_id_token: true,
        must_refresh: true,
        prompting_since: Some(soon()),
        unanswered: Some(soon()),
        must_ask_who: true,
        retired_from: None,
    }
}
