//! The findings of `doctor` as JSON.

use crate::advice::Hint;
use crate::doctor::{Step, first_failure, first_problem};
use crate::error::Responsible;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// Returns the findings: the result, the time, the versions of sts-cli and the system, and each step.
pub(super) fn findings(steps: &[Step], profile: Option<&str>, now: Timestamp, format_hints: &dyn Fn(&[Hint]) -> Vec<String>) -> Value {
    let problem = first_problem(steps);
    json!({
        "outcome": problem.map_or("passed", |step| step.outcome.word()),
        "exit_code": first_failure(steps).map_or(0, |failure| failure.exit_code()),
        "first_problem": problem.map(|step| step.name.word()),
        "responsible": problem.and_then(|step| step.responsible).map(Responsible::word),
        "profile": profile,
        "time": now.to_string(),
        "version": env!("CARGO_PKG_VERSION"),
        "system": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        "steps": steps.iter().map(|step| finding(step, format_hints)).collect::<Vec<_>>(),
    })
}

fn finding(step: &Step, format_hints: &dyn Fn(&[Hint]) -> Vec<String>) -> Value {
    let failure = step.failure.as_ref();
    let facts: Map<String, Value> = step
        .facts
        .iter()
        .map(|fact| {
            let value = match &fact.origin {
                Some(origin) => json!({"value": step.shareable(&fact.value), "origin": step.shareable(origin)}),
                None => json!(step.shareable(&fact.value)),
            };
            (fact.name.clone(), value)
        })
        .collect();
    json!({
        "name": step.name.word(),
        "outcome": step.outcome.word(),
        "summary": step.shareable(&step.summary),
        "milliseconds": step.elapsed.as_millis(),
        "error": failure.map(|failure| step.shareable(&failure.source.to_string())),
        "causes": failure.map(|failure| failure.causes().iter().map(|cause| step.shareable(cause)).collect::<Vec<_>>()).unwrap_or_default(),
        "hints": failure.map(|failure| format_hints(&failure.hints).iter().map(|hint| step.shareable(hint)).collect::<Vec<_>>()).unwrap_or_default(),
        "request_id": failure.and_then(|failure| failure.request_id.as_deref()).map(|id| step.shareable(id)),
        "notes": step.notes.iter().map(|note| step.shareable(note)).collect::<Vec<_>>(),
        "responsible": step.responsible.map(Responsible::word),
        "facts": facts,
    })
}
