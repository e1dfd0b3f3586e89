//! [`Diagnosis`]: the steps that were taken, reported one by one.

use super::redaction::Redaction;
use super::step::{Step, StepName, StepOutcome};
use crate::error::{Failure, Responsible};
use crate::sys::Deps;
use tokio::time::Instant;

/// The steps of a diagnosis so far. Each is reported when it is complete.
pub(crate) struct Diagnosis<'a> {
    pub(super) deps: &'a Deps,
    report: &'a mut dyn FnMut(&Step),
    steps: Vec<Step>,
    /// The reason why steps that require the servers are skipped from now on.
    obstacle: Option<String>,
    /// The texts that steps do not show.
    pub(super) redaction: Redaction,
}

impl<'a> Diagnosis<'a> {
    /// Creates a diagnosis whose steps are given to `report`. Notes and warnings of the engine become part of their step from now on.
    pub(crate) fn new(deps: &'a Deps, report: &'a mut dyn FnMut(&Step)) -> Self {
        deps.terminal.capture_messages();
        Self { deps, report, steps: Vec::new(), obstacle: None, redaction: Redaction::default() }
    }

    /// Hides an access key from now on if it may be a secret.
    pub(crate) fn hide_access_key(&mut self, access_key: Option<&str>) {
        access_key.into_iter().for_each(|access_key| self.redaction.add_access_key(access_key));
    }

    /// Returns all steps.
    pub(crate) fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    /// Adds a step, with the notes and warnings that the engine printed meanwhile. Returns whether it did not fail.
    pub(crate) fn add(&mut self, mut step: Step) -> bool {
        for message in self.deps.terminal.take_captured() {
            step = if message.is_warning { step.warning(message.text, Responsible::You) } else { step.note(message.text) };
        }
        step.redaction = self.redaction.clone();
        let has_failed = step.has_failed();
        (self.report)(&step);
        self.steps.push(step);
        !has_failed
    }

    /// Takes a step and adds it with its duration. Returns whether it did not fail.
    pub(super) async fn take(&mut self, work: impl Future<Output = Step>) -> bool {
        let started = Instant::now();
        let step = work.await;
        self.add(Step { elapsed: started.elapsed(), ..step })
    }

    /// Adds skipped steps.
    pub(super) fn skip(&mut self, names: &[StepName], reason: &str) {
        for name in names {
            self.add(Step::skipped(*name, reason));
        }
    }

    /// Skips the steps that require the servers from now on, because `name` failed. The first obstacle remains.
    pub(super) fn obstruct(&mut self, name: StepName) {
        self.obstacle.get_or_insert_with(|| name.failed());
    }

    /// Returns the reason why steps that require the servers are skipped.
    pub(super) fn obstacle(&self) -> Option<String> {
        self.obstacle.clone()
    }
}

/// Returns the first step that failed; without one, the first with a warning.
pub(crate) fn first_problem(steps: &[Step]) -> Option<&Step> {
    let find = |outcome| steps.iter().find(|step: &&Step| step.outcome == outcome);
    find(StepOutcome::Failed).or_else(|| find(StepOutcome::Warned))
}

/// Returns the first failure, without what findings hide; `None` if no step failed.
pub(crate) fn first_failure(steps: &[Step]) -> Option<Failure> {
    steps.iter().find(|step| step.has_failed()).and_then(Step::shareable_failure)
}
