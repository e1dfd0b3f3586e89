//! A failed acquisition, stored for the processes that wait for it, so that they fail at once instead of repeating the failure one after
//! the other.
//!
//! The holder of the login lock stores failures of the provider or the storage server: a timeout, a refusal, an unreachable server. A
//! waiting process uses only a failure stored after its wait began. The key covers everything that the failure depends on, so processes
//! with another role, address or login method do not see it. Ctrl-C, SIGTERM and local problems of the holder (a full disk, prompts
//! disabled, its own time limit) are not stored: the next process makes its own attempt.

use crate::cache::Key;
use crate::request::Responsible;
use std::collections::BTreeMap;

/// The separator between causes, and between hints; no text contains it.
pub(super) const SEPARATOR: &str = "\u{1e}";

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
    pub(super) const ALL: [(Self, &str); 3] = [(Self::Identity, "identity"), (Self::Sts, "sts"), (Self::Network, "network")];
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
    /// The one who must act on the first hint.
    pub responsible: Responsible,
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
    pub(super) provider: Option<Key>,
    pub(super) storage: Option<Key>,
}

impl FailureKeys {
    /// Both keys, the storage server's first: its failure is the most specific.
    pub(super) fn iter(self) -> impl Iterator<Item = Key> {
        [self.storage, self.provider].into_iter().flatten()
    }
}

/// The ids of failures that were stored before a wait began; they do not belong to the awaited attempt.
pub(super) struct OlderFailures(pub(super) Vec<Option<String>>);

pub(super) type FailureRecord = BTreeMap<String, String>;

impl SharedFailure {
    /// Reads the failure in `record`; `None` if it is malformed.
    pub(super) fn of(record: &FailureRecord) -> Option<Self> {
        let field = |name: &str| record.get(name).map(String::as_str);
        let (origin, _) = FailureOrigin::ALL.into_iter().find(|(_, name)| field("side") == Some(name))?;
        let mut messages = field("texts")?.split(SEPARATOR);
        let text = messages.next()?.to_owned();
        let waiting_note = format!("reported by another sts-cli (process {}) that this one waited for", field("process")?);
        let messages: Vec<String> = messages.map(str::to_owned).chain([waiting_note]).collect();
        let source = messages.into_iter().rfold(None, |source, text| Some(Box::new(SharedCause { text, source })));
        let hints = field("hints")?.split(SEPARATOR).filter(|hint| !hint.is_empty()).map(str::to_owned).collect();
        let responsible = Responsible::of_word(field("who").unwrap_or_default());
        Some(Self { text, source, origin, hints, responsible })
    }
}
