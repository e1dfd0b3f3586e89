//! Findings as pages of facts.

use crate::cli::fact_page::{FactPage, first_names};
use crate::credentials::format_time;
use crate::inspect::{Fact, FactValue, Finding, ServerVerdict, Verdict};
use crate::request::Dialect;
use jiff::Timestamp;

/// The most names of a list that are shown; JSON has all.
const MAX_NAMES: usize = 40;

/// Returns the pages, one below the other.
pub(super) fn page(findings: &[Finding], now: Timestamp) -> String {
    let mut page = FactPage::default();
    for finding in findings {
        page.title(&finding.title);
        finding.facts.iter().for_each(|fact| add(fact, now, &mut page));
        page.sentences("Problem", &finding.problems);
        page.sentences("Compared", &finding.verified);
        page.sentences("Not verified", &finding.not_verified);
        finding.servers.iter().for_each(|verdict| add_verdict(verdict, &mut page));
    }
    page.into_text()
}

fn add(fact: &Fact, now: Timestamp, page: &mut FactPage) {
    match &fact.value {
        FactValue::Text(text) => page.optional(fact.label, text.as_deref()),
        FactValue::List(names) if fact.name == "keys" => page.rows(fact.label, names),
        FactValue::List(names) => page.sentences(fact.label, &[first_names(names, MAX_NAMES)]),
        FactValue::Lines { lines, .. } => page.rows(fact.label, lines),
        FactValue::Time(time) => page.optional(fact.label, time.map(|time| format_time(time, now)).as_deref()),
        FactValue::Bytes(number) => page.optional(fact.label, number.map(|number| format!("{number} bytes")).as_deref()),
    }
}

fn add_verdict(verdict: &ServerVerdict, page: &mut FactPage) {
    let label = match verdict.server {
        Dialect::Minio => "MinIO",
        Dialect::Aws => "AWS",
        Dialect::Ceph => "Ceph",
        Dialect::SeaweedFs => "SeaweedFS",
        Dialect::RustFs => "RustFS",
        Dialect::Generic => "Other servers",
    };
    let word = match verdict.verdict {
        Verdict::Depends => "may accept",
        Verdict::Refuses => "refuses",
    };
    let reasons = verdict.reasons.iter().enumerate();
    let reasons: Vec<String> = reasons.map(|(at, reason)| if at == 0 { format!("{word}: {reason}") } else { reason.clone() }).collect();
    page.sentences(label, &reasons);
}
