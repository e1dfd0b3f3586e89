//! A failed acquisition, stored for the processes that wait for it, so that they fail at once instead of repeating the failure one after
//! the other.
//!
//! The holder of the login lock stores failures of the provider or the storage server: a timeout, a refusal, an unreachable server. A
//! waiting process uses only a failure stored after its wait began. The key covers everything that the failure depends on, so processes
//! with another role, address or login method do not see it. Ctrl-C, SIGTERM and local problems of the holder (a full disk, prompts
//! disabled, its own time limit) are not stored: the next process makes its own attempt.

use super::cache::SessionCache;
use super::{Error, HintAudience, Session};
use crate::cache::{EntryKind, Key};
use crate::credentials::Credentials;
use crate::identity::{self, ProviderError};
use crate::request::{Identity, KeyField};
use crate::secret::SecretSource;
use crate::sts;
use crate::sys::HttpError;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;

/// How long a failure stays stored; waiting processes poll many times a second.
const FAILURE_LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// How often a waiting process polls for a failure.
const POLL_INTERVAL: Duration = Duration::from_millis(50);
/// The separator between causes, and between hints; no text contains it.
const SEPARATOR: &str = "\u{1e}";

/// The party that caused a failure, which decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureOrigin {
    /// The identity provider, or the user who did not log in.
    Identity,
    /// The STS, by a refusal.
    Sts,
    /// The network: a server is unreachable or temporarily failing.
    Network,
}

impl FailureOrigin {
    const ALL: [(Self, &str); 3] = [(Self::Identity, "identity"), (Self::Sts, "sts"), (Self::Network, "network")];
}

/// A failure of another process that this one waited for.
#[derive(thiserror::Error)]
#[error("{text}")]
pub struct SharedFailure {
    text: String,
    source: Option<Box<SharedCause>>,
    /// The party that caused the failure.
    pub origin: FailureOrigin,
    /// Hints, as the other process rendered them for this one.
    pub hints: Vec<String>,
}
debug_as_display!(SharedFailure);

/// A cause of another process's failure, as that process worded it.
#[derive(thiserror::Error)]
#[error("{text}")]
struct SharedCause {
    text: String,
    source: Option<Box<Self>>,
}
debug_as_display!(SharedCause);

/// The keys under which provider and storage failures are stored; `None` if such failures are not shared.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FailureKeys {
    provider: Option<Key>,
    storage: Option<Key>,
}

impl FailureKeys {
    /// Both keys, the storage server's first: its failure is the most specific.
    fn iter(self) -> impl Iterator<Item = Key> {
        [self.storage, self.provider].into_iter().flatten()
    }
}

/// The ids of failures that were stored before a wait began; they do not belong to the awaited attempt.
pub(super) struct OlderFailures(Vec<Option<String>>);

type FailureRecord = BTreeMap<String, String>;

impl Error {
    /// The origin of this failure if waiting processes would fail in the same way; `None` if it is specific to this process.
    fn shared_origin(&self) -> Option<FailureOrigin> {
        let is_of_a_setting = |error: &HttpError| error.kind.is_configuration_error();
        match self {
            Self::Identity(identity::Error::Provider(ProviderError::BadRedirect(_) | ProviderError::NoSecret(_))) => None,
            Self::Identity(identity::Error::Provider(
                ProviderError::NoResponse { source, .. } | ProviderError::TokenEndpointUnreachable(source),
            ))
            | Self::Sts(sts::Error::NoResponse(source))
                if is_of_a_setting(source) =>
            {
                None
            }
            Self::Identity(error) if error.is_unreachable() => Some(FailureOrigin::Network),
            Self::Identity(identity::Error::Provider(_) | identity::Error::Token { .. } | identity::Error::TimedOut { .. }) => {
                Some(FailureOrigin::Identity)
            }
            Self::Sts(error) if error.is_refusal() => Some(FailureOrigin::Sts),
            Self::Sts(
                sts::Error::NoResponse(_)
                | sts::Error::Refused { .. }
                | sts::Error::Redirected { .. }
                | sts::Error::NotSts { .. }
                | sts::Error::InvalidResponse { .. }
                | sts::Error::UnsafeKeys { .. }
                | sts::Error::Expired { .. },
            ) => Some(FailureOrigin::Network),
            _ => None,
        }
    }

    /// Whether a prompt timed out without an answer.
    fn is_unanswered(&self) -> bool {
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
        texts.join(SEPARATOR)
    }
}

impl SharedFailure {
    /// Reads the failure in `record`; `None` if it is malformed.
    fn of(record: &FailureRecord) -> Option<Self> {
        let field = |name: &str| record.get(name).map(String::as_str);
        let (side, _) = FailureOrigin::ALL.into_iter().find(|(_, name)| field("side") == Some(name))?;
        let mut texts = field("texts")?.split(SEPARATOR);
        let text = texts.next()?.to_owned();
        let by = format!("reported by another sts-cli (process {}) that this one waited for", field("process")?);
        let texts: Vec<String> = texts.map(str::to_owned).chain([by]).collect();
        let source = texts.into_iter().rfold(None, |source, text| Some(Box::new(SharedCause { text, source })));
        let hints = field("hints")?.split(SEPARATOR).filter(|hint| !hint.is_empty()).map(str::to_owned).collect();
        Some(Self { text, source, origin: side, hints })
    }
}

impl SessionCache {
    /// The keys of failures that attempts with the same parameters share; `credentials` is the key of the requested credentials.
    pub(super) fn failure_keys(&self, credentials: Option<Key>) -> FailureKeys {
        let attempt = self.request().attempt_fields();
        let with_attempt = |key: Key| {
            let attempt = attempt.iter().map(|(name, value): &KeyField| (*name, value.as_str()));
            Key::of("failure/1", attempt.chain([("of", key.to_string().as_str())]))
        };
        FailureKeys { provider: self.login_key().map(with_attempt), storage: credentials.map(with_attempt) }
    }

    fn failure(&self, key: &Key) -> Option<FailureRecord> {
        self.store()?.read(EntryKind::Failures, key)
    }

    /// Returns the ids of the failures stored now.
    pub(super) fn older_failures(&self, keys: FailureKeys) -> OlderFailures {
        OlderFailures(keys.iter().map(|key| self.failure(&key)?.remove("id")).collect())
    }

    /// Removes the failures stored under `keys`.
    fn forget_failures(&self, keys: FailureKeys) {
        let Some(store) = self.store() else { return };
        for key in keys.iter().filter(|key| store.has(EntryKind::Failures, key)) {
            drop(store.remove(EntryKind::Failures, &key));
        }
    }
}

impl Session {
    /// Publishes the outcome of an attempt to processes waiting for its lock, which must still be held: stores a failure, or removes an
    /// older one.
    pub(super) fn publish_outcome(&self, outcome: &Result<Credentials, Error>, keys: FailureKeys) {
        match outcome {
            Ok(_) => self.cache.forget_failures(keys),
            Err(error) => self.publish_failure(error, keys),
        }
    }

    fn publish_failure(&self, error: &Error, keys: FailureKeys) {
        let Some(side) = error.shared_origin().filter(|side| *side == FailureOrigin::Network || !self.sends_own_secret()) else { return };
        let key = if matches!(error, Error::Sts(_)) { keys.storage } else { keys.provider };
        let (Some(store), Some(key)) = (self.cache.store(), key) else { return };
        let name = FailureOrigin::ALL.iter().find(|(known, _)| *known == side).map_or("", |(_, name)| name);
        let mark = |is_so: bool| if is_so { "true" } else { "" }.to_owned();
        let record: FailureRecord = [
            ("id", format!("{:x}", rand::random::<u128>())),
            ("process", std::process::id().to_string()),
            ("side", name.to_owned()),
            ("texts", error.texts()),
            ("hints", (self.render_hints)(error, HintAudience::OtherProcess).join(SEPARATOR)),
            ("of nobody", mark(error.is_unanswered())),
            ("of login", mark(self.request.cache_policy.ignore_tokens)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let expires = self.cache.now().saturating_add(FAILURE_LIFETIME).unwrap_or(Timestamp::MAX);
        if let Err(error) = store.write(EntryKind::Failures, &key, &record, expires) {
            tracing::debug!(%error, "could not share this failure with waiting processes");
        }
    }

    /// Whether this process sends a secret that other processes may not share: a refusal of it must not be passed on to them.
    fn sends_own_secret(&self) -> bool {
        let is_file_error = |secret: &SecretSource| matches!(secret, SecretSource::File(_));
        match &self.request.identity {
            Identity::WebIdentity(web_identity) => !web_identity.client_secret.as_ref().is_none_or(is_file_error),
            identity => identity.prompts_for_secret(),
        }
    }

    /// Returns a failure that another process has stored since `older` was read. A `login` uses only failures of another `login`, because
    /// it ignores stored tokens. An interactive process ignores an unanswered prompt of another one.
    pub(super) fn failure_since(&self, older: &OlderFailures, keys: FailureKeys) -> Option<SharedFailure> {
        let starts_anew = self.request.cache_policy.ignore_tokens;
        let is_interactive = starts_anew || self.deps.terminal.is_interactive();
        let found = keys.iter().zip(&older.0).filter_map(|(key, older)| {
            let is = |record: &FailureRecord, name: &str| record.get(name).is_some_and(|mark| mark == "true");
            let newer = self.cache.failure(&key).filter(|record| record.get("id") != older.as_ref());
            newer.filter(|record| (is(record, "of login") || !starts_anew) && !(is(record, "of nobody") && is_interactive))
        });
        found.filter_map(|record| SharedFailure::of(&record)).next()
    }

    /// Polls until [`Session::failure_since`] returns a failure.
    pub(super) async fn next_failure(&self, older: &OlderFailures, keys: FailureKeys) -> SharedFailure {
        loop {
            if let Some(failure) = self.failure_since(older, keys) {
                return failure;
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }
}
