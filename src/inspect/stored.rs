//! Findings for what is stored on this machine for a profile: credentials, tokens of its login, supplied token, client certificate.

use super::finding::{Finding, FindingKind};
use super::{certificate, keys, servers, token};
use crate::cache::EntryFile;
use crate::cache::entry::LoginEntry;
use crate::identity;
use crate::request::{CustomToken, ProofSource, Request};
use crate::session::Session;
use crate::sys::{Deps, Input};
use jiff::Timestamp;
use secrecy::ExposeSecret;

/// The most bytes of a certificate file that are read.
const MAX_CERTIFICATE_BYTES: u64 = 1024 * 1024;

/// Returns the findings for the profile of `session`, whose request this is. Uses no network and never prompts.
#[expect(clippy::disallowed_methods, reason = "tokens are decoded for their claims")]
pub(crate) fn of_profile(session: &Session, request: &Request, deps: &Deps) -> Vec<Finding> {
    let now = deps.clock.now();
    let mut findings: Vec<Finding> =
        session.status().credentials.iter().map(|credentials| keys::of_credentials(credentials, now)).collect();
    if let Some(tokens) = session.stored_tokens() {
        let login = LoginEntry {
            id_token: Some(tokens.id_token),
            access_token: tokens.access_token,
            refresh_token: tokens.refresh_token,
            ..LoginEntry::default()
        };
        findings.extend(of_login(&login, now));
    }
    match request.identity.proof_source() {
        ProofSource::SuppliedToken(supplied) | ProofSource::CustomToken(CustomToken(supplied)) => {
            let token = identity::supplied_token(&supplied.source, deps);
            findings.extend(token.iter().map(|token| of_token("supplied token", token.expose_secret(), now)));
        }
        ProofSource::Certificate(client) => {
            let content = Input::File(&client.certificate).beginning(MAX_CERTIFICATE_BYTES);
            findings.extend(content.iter().flat_map(|(content, _)| certificate::of_pem(content, now)));
        }
        _ => {}
    }
    findings
}

/// Returns the findings for the file of a cache entry.
pub(super) fn of_entry(entry: &EntryFile, now: Timestamp) -> Vec<Finding> {
    match entry {
        EntryFile::Credentials(credentials) => vec![keys::of_credentials(credentials.credentials(), now)],
        EntryFile::Login(login) => of_login(login, now),
        EntryFile::Sealed => vec![Finding::new(FindingKind::SealedEntry, "entry of the cache, encrypted with a key in the system keyring")],
        EntryFile::Other => vec![Finding::new(FindingKind::Json, "entry of the cache without tokens or credentials")],
    }
}

/// Returns a finding for each token of a login.
#[expect(clippy::disallowed_methods, reason = "tokens are decoded for their claims")]
fn of_login(login: &LoginEntry, now: Timestamp) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(login.id_token.iter().map(|token| of_token("stored ID token", token.expose_secret(), now)));
    findings.extend(login.access_token.iter().map(|token| of_token("stored access token", token.expose_secret(), now)));
    findings.extend(login.refresh_token.iter().map(|token| of_token("stored refresh token", token.expose_secret(), now)));
    if login.id_token.is_some() && login.nonce.is_some() {
        findings
            .iter_mut()
            .take(1)
            .for_each(|finding| finding.verified.push("signature, issuer and audience, when it was stored".to_owned()));
    }
    findings
}

/// Returns the finding for a token of this `title`.
pub(super) fn of_token(title: &str, token: &str, now: Timestamp) -> Finding {
    let finding = token::finding(token, now).unwrap_or_else(|| token::opaque(token));
    if title.contains("refresh token") {
        let servers = servers::of_unreadable("it is for the provider alone");
        return Finding { title: title.to_owned(), kind: FindingKind::RefreshToken, servers, ..finding };
    }
    Finding { title: title.to_owned(), ..finding }
}
