//! The findings of `doctor` as JSON.

use crate::advice::Hint;
use crate::doctor::{Step, exit_code, first_problem};
use crate::error::Responsible;
use crate::text::printable_line;
use serde_json::{Map, Value, json};

/// Returns the findings: the result, the versions of sts-cli and the system, and each step.
pub(super) fn findings(steps: &[Step], profile: Option<&str>, format_hints: &dyn Fn(&[Hint]) -> Vec<String>) -> Value {
    let problem = first_problem(steps);
    json!({
        "outcome": problem.map_or("passed", |step| step.outcome.word()),
        "exit_code": exit_code(steps),
        "first_problem": problem.map(|step| step.name.word()),
        "responsible": problem.and_then(|step| step.responsible).map(Responsible::word),
        "profile": profile,
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
                Some(origin) => json!({"value": printable_line(&fact.value), "origin": printable_line(origin)}),
                None => json!(printable_line(&fact.value)),
            };
            (fact.name.clone(), value)
        })
        .collect();
    json!({
        "name": step.name.word(),
        "outcome": step.outcome.word(),
        "summary": printable_line(&step.summary),
        "milliseconds": step.elapsed.as_millis(),
        "error": failure.map(|failure| printable_line(&failure.source.to_string())),
        "causes": failure.map(|failure| failure.causes().iter().map(|cause| printable_line(cause)).collect::<Vec<_>>()).unwrap_or_default(),
        "hints": failure.map(|failure| format_hints(&failure.hints)).unwrap_or_default(),
        "notes": step.notes.iter().map(|note| printable_line(note)).collect::<Vec<_>>(),
        "responsible": step.responsible.map(Responsible::word),
        "facts": facts,
    })
}
