//! Findings for certificates and keys in PEM or DER.

use super::finding::{Finding, FindingKind, ServerVerdict, Verdict};
use crate::credentials::format_time;
use crate::request::Dialect;
use crate::sys::CertificateFacts;
use jiff::Timestamp;

/// The most certificates that are described.
const MAX_CERTIFICATES: usize = 10;

/// Returns the findings for a PEM file.
pub(super) fn of_pem(content: &[u8], now: Timestamp) -> Vec<Finding> {
    let (certificates, skipped) = CertificateFacts::all_in_pem(content);
    let mut findings: Vec<Finding> = certificates.iter().take(MAX_CERTIFICATES).map(|facts| finding(facts, now)).collect();
    if let (Some(first), count @ 2..) = (findings.first_mut(), certificates.len()) {
        first.title = format!("certificate, the first of {count}");
        first.problems.extend(chain_problem(&certificates));
    }
    for (number, reason) in skipped.iter().take(MAX_CERTIFICATES) {
        findings.push(Finding::new(FindingKind::Certificate, format!("certificate {number}")).problem(*reason));
    }
    let text = String::from_utf8_lossy(content);
    if text.contains("PRIVATE KEY-----") {
        let title = if text.contains("ENCRYPTED") { "private key, encrypted with a passphrase" } else { "private key, not encrypted" };
        findings.push(Finding::new(FindingKind::PrivateKey, title));
    }
    if findings.is_empty() {
        findings.push(Finding::new(FindingKind::Text, "PEM file without a certificate or private key"));
    }
    findings
}

/// Returns the finding for a certificate in DER; `None` if it cannot be parsed.
pub(super) fn of_der(der: &[u8], now: Timestamp) -> Option<Finding> {
    let finding = finding(&CertificateFacts::of_der(der)?, now);
    Some(Finding { title: "certificate in DER, not PEM".to_owned(), ..finding })
}

fn finding(facts: &CertificateFacts, now: Timestamp) -> Finding {
    let mut finding = Finding::new(FindingKind::Certificate, "certificate");
    finding.text("common_name", "Common name", facts.common_name.clone());
    finding.text("subject", "Subject", Some(facts.subject.clone()));
    finding.text("issuer", "Issuer", Some(facts.issuer.clone()));
    finding.list("names", "Names", facts.names.clone());
    finding.text("usage", "Usage", Some(usage(facts)));
    finding.time("not_before", "Valid from", Some(facts.not_before));
    finding.time("expiration", "Valid until", Some(facts.not_after));
    finding.verified.push("times, against this machine's clock; order of the chain, by name".to_owned());
    finding.not_verified.push("signatures, trust and revocation: the server checks them".to_owned());
    finding.problems.extend(time_problem(facts, now));
    finding.problems.extend(facts.key_problem.clone().map(|problem| format!("it {problem}")));
    finding.servers = verdicts(facts, now);
    finding
}

fn usage(facts: &CertificateFacts) -> String {
    match (facts.is_a_ca, facts.is_for_clients) {
        (true, _) => "CA certificate".to_owned(),
        (false, true) => "clients (clientAuth)".to_owned(),
        (false, false) => "not for clients: the extended key usage lacks clientAuth".to_owned(),
    }
}

fn time_problem(facts: &CertificateFacts, now: Timestamp) -> Option<String> {
    if now > facts.not_after {
        return Some(format!("it expired {}", format_time(facts.not_after, now)));
    }
    (now < facts.not_before).then(|| format!("it is valid only from {}", format_time(facts.not_before, now)))
}

/// Returns what is wrong with the order of a chain: each certificate must be issued by the next.
fn chain_problem(certificates: &[CertificateFacts]) -> Option<String> {
    let broken = certificates.windows(2).position(|pair| pair[0].issuer != pair[1].subject)?;
    Some(format!("certificate {} is not issued by certificate {}, as its names show", broken + 1, broken + 2))
}

/// Returns what each server does with a client certificate: only MinIO has a login with one.
fn verdicts(facts: &CertificateFacts, now: Timestamp) -> Vec<ServerVerdict> {
    let mut reasons: Vec<String> = time_problem(facts, now).into_iter().collect();
    reasons.extend(facts.is_a_ca.then(|| "it is a CA certificate".to_owned()));
    reasons.extend((!facts.is_a_ca && !facts.is_for_clients).then(|| "it is not for clients (clientAuth)".to_owned()));
    reasons.extend(facts.common_name.is_none().then(|| "its subject has no common name (CN)".to_owned()));
    let is_refused = !reasons.is_empty();
    let name = facts.common_name.as_deref().unwrap_or_default();
    let conditions = || {
        vec![
            format!("it grants the policy {name}, named like the common name, which must exist there"),
            format!("it must trust the issuer {}, and have MINIO_IDENTITY_TLS_ENABLE=on", facts.issuer),
        ]
    };
    let verdict = if is_refused { Verdict::Refuses } else { Verdict::Depends };
    let at_minio = ServerVerdict { server: Dialect::Minio, verdict, reasons: if is_refused { reasons } else { conditions() } };
    let others = [Dialect::Aws, Dialect::Ceph, Dialect::SeaweedFs].map(|server| ServerVerdict {
        server,
        verdict: Verdict::Refuses,
        reasons: vec!["it has no login with certificates at its STS".to_owned()],
    });
    std::iter::once(at_minio).chain(others).collect()
}
