//! A failed acquisition, stored for the processes that wait for it: they end with it, instead of failing in the same way one after the other.
//!
//! The holder of the login lock stores what the provider or the storage server did not give it: a time-out, a refusal, a server out of
//! reach. A waiting process takes over only what changed since its wait began. Its key holds everything that the failure depends on, so
//! that a process with another role, address or way to log in does not see it. Ctrl-C, SIGTERM and the holder's own troubles (a full disk,
//! prompts disabled, the end of its own time) are not stored: the next process tries by itself.

use super::cache::SessionCache;
use super::{Error, HintReader, Session};
use crate::cache::{EntryKind, Key};
use crate::credentials::Credentials;
use crate::identity::{self, ProviderError};
use crate::request::{Field, Identity};
use crate::secret::Source;
use crate::sts;
use crate::sys::HttpError;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;

/// How long a stored failure stays for those that wait: they look at it many times a second.
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// How often a waiting process looks for one.
const PAUSE: Duration = Duration::from_millis(50);
/// What stands between two causes, or two hints: neither holds it.
const BETWEEN: &str = "\u{1e}";

/// Whose failure it is: that decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The identity provider's, or that of the person who did not log in.
    Identity,
    /// The STS refused.
    Sts,
    /// The network's: a server out of reach, or in trouble.
    Network,
}

impl Side {
    const ALL: [(Self, &str); 3] = [(Self::Identity, "identity"), (Self::Sts, "sts"), (Self::Network, "network")];
}

/// A failure of another process, for which this one waited.
#[derive(thiserror::Error)]
#[error("{text}")]
pub struct SharedFailure {
    text: String,
    source: Option<Box<Cause>>,
    /// Whose failure it is.
    pub side: Side,
    /// What to do about it, as the other process stored it for this one.
    pub hints: Vec<String>,
}
debug_as_display!(SharedFailure);

/// A cause of another process's failure, in its words.
#[derive(thiserror::Error)]
#[error("{text}")]
struct Cause {
    text: String,
    source: Option<Box<Self>>,
}
debug_as_display!(Cause);

/// Under which keys a failure at the provider and one at the storage server are stored; `None` where none is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FailureKeys {
    provider: Option<Key>,
    storage: Option<Key>,
}

impl FailureKeys {
    /// That of the storage server first: it says the most.
    fn both(self) -> impl Iterator<Item = Key> {
        [self.storage, self.provider].into_iter().flatten()
    }
}

/// The stored failures that a process found when its wait began: they are older, and say nothing about the attempt that it waits for.
pub(super) struct OlderFailures(Vec<Option<String>>);

type Record = BTreeMap<String, String>;

impl Error {
    /// Whose failure this is, if those that wait for this process would fail in the same way. `None`: it is this process's own.
    fn shared_side(&self) -> Option<Side> {
        let is_of_a_setting = |error: &HttpError| error.trouble.is_of_a_setting();
        match self {
            Self::Identity(identity::Error::Provider(ProviderError::BadRedirect(_) | ProviderError::NoSecret(_))) => None,
            Self::Identity(identity::Error::Provider(ProviderError::NoAnswer { source, .. } | ProviderError::SilentEndpoint(source)))
            | Self::Sts(sts::Error::NoAnswer(source))
                if is_of_a_setting(source) =>
            {
                None
            }
            Self::Identity(error) if error.is_out_of_reach() => Some(Side::Network),
            Self::Identity(identity::Error::Provider(_) | identity::Error::Token { .. } | identity::Error::TimedOut { .. }) => {
                Some(Side::Identity)
            }
            Self::Sts(error) if error.is_refusal() => Some(Side::Sts),
            Self::Sts(
                sts::Error::NoAnswer(_)
                | sts::Error::Refused { .. }
                | sts::Error::Redirected { .. }
                | sts::Error::NotSts { .. }
                | sts::Error::BadReply { .. }
                | sts::Error::UnsafeKeys { .. }
                | sts::Error::Expired { .. },
            ) => Some(Side::Network),
            _ => None,
        }
    }

    /// Whether somebody was prompted and did nothing.
    fn is_of_nobody(&self) -> bool {
        use identity::Error::{Provider, TimedOut};
        matches!(self, Self::Identity(TimedOut { .. } | Provider(ProviderError::DeviceCodeExpired { .. })))
    }

    /// The text of the error, and those of its causes.
    fn texts(&self) -> String {
        let mut texts = vec![self.to_string()];
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            texts.push(cause.to_string());
            next = cause.source();
        }
        texts.join(BETWEEN)
    }
}

impl SharedFailure {
    /// The failure in `record`; `None` where that is none of ours.
    fn of(record: &Record) -> Option<Self> {
        let field = |name: &str| record.get(name).map(String::as_str);
        let (side, _) = Side::ALL.into_iter().find(|(_, name)| field("side") == Some(name))?;
        let mut texts = field("texts")?.split(BETWEEN);
        let text = texts.next()?.to_owned();
        let by = format!("another sts-cli (process {}) met this while this one waited for it", field("process")?);
        let texts: Vec<String> = texts.map(str::to_owned).chain([by]).collect();
        let source = texts.into_iter().rfold(None, |source, text| Some(Box::new(Cause { text, source })));
        let hints = field("hints")?.split(BETWEEN).filter(|hint| !hint.is_empty()).map(str::to_owned).collect();
        Some(Self { text, source, side, hints })
    }
}

impl SessionCache {
    /// The keys of failures that end others' attempts too which are like this one; `credentials` is the key of the credentials asked for.
    pub(super) fn failure_keys(&self, credentials: Option<Key>) -> FailureKeys {
        let attempt = self.request().attempt_fields();
        let with_attempt = |key: Key| {
            let attempt = attempt.iter().map(|(name, value): &Field| (*name, value.as_str()));
            Key::of("failure/1", attempt.chain([("of", key.to_string().as_str())]))
        };
        FailureKeys { provider: self.login_key().map(with_attempt), storage: credentials.map(with_attempt) }
    }

    fn failure(&self, key: &Key) -> Option<Record> {
        self.store()?.read(EntryKind::Failures, key)
    }

    /// The failures that are stored now.
    pub(super) fn older_failures(&self, keys: FailureKeys) -> OlderFailures {
        OlderFailures(keys.both().map(|key| self.failure(&key)?.remove("id")).collect())
    }

    /// Removes the stored failures.
    fn forget_failures(&self, keys: FailureKeys) {
        let Some(store) = self.store() else { return };
        for key in keys.both().filter(|key| store.has(EntryKind::Failures, key)) {
            drop(store.remove(EntryKind::Failures, &key));
        }
    }
}

impl Session {
    /// Stores how an attempt ended, for those that wait for its lock, which must still be held.
    pub(super) fn share(&self, outcome: &Result<Credentials, Error>, keys: FailureKeys) {
        match outcome {
            Ok(_) => self.cache.forget_failures(keys),
            Err(error) => self.share_failure(error, keys),
        }
    }

    fn share_failure(&self, error: &Error, keys: FailureKeys) {
        let Some(side) = error.shared_side().filter(|side| *side == Side::Network || !self.is_secret_of_this_process()) else { return };
        let key = if matches!(error, Error::Sts(_)) { keys.storage } else { keys.provider };
        let (Some(store), Some(key)) = (self.cache.store(), key) else { return };
        let name = Side::ALL.iter().find(|(known, _)| *known == side).map_or("", |(_, name)| name);
        let mark = |is_so: bool| if is_so { "true" } else { "" }.to_owned();
        let record: Record = [
            ("id", format!("{:x}", rand::random::<u128>())),
            ("process", std::process::id().to_string()),
            ("side", name.to_owned()),
            ("texts", error.texts()),
            ("hints", (self.page_hints)(error, HintReader::OtherProcess).join(BETWEEN)),
            ("of nobody", mark(error.is_of_nobody())),
            ("of login", mark(self.request.cache_policy.fresh_login)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let expires = self.cache.now().saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
        if let Err(error) = store.write(EntryKind::Failures, &key, &record, expires) {
            tracing::debug!(%error, "those that wait do not hear of this failure");
        }
    }

    /// Whether a secret goes to the server that others may have otherwise: they must not be refused for it.
    fn is_secret_of_this_process(&self) -> bool {
        let is_of_a_file = |secret: &Source| matches!(secret, Source::File(_));
        match &self.request.identity {
            Identity::WebIdentity(person) => !person.client_secret.as_ref().is_none_or(is_of_a_file),
            identity => identity.prompts_for_a_secret(),
        }
    }

    /// The failure that another process has stored since `older` were looked at. A `login` takes over that of a `login` only: it starts anew
    /// where others use what is stored. Whoever can be prompted does not give up because somebody else was not there.
    pub(super) fn failure_since(&self, older: &OlderFailures, keys: FailureKeys) -> Option<SharedFailure> {
        let starts_anew = self.request.cache_policy.fresh_login;
        let is_there = starts_anew || self.deps.terminal.is_interactive();
        let found = keys.both().zip(&older.0).filter_map(|(key, older)| {
            let is = |record: &Record, name: &str| record.get(name).is_some_and(|mark| mark == "true");
            let newer = self.cache.failure(&key).filter(|record| record.get("id") != older.as_ref());
            newer.filter(|record| (is(record, "of login") || !starts_anew) && !(is(record, "of nobody") && is_there))
        });
        found.filter_map(|record| SharedFailure::of(&record)).next()
    }

    /// Waits for the failure that [`Session::failure_since`] returns.
    pub(super) async fn next_failure(&self, older: &OlderFailures, keys: FailureKeys) -> SharedFailure {
        loop {
            if let Some(failure) = self.failure_since(older, keys) {
                return failure;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
