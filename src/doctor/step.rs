//! A step of a diagnosis as data: its outcome, what it found, and what to do about it.

use super::problem::Problem;
use super::redaction::Redaction;
use crate::error::{Failure, Responsible};
use std::time::Duration;

/// A step, in the order in which they are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepName {
    Configuration,
    StorageProxy,
    StorageName,
    StorageConnection,
    StorageTls,
    StorageServer,
    ProviderProxy,
    ProviderName,
    ProviderConnection,
    ProviderTls,
    Clock,
    Discovery,
    Keys,
    RedirectUri,
    Login,
    Claims,
    Sts,
    Grant,
    S3,
    Cache,
    Clients,
}

impl StepName {
    /// Returns the name for programs.
    pub(crate) fn word(self) -> &'static str {
        self.texts().0
    }

    /// Returns the name for people.
    pub(crate) fn label(self) -> &'static str {
        self.texts().1
    }

    /// Returns that the step failed, as the reason to skip others.
    pub(super) fn failed(self) -> String {
        format!("`{}` failed", self.label())
    }

    fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Configuration => ("configuration", "configuration"),
            Self::StorageProxy => ("storage_proxy", "storage proxy"),
            Self::StorageName => ("storage_name", "storage name"),
            Self::StorageConnection => ("storage_connection", "storage connection"),
            Self::StorageTls => ("storage_tls", "storage TLS"),
            Self::StorageServer => ("storage_server", "storage server"),
            Self::ProviderProxy => ("provider_proxy", "provider proxy"),
            Self::ProviderName => ("provider_name", "provider name"),
            Self::ProviderConnection => ("provider_connection", "provider connection"),
            Self::ProviderTls => ("provider_tls", "provider TLS"),
            Self::Clock => ("clock", "clock"),
            Self::Discovery => ("discovery", "discovery"),
            Self::Keys => ("keys", "keys"),
            Self::RedirectUri => ("redirect_uri", "redirect URI"),
            Self::Login => ("login", "login"),
            Self::Claims => ("claims", "claims"),
            Self::Sts => ("sts", "STS"),
            Self::Grant => ("grant", "grant"),
            Self::S3 => ("s3", "S3"),
            Self::Cache => ("cache", "cache"),
            Self::Clients => ("clients", "clients"),
        }
    }
}

/// The outcome of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepOutcome {
    Passed,
    /// Something may not work as intended.
    Warned,
    Failed,
    /// It was not taken.
    Skipped,
}

impl StepOutcome {
    /// Returns the word for programs.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Warned => "warned",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// A fact that a step found.
pub(crate) struct StepFact {
    /// Its name, in snake case.
    pub(crate) name: String,
    /// Its value, printable and without secrets.
    pub(crate) value: String,
    /// The origin of a setting.
    pub(crate) origin: Option<String>,
}

/// A step that was taken or skipped.
pub(crate) struct Step {
    pub(crate) name: StepName,
    pub(crate) outcome: StepOutcome,
    /// The finding in a few words; the reason if the step was skipped. Empty if `failure` has it.
    pub(crate) summary: String,
    pub(crate) facts: Vec<StepFact>,
    /// Notes and warnings.
    pub(crate) notes: Vec<String>,
    /// The error, with its causes and hints.
    pub(crate) failure: Option<Failure>,
    /// The one who must act; `None` if nothing needs to be done.
    pub(crate) responsible: Option<Responsible>,
    pub(crate) elapsed: Duration,
    /// The texts that are not shown.
    pub(crate) redaction: Redaction,
}

impl Step {
    fn new(name: StepName, outcome: StepOutcome, summary: String) -> Self {
        let (facts, notes) = (Vec::new(), Vec::new());
        Self {
            name,
            outcome,
            summary,
            facts,
            notes,
            failure: None,
            responsible: None,
            elapsed: Duration::ZERO,
            redaction: Redaction::default(),
        }
    }

    pub(crate) fn passed(name: StepName, summary: impl Into<String>) -> Self {
        Self::new(name, StepOutcome::Passed, summary.into())
    }

    pub(crate) fn skipped(name: StepName, reason: impl Into<String>) -> Self {
        Self::new(name, StepOutcome::Skipped, reason.into())
    }

    /// Creates a failed step, whose error names who must act.
    pub(crate) fn failed(name: StepName, failure: impl Into<Failure>) -> Self {
        let failure = failure.into();
        let responsible = Some(failure.responsible());
        Self { failure: Some(failure), responsible, ..Self::new(name, StepOutcome::Failed, String::new()) }
    }

    /// Creates a step with a problem that need not prevent anything.
    pub(crate) fn warned(name: StepName, failure: impl Into<Failure>) -> Self {
        Self { outcome: StepOutcome::Warned, ..Self::failed(name, failure) }
    }

    pub(crate) fn fact(mut self, name: &str, value: impl Into<String>) -> Self {
        self.facts.push(StepFact { name: name.to_owned(), value: value.into(), origin: None });
        self
    }

    /// Adds the value of a setting, with its origin.
    pub(crate) fn setting(mut self, name: &str, value: &str, origin: &str) -> Self {
        self.facts.push(StepFact { name: name.to_owned(), value: value.to_owned(), origin: Some(origin.to_owned()) });
        self
    }

    /// Adds a fact if there is one.
    pub(crate) fn optional_fact(self, name: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.fact(name, value),
            None => self,
        }
    }

    pub(crate) fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds a warning, on which this contact must act.
    pub(crate) fn warning(mut self, text: impl Into<String>, responsible: Responsible) -> Self {
        if self.outcome == StepOutcome::Passed {
            self.outcome = StepOutcome::Warned;
        }
        self.responsible = self.responsible.or(Some(responsible));
        self.note(text)
    }

    pub(crate) fn responsible(self, responsible: Responsible) -> Self {
        Self { responsible: Some(responsible), ..self }
    }

    /// Returns a text of this step as it is shown: on one line, without what may be a secret.
    pub(crate) fn shareable(&self, text: &str) -> String {
        self.redaction.apply(text)
    }

    /// Returns the failure without what findings hide; its hints are not shown as findings show them.
    pub(super) fn shareable_failure(&self) -> Option<Failure> {
        let failure = self.failure.as_ref()?;
        Some(Failure {
            kind: failure.kind,
            source: Box::new(Problem::Finding(self.shareable(&failure.source.to_string()))),
            facts: failure.causes().iter().map(|cause| self.shareable(cause)).collect(),
            hints: failure.hints.clone(),
            request_id: failure.request_id.clone(),
        })
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.outcome == StepOutcome::Failed
    }
}
