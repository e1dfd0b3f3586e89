//! Recognizes what an input is: by its bytes, then by its form, then by what is in it.

use super::document;
use super::finding::{Finding, FindingKind};
use super::key_block::KeyBlock;
use super::{certificate, keys, stored, token};
use crate::cache::EntryFile;
use crate::claims::Claims;
use crate::credentials::signature_defect;
use crate::identity::{ExtractedToken, extract_token, tokens_in};
use crate::provider_document::ProviderDocument;
use crate::secret::Token;
use crate::sys::{DetectedFormat, binary_form_of, is_utf16, strip_bom};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// The most tokens of one text that are described.
const MAX_TOKENS: usize = 5;
/// The shortest word that may be a token or a secret.
const MIN_OPAQUE: usize = 16;

/// Returns what `content` is: at least one finding. `has_more`: only its beginning was read.
pub(crate) fn read(content: &[u8], has_more: bool, now: Timestamp) -> Vec<Finding> {
    let mut findings = findings_of(content, now);
    if has_more {
        let problem = "it is larger than 1 MiB, of which only the beginning was read: tokens, credentials and certificates are shorter";
        findings.iter_mut().take(1).for_each(|finding| finding.cut(problem));
    }
    findings
}

fn findings_of(content: &[u8], now: Timestamp) -> Vec<Finding> {
    let bytes = strip_bom(content);
    if is_utf16(bytes) {
        let text = Zeroizing::new(text_of_utf16(bytes));
        let mut findings = of_text(&text, now);
        let problem = "it is UTF-16 text, as Windows PowerShell writes it: other programs need UTF-8";
        findings.iter_mut().take(1).for_each(|finding| finding.problems.push(problem.to_owned()));
        return findings;
    }
    if let Some(form) = binary_form_of(bytes) {
        return vec![of_binary(bytes, form, now)];
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => of_text(text, now),
        Err(_) => of_text(&Zeroizing::new(String::from_utf8_lossy(bytes).into_owned()), now),
    }
}

/// Decodes UTF-16 in either byte order.
fn text_of_utf16(bytes: &[u8]) -> String {
    let is_big_endian = bytes.starts_with(&[0xfe, 0xff]) || bytes.first() == Some(&0);
    let units = bytes
        .chunks_exact(2)
        .map(|pair| if is_big_endian { u16::from_be_bytes([pair[0], pair[1]]) } else { u16::from_le_bytes([pair[0], pair[1]]) });
    let text: String = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    text.trim_start_matches('\u{feff}').to_owned()
}

fn of_binary(bytes: &[u8], form: DetectedFormat, now: Timestamp) -> Finding {
    if let Some(finding) = certificate::of_der(bytes, now).filter(|_| form == DetectedFormat::Certificate) {
        return finding;
    }
    let title = match form {
        DetectedFormat::Other => "binary data".to_owned(),
        form => format!("binary data: it {form}"),
    };
    let kind =
        if matches!(form, DetectedFormat::Key | DetectedFormat::EncryptedKey) { FindingKind::PrivateKey } else { FindingKind::Binary };
    let mut finding = Finding::new(kind, title);
    finding.length(bytes.len());
    finding
}

/// Returns the findings for a text.
fn of_text(text: &str, now: Timestamp) -> Vec<Finding> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return vec![Finding::new(FindingKind::Empty, "nothing: it is empty")];
    }
    if trimmed.contains("-----BEGIN ") {
        return certificate::of_pem(trimmed.as_bytes(), now);
    }
    if let Some(entry) = EntryFile::read(trimmed.as_bytes()) {
        return stored::of_entry(&entry, now);
    }
    if let Some(block) = KeyBlock::find(trimmed) {
        return vec![keys::of_block(block, now)];
    }
    if let Some(findings) = of_token_response(trimmed, now) {
        return findings;
    }
    if let Some(finding) = of_broken_lines(trimmed, now) {
        return vec![finding];
    }
    let tokens = tokens_in(trimmed);
    if tokens.len() > 1 {
        return tokens.iter().take(MAX_TOKENS).filter_map(|token| token::finding(token, now)).collect();
    }
    of_single(trimmed, now)
}

/// Returns a finding for each token in the response of a token endpoint (RFC 6749, section 5.1); `None` for any other text, and for a
/// response with a single token that can be read.
fn of_token_response(text: &str, now: Timestamp) -> Option<Vec<Finding>> {
    let document = text.starts_with('{').then(|| ProviderDocument::read(text.as_bytes()).ok()).flatten()?;
    let members = [("id_token", "ID token"), ("access_token", "access token"), ("refresh_token", "refresh token")];
    let tokens = members.iter().filter_map(|(name, title)| Some((*title, document.string(name).ok().flatten()?)));
    let findings: Vec<Finding> =
        tokens.map(|(title, token)| stored::of_token(&format!("{title} of a token response"), token, now)).collect();
    let is_single = findings.len() == 1 && findings.iter().all(Finding::is_decoded);
    (!findings.is_empty() && !is_single).then_some(findings)
}

/// Returns the finding for a token that was wrapped: it is complete without the line breaks and spaces in it, and not with them.
fn of_broken_lines(text: &str, now: Timestamp) -> Option<Finding> {
    if !text.contains(char::is_whitespace) {
        return None;
    }
    let is_complete =
        |token: &str| token.split('.').count() == 3 && Claims::unverified(token).is_some() && signature_defect(token).is_none();
    let joined: Zeroizing<String> = Zeroizing::new(text.split_whitespace().collect());
    let is_broken = is_complete(&joined) && !tokens_in(text).into_iter().any(is_complete);
    let finding = is_broken.then(|| token::finding(&joined, now)).flatten()?;
    Some(finding.problem("it has line breaks or spaces in it: remove them, servers refuse it with them"))
}

/// Returns the findings for a text with at most one token in it, which may have quotes, a scheme, a variable or JSON around it.
#[expect(clippy::disallowed_methods, reason = "the token is decoded for its claims")]
fn of_single(text: &str, now: Timestamp) -> Vec<Finding> {
    if let Ok(ExtractedToken { token, note }) = extract_token(Token::new(text.to_owned()))
        && let Some(mut finding) = token::finding(token.expose_secret(), now)
    {
        finding.problems.extend(note.map(|note| format!("it has text around it ({note})")));
        return vec![finding];
    }
    if let Ok(document) = ProviderDocument::read(text.as_bytes()) {
        return vec![document::finding(&document)];
    }
    vec![of_other(text)]
}

/// Returns the finding for a text without a token.
fn of_other(text: &str) -> Finding {
    let beginning: String = text.chars().take(64).collect::<String>().to_ascii_lowercase();
    let is_word = !text.contains(char::is_whitespace);
    let (kind, title) = match beginning.as_str() {
        start if start.starts_with("<!doctype html") || start.starts_with("<html") => (FindingKind::WebPage, "web page"),
        start if start.starts_with('<') => (FindingKind::Xml, "XML without credentials"),
        start if start.starts_with(['{', '[']) => (FindingKind::Json, "JSON without a token or credentials, or a part of JSON"),
        _ if is_word && text.len() >= MIN_OPAQUE && text.is_ascii() => return token::opaque(text),
        _ => (FindingKind::Text, "text without a token or credentials"),
    };
    let mut finding = Finding::new(kind, title);
    finding.length(text.len());
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TOKEN: &str = "eyJhbGciOiJub25lIiwia2lkIjoiayJ9.eyJzdWIiOiJhIiwiZXhwIjoxZTMwMH0.c2lnbmF0dXJl";

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_bytes_get_a_finding(content in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(!read(&content, false, Timestamp::UNIX_EPOCH).is_empty());
        }

        #[test]
        fn any_text_with_a_part_of_a_token_gets_a_finding(before in ".{0,20}", from in 0..TOKEN.len(), to in 0..TOKEN.len(), after in ".{0,20}") {
            let content = [before.as_str(), &TOKEN[from.min(to)..from.max(to)], &after].concat();
            prop_assert!(!read(content.as_bytes(), false, Timestamp::UNIX_EPOCH).is_empty());
        }
    }
}
