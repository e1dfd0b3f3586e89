//! Findings as one line of JSON.

use crate::inspect::{Fact, FactValue, Finding, ServerVerdict};
use serde_json::{Map, Value, json};

/// Returns the line; `source` is the argument, which is never a token.
pub(super) fn line(source: &str, findings: &[Finding]) -> String {
    json!({"source": source, "findings": findings.iter().map(finding).collect::<Value>()}).to_string() + "\n"
}

fn finding(finding: &Finding) -> Value {
    let facts: Map<String, Value> = finding.facts.iter().map(|fact| (fact.name.to_owned(), value(fact))).collect();
    json!({
        "kind": finding.kind.word(),
        "title": finding.title,
        "facts": facts,
        "problems": finding.problems,
        "compared": finding.verified,
        "not_verified": finding.not_verified,
        "servers": finding.servers.iter().map(server).collect::<Value>(),
    })
}

fn value(fact: &Fact) -> Value {
    match &fact.value {
        FactValue::Text(text) => json!(text),
        FactValue::List(names) => json!(names),
        FactValue::Lines { value, .. } => value.clone(),
        FactValue::Time(time) => json!(time.map(|time| time.to_string())),
        FactValue::Bytes(number) => json!(number),
    }
}

fn server(verdict: &ServerVerdict) -> Value {
    json!({"server": verdict.server.to_string(), "verdict": verdict.verdict.word(), "reasons": verdict.reasons})
}
