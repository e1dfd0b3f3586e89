//! A failed acquisition, stored for the processes that wait for it, so that they fail at once instead of repeating the failure one after
//! the other.
//!
//! The holder of the login lock stores failures of the provider or the storage server: a timeout, a refusal, an unreachable server. A
//! waiting process uses only a failure stored after its wait began. The key covers everything that the failure depends on, so processes
//! with another role, address or login method do not see it. Ctrl-C, SIGTERM and local problems of the holder (a full disk, prompts
//! disabled, its own time limit) are not stored: the next process tries by itself.

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

/// How long a failure stays stored; waiting processes poll many times a second.
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// How often a waiting process polls for a failure.
const PAUSE: Duration = Duration::from_millis(50);
/// The separator between causes, and between hints; no text contains it.
const BETWEEN: &str = "\u{1e}";

/// The party that caused a failure, which decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The identity provider, or the person who did not log in.
    Identity,
    /// The STS, by a refusal.
    Sts,
    /// The network: a server is unreachable or temporarily failing.
    Network,
}

impl Side {
    const ALL: [(Self, &str); 3] = [(Self::Identity, "identity"), (Self::Sts, "sts"), (Self::Network, "network")];
}

/// A failure of another process that this one waited for.
#[derive(thiserror::Error)]
#[error("{text}")]
pub struct SharedFailure {
    text: String,
    source: Option<Box<Cause>>,
    /// The party that caused the failure.
    pub side: Side,
    /// Hints, as the other process rendered them for this one.
    pub hints: Vec<String>,
}
debug_as_display!(SharedFailure);

/// A cause of another process's failure, as that process worded it.
#[derive(thiserror::Error)]
#[error("{text}")]
struct Cause {
    text: String,
    source: Option<Box<Self>>,
}
debug_as_display!(Cause);

/// The keys under which provider and storage failures are stored; `None` if such failures are not shared.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FailureKeys {
    provider: Option<Key>,
    storage: Option<Key>,
}

impl FailureKeys {
    /// Both keys, the storage server's first: its failure is the most specific.
    fn both(self) -> impl Iterator<Item = Key> {
        [self.storage, self.provider].into_iter().flatten()
    }
}

/// The ids of failures that were stored before a wait began; they do not belong to the awaited attempt.
pub(super) struct OlderFailures(Vec<Option<String>>);

type Record = BTreeMap<String, String>;

impl Error {
    /// The origin of this failure if waiting processes would fail in the same way; `None` if it is specific to this process.
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

    /// Whether a prompt timed out without an answer.
    fn is_of_nobody(&self) -> bool {
        use identity::Error::{Provider, TimedOut};
        matches!(self, Self::Identity(TimedOut { .. } | Provider(ProviderError::DeviceCodeExpired { .. })))
    }

    /// The texts of the error and its causes, joined by [`SEPARATOR`].
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
    /// Reads the failure in `record`; `None` if it is malformed.
    fn of(record: &Record) -> Option<Self> {
        let field = |name: &str| record.get(name).map(String::as_str);
        let (side, _) = Side::ALL.into_iter().find(|(_, name)| field("side") == Some(name))?;
        let mut texts = field("texts")?.split(BETWEEN);
        let text = texts.next()?.to_owned();
        let by = format!("reported by another sts-cli (process {}) that this one waited for", field("process")?);
        let texts: Vec<String> = texts.map(str::to_owned).chain([by]).collect();
        let source = texts.into_iter().rfold(None, |source, text| Some(Box::new(Cause { text, source })));
        let hints = field("hints")?.split(BETWEEN).filter(|hint| !hint.is_empty()).map(str::to_owned).collect();
        Some(Self { text, source, side, hints })
    }
}

impl SessionCache {
    /// The keys of failures that attempts with the same parameters share; `credentials` is the key of the requested credentials.
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

    /// Returns the ids of the failures stored now.
    pub(super) fn older_failures(&self, keys: FailureKeys) -> OlderFailures {
        OlderFailures(keys.both().map(|key| self.failure(&key)?.remove("id")).collect())
    }

    /// Removes the failures stored under `keys`.
    fn forget_failures(&self, keys: FailureKeys) {
        let Some(store) = self.store() else { return };
        for key in keys.both().filter(|key| store.has(EntryKind::Failures, key)) {
            drop(store.remove(EntryKind::Failures, &key));
        }
    }
}

impl Session {
    /// Publishes the outcome of an attempt to processes waiting for its lock, which must still be held: stores a failure, or removes an
    /// older one.
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
            tracing::debug!(%error, "could not share this failure with waiting processes");
        }
    }

    /// Whether this process sends a secret that other processes may not share: a refusal of it must not be passed on to them.
    fn is_secret_of_this_process(&self) -> bool {
        let is_of_a_file = |secret: &Source| matches!(secret, Source::File(_));
        match &self.request.identity {
            Identity::WebIdentity(person) => !person.client_secret.as_ref().is_none_or(is_of_a_file),
            identity => identity.prompts_for_a_secret(),
        }
    }

    /// Returns a failure that another process has stored since `older` was read. A `login` uses only failures of another `login`, because
    /// it ignores stored tokens. An interactive process ignores an unanswered prompt of another one.
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

    /// Polls until [`Session::failure_since`] returns a failure.
    pub(super) async fn next_failure(&self, older: &OlderFailures, keys: FailureKeys) -> SharedFailure {
        loop {
            if let Some(failure) = self.failure_since(older, keys) {
                return failure;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
