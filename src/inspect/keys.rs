//! Findings for credentials: access key, secret key and session token together, and the rights in a session token.

use super::finding::{Finding, FindingKind};
use super::key_block::KeyBlock;
use super::servers;
use super::user_facts::{add_rights, add_user};
use crate::credentials::{Credentials, TokenDefect, TokenFacts, TokenForm, is_secret};
use jiff::Timestamp;

/// Returns the finding for the credentials in a text.
pub(super) fn of_block(block: KeyBlock, now: Timestamp) -> Finding {
    let mut finding = finding_of(&block.access_key, block.has_secret_key, &block.token, block.expiration.or(block.token.expiration), now);
    let defects = TokenDefect::all(&block.access_key, &block.token, block.expiration.is_some());
    finding.problems.extend(defects.iter().map(ToString::to_string));
    finding.text("endpoint", "S3", block.endpoint);
    finding.text("region", "Region", block.region);
    finding
}

/// Returns the finding for credentials in the cache.
pub(super) fn of_credentials(credentials: &Credentials, now: Timestamp) -> Finding {
    let token = credentials.token_facts();
    let mut finding = finding_of(&credentials.access_key, true, &token, Some(credentials.expiration), now);
    finding.problems.extend(TokenDefect::all(&credentials.access_key, &token, false).iter().map(ToString::to_string));
    finding.title = "cached credentials".to_owned();
    finding.text("endpoint", "S3", None::<String>);
    finding.text("region", "Region", None::<String>);
    finding
}

fn finding_of(access_key: &str, has_secret_key: bool, token: &TokenFacts, expiration: Option<Timestamp>, now: Timestamp) -> Finding {
    let is_temporary = token.form != TokenForm::Absent;
    let mut finding = Finding::new(FindingKind::Credentials, if is_temporary { "temporary credentials" } else { "access keys" });
    finding.text("access_key", "Access key", Some(access_key).filter(|_| !is_secret(access_key)));
    finding.text("secret_key", "Secret key", Some(if has_secret_key { "present" } else { "missing" }));
    let form = match token.form {
        TokenForm::Absent => None,
        TokenForm::Truncated => Some("truncated"),
        TokenForm::Opaque => Some("opaque: only the server can read it"),
        TokenForm::Minio => Some("of MinIO, or a server like it"),
        TokenForm::SeaweedFs => Some("of SeaweedFS"),
        TokenForm::Jwt => Some("a JSON Web Token"),
    };
    finding.text("session_token", "Session token", form);
    add_user(&mut finding, token);
    finding.text("issuer", "Issuer", token.issuer.clone());
    add_rights(&mut finding, token, true);
    finding.time("expiration", "Expires", expiration);
    finding.verified.push("expiration, against this machine's clock; session token, against the access key".to_owned());
    finding.not_verified.push("whether the server still accepts them: `sts-cli whoami --online` asks it".to_owned());
    if expiration.is_some_and(|expiration| expiration <= now) {
        finding.problems.push("they have expired".to_owned());
    }
    if !has_secret_key {
        finding.problems.push("the secret key is missing".to_owned());
    }
    if is_secret(access_key) {
        finding.problems.push("the access key is a secret key or a token: the values are in the wrong order".to_owned());
    }
    finding.servers = servers::of_keys(token, now);
    finding
}
