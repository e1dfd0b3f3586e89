//! Stores failures for waiting processes, and reads those of others.

use super::shared_failure::{FailureKeys, FailureOrigin, FailureRecord, OlderFailures, SEPARATOR, SharedFailure};
use crate::cache::{EntryKind, Key};
use crate::credentials::Credentials;
use crate::identity::ProviderError;
use crate::request::KeyField;
use crate::session::cache::SessionCache;
use crate::session::{Error, Explanation, HintAudience, Session};
use crate::sys::HttpError;
use crate::{identity, sts};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// How long a failure stays stored; waiting processes poll many times a second.
const FAILURE_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// How often a waiting process polls for a failure.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

impl Error {
    /// The origin of this failure if waiting processes would fail in the same way; `None` if it is specific to this process.
    fn shared_origin(&self) -> Option<FailureOrigin> {
        let is_config_error = |error: &HttpError| error.kind.is_configuration_error();
        match self {
            Self::Identity(identity::Error::Provider(ProviderError::BadRedirect(_) | ProviderError::NoSecret(_))) => None,
            Self::Identity(identity::Error::Provider(
                ProviderError::NoResponse { source, .. } | ProviderError::TokenEndpointUnreachable(source),
            ))
            | Self::Sts(sts::Error::NoResponse(source))
                if is_config_error(source) =>
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

    /// The texts of the error and its causes.
    fn message_chain(&self) -> Vec<String> {
        let mut messages = vec![self.to_string()];
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            messages.push(cause.to_string());
            next = cause.source();
        }
        messages
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

    /// Publishes the failure of an attempt to processes waiting for its lock.
    pub(super) fn publish_failure(&self, error: &Error, keys: FailureKeys) {
        let Some(origin) = error.shared_origin().filter(|origin| *origin == FailureOrigin::Network || !self.sends_own_secret()) else {
            return;
        };
        let key = if matches!(error, Error::Sts(_)) { keys.storage } else { keys.provider };
        let (Some(store), Some(key)) = (self.cache.store(), key) else { return };
        let name = FailureOrigin::ALL.iter().find(|(other, _)| *other == origin).map_or("", |(_, name)| name);
        let Explanation { facts, hints, responsible } = (self.explain)(error, HintAudience::OtherProcess);
        let flag = |is_true: bool| if is_true { "true" } else { "" }.to_owned();
        let record: FailureRecord = [
            ("id", format!("{:x}", rand::random::<u128>())),
            ("process", std::process::id().to_string()),
            ("side", name.to_owned()),
            ("texts", [error.message_chain(), facts].concat().join(SEPARATOR)),
            ("hints", hints.join(SEPARATOR)),
            ("who", responsible.word().to_owned()),
            ("of nobody", flag(error.is_unanswered())),
            ("of login", flag(self.request.cache_policy.ignore_tokens)),
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
        self.request.identity.data().has_private_secret()
    }

    /// Returns a failure that another process has stored since `older` was read. A `login` uses only failures of another `login`, because
    /// it ignores stored tokens. An interactive process ignores an unanswered prompt of another one.
    pub(super) fn failure_since(&self, older: &OlderFailures, keys: FailureKeys) -> Option<SharedFailure> {
        let forces_login = self.request.cache_policy.ignore_tokens;
        let is_interactive = forces_login || self.deps.terminal.is_interactive();
        let found = keys.iter().zip(&older.0).filter_map(|(key, older)| {
            let has_flag = |record: &FailureRecord, name: &str| record.get(name).is_some_and(|flag| flag == "true");
            let newer = self.cache.failure(&key).filter(|record| record.get("id") != older.as_ref());
            newer.filter(|record| (has_flag(record, "of login") || !forces_login) && !(has_flag(record, "of nobody") && is_interactive))
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
