//! What MinIO, AWS, Ceph and `SeaweedFS` would do with a token or keys: by their code and documentation, without asking them.
//!
//! A server decides with its own settings and clock, so that a verdict is either a refusal that is certain, or the conditions.

use super::finding::{ServerVerdict, Verdict};
use crate::claims::Claims;
use crate::credentials::{TokenFacts, TokenForm, format_time, names_in};
use crate::provider_document::ProviderDocument;
use crate::request::{Dialect, RoleArn};
use jiff::Timestamp;
use serde_json::Value;

/// The servers that are described, in this order.
const SERVERS: [Dialect; 4] = [Dialect::Minio, Dialect::Aws, Dialect::Ceph, Dialect::SeaweedFs];
/// The signature algorithms that all of them read.
const COMMON_ALGORITHMS: [&str; 6] = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];
/// From this length on, the session token that MinIO makes of a token may be too long for its limit on headers.
const LONG_TOKEN: usize = 5 * 1024;
/// The longest token that AWS accepts: `AssumeRoleWithWebIdentity`, AWS STS API Reference.
const MAX_AWS_TOKEN: usize = 20_000;

/// Returns the verdicts for a text that no server can read.
pub(super) fn of_unreadable(reason: &str) -> Vec<ServerVerdict> {
    SERVERS.map(|server| ServerVerdict { server, verdict: Verdict::Refuses, reasons: vec![reason.to_owned()] }).into()
}

/// Returns the verdicts for an ID token, an access token or another token of a provider.
pub(super) fn of_token(header: &ProviderDocument, claims: &Claims, facts: &TokenFacts, now: Timestamp) -> Vec<ServerVerdict> {
    let issuer = facts.issuer.as_deref().unwrap_or_default();
    let token = Token { header, claims, facts, issuer, now };
    let verdict = |server: Dialect| match server {
        Dialect::Aws => token.at_aws(),
        Dialect::Ceph => token.at_ceph(),
        Dialect::SeaweedFs => token.at_seaweedfs(),
        _ => token.at_minio(),
    };
    SERVERS.map(|server| judged(server, verdict(server))).into()
}

/// Returns the verdicts for a session token: it belongs to keys, and proves no identity to an STS.
pub(super) fn of_session_token(facts: &TokenFacts, now: Timestamp) -> Vec<ServerVerdict> {
    let mut verdicts = of_keys(facts, now);
    for verdict in verdicts.iter_mut().filter(|verdict| verdict.verdict == Verdict::Depends) {
        verdict.reasons.push("only together with its access key and secret key".to_owned());
    }
    verdicts
}

/// Returns the verdicts for credentials with this session token.
pub(super) fn of_keys(token: &TokenFacts, now: Timestamp) -> Vec<ServerVerdict> {
    let is_issuer = |server: Dialect| match token.form {
        TokenForm::Minio => server == Dialect::Minio,
        TokenForm::SeaweedFs => server == Dialect::SeaweedFs,
        TokenForm::Opaque => matches!(server, Dialect::Aws | Dialect::Ceph),
        TokenForm::Absent => true,
        TokenForm::Truncated | TokenForm::Jwt => false,
    };
    let expired =
        token.expiration.filter(|expiration| *expiration <= now).map(|expiration| format!("expired {}", format_time(expiration, now)));
    let verdict = |server: Dialect| {
        let mut refusals: Vec<String> = expired.clone().into_iter().collect();
        if token.form == TokenForm::Truncated {
            refusals.push("the session token is truncated".to_owned());
        } else if let Some(defect) = &token.signature_defect {
            refusals.push(format!("its {defect}"));
        } else if !is_issuer(server) {
            refusals.push("the session token does not have the form of its own".to_owned());
        }
        let mut conditions = vec!["S3 requests, if it has granted them and not revoked them".to_owned()];
        conditions.push(match (server, token.form) {
            (_, TokenForm::Absent) => "AssumeRole, if they are the long-term keys of a user".to_owned(),
            (Dialect::Aws, _) => "AssumeRole for at most an hour (role chaining)".to_owned(),
            (Dialect::Minio, _) => "no AssumeRole: that requires long-term keys".to_owned(),
            _ => "AssumeRole only if it allows temporary keys there".to_owned(),
        });
        judged(server, (refusals, conditions))
    };
    SERVERS.map(verdict).into()
}

/// Makes the verdict of reasons to refuse, and else of conditions.
fn judged(server: Dialect, (refusals, conditions): (Vec<String>, Vec<String>)) -> ServerVerdict {
    match refusals.is_empty() {
        true => ServerVerdict { server, verdict: Verdict::Depends, reasons: conditions },
        false => ServerVerdict { server, verdict: Verdict::Refuses, reasons: refusals },
    }
}

/// A token that is judged.
struct Token<'a> {
    header: &'a ProviderDocument,
    claims: &'a Claims,
    facts: &'a TokenFacts,
    issuer: &'a str,
    now: Timestamp,
}

/// Reasons to refuse, and conditions to accept.
type Reasons = (Vec<String>, Vec<String>);

impl Token<'_> {
    fn at_minio(&self) -> Reasons {
        let mut refusals = self.common_refusals(&["EdDSA", "PS256", "PS384", "PS512"]);
        if !matches!(self.header.string("kid"), Ok(Some(_))) {
            refusals.push("its header has no `kid`: have the provider sign with an RSA or EC key".to_owned());
        }
        for (claim, what) in [("iat", "issued"), ("nbf", "valid")] {
            if let Some(time) = self.time(claim).filter(|time| *time > self.now) {
                refusals.push(format!("{what} only from {}, and it allows no clock difference", format_time(time, self.now)));
            }
        }
        if !self.claims.has("aud") {
            refusals.push("it has no claim `aud`".to_owned());
        }
        if self.claims.text("sub").is_none() {
            refusals.push("it has no claim `sub`".to_owned());
        }
        let mut conditions = vec![format!("its client ID must be {}", self.client_ids()), self.policies_at_minio()];
        conditions.extend(self.role_at_minio());
        if self.claims.time("exp").is_none() {
            conditions.push("a duration must be requested: the token has no claim `exp` with a time".to_owned());
        }
        if self.facts.length > LONG_TOKEN {
            conditions
                .push(format!("the token has {} bytes: its S3 requests may exceed the limit of 8 KiB for headers", self.facts.length));
        }
        (refusals, conditions)
    }

    fn at_aws(&self) -> Reasons {
        let mut refusals = self.common_refusals(&[]);
        let issuer = self.issuer;
        if !issuer.starts_with("https://") {
            refusals.push("its issuer is not an https URL".to_owned());
        }
        refusals.extend((!self.claims.has("aud")).then(|| "it has no claim `aud`".to_owned()));
        let length = self.facts.length;
        refusals.extend((length > MAX_AWS_TOKEN).then(|| format!("it has {length} bytes, and 20,000 is the limit")));
        refusals.extend(self.claims.time("exp").is_none().then(|| "it has no claim `exp` with a time".to_owned()));
        let name = issuer.trim_start_matches("https://");
        let audience = self.claims.text("azp").map_or_else(|| self.claims.list("aud").join(", "), str::to_owned);
        let conditions = vec![
            format!("IAM must have an OpenID Connect provider {issuer} with the audience {audience}"),
            format!(
                "a role ARN, whose trust policy accepts {name}:aud = {audience} and {name}:sub = {}",
                self.claims.text("sub").unwrap_or("…")
            ),
        ];
        (refusals, conditions)
    }

    fn at_ceph(&self) -> Reasons {
        let mut refusals = self.common_refusals(&[]);
        for claim in ["sub", "aud", "iss"] {
            refusals.extend((!self.claims.has(claim)).then(|| format!("it has no claim `{claim}`")));
        }
        let issuer = self.issuer;
        let name = issuer.split_once("://").map_or(issuer, |(_, name)| name);
        let clients = ["client_id", "clientId", "azp"].into_iter().filter_map(|claim| self.claims.text(claim));
        let mut clients: Vec<&str> = self.claims.list("aud").into_iter().chain(clients).collect();
        clients.dedup();
        let conditions = vec![
            format!("it must have an OpenID Connect provider {name} with a client ID of {}", clients.join(", ")),
            format!("a role ARN, whose trust policy accepts {name}:app_id or {name}:sub"),
        ];
        (refusals, conditions)
    }

    fn at_seaweedfs(&self) -> Reasons {
        let mut refusals = self.common_refusals(&[]);
        for claim in ["iss", "aud"] {
            refusals.extend((!self.claims.has(claim)).then(|| format!("it has no claim `{claim}`")));
        }
        let conditions = vec![
            format!(
                "it must have a provider with the issuer {} and the client ID {}",
                if self.issuer.is_empty() { "…" } else { self.issuer },
                self.client_ids()
            ),
            "a role ARN, unless the provider maps a claim to policies".to_owned(),
        ];
        (refusals, conditions)
    }

    /// Returns the reasons for which every server refuses the token: algorithm and expiration.
    fn common_refusals(&self, more_algorithms: &[&str]) -> Vec<String> {
        let mut refusals = Vec::new();
        refusals.extend(self.facts.signature_defect.iter().map(|defect| format!("its {defect}")));
        let algorithm = self.header.string("alg").ok().flatten().unwrap_or("none");
        match algorithm {
            "none" => refusals.push("it is not signed".to_owned()),
            "HS256" | "HS384" | "HS512" => {
                refusals.push(format!("it is signed with a shared secret ({algorithm}): have the provider sign with an RSA or EC key"));
            }
            name if !COMMON_ALGORITHMS.contains(&name) && !more_algorithms.contains(&name) => {
                refusals.push(format!("it does not read the algorithm {name}"));
            }
            _ => {}
        }
        if let Some(expiration) = self.time("exp").filter(|expiration| *expiration <= self.now) {
            refusals.push(format!("expired {}", format_time(expiration, self.now)));
        }
        refusals
    }

    fn time(&self, claim: &str) -> Option<Timestamp> {
        self.claims.time(claim)
    }

    /// Returns the client IDs of which the server must have one.
    fn client_ids(&self) -> String {
        let mut names = self.claims.list("aud");
        names.extend(self.claims.text("azp").filter(|party| !names.contains(party)));
        if names.is_empty() { "in its audience".to_owned() } else { names.join(" or ") }
    }

    /// Describes which policies MinIO takes from the claim.
    fn policies_at_minio(&self) -> String {
        let names = names_in(&self.claims.list("policy"));
        match self.claims.document().value("policy") {
            Some(Value::String(_) | Value::Array(_)) if !names.is_empty() => {
                format!("without a role, it grants those of the policies {} that exist there", names.join(", "))
            }
            Some(Value::String(_) | Value::Array(_)) => "the claim `policy` is empty: without a role, it refuses the token".to_owned(),
            Some(_) => {
                "the claim `policy` is neither text nor a list, and counts as missing: without a role, it refuses the token".to_owned()
            }
            None => match self.list_claims().as_slice() {
                [] => "there is no claim `policy`, and no other with names: it needs a role".to_owned(),
                names => format!("there is no claim `policy`: it needs a role, or another claim as its claim name ({})", names.join(", ")),
            },
        }
    }

    /// Returns the claims that hold names, and could serve as policy claim.
    fn list_claims(&self) -> Vec<String> {
        let is_candidate =
            |name: &str| ["groups", "roles", "role", "policies", "entitlements"].contains(&name) || name.ends_with("/policy");
        self.claims.names().into_iter().filter(|name| is_candidate(name) && !self.claims.list(name).is_empty()).collect()
    }

    /// Returns the ARN of the role, which MinIO computes from its client ID.
    fn role_at_minio(&self) -> Option<String> {
        let client_id = self.claims.text("azp").or_else(|| self.claims.list("aud").first().copied())?;
        let role = RoleArn::of_minio(client_id);
        Some(format!("with a role, claims do not matter; for the client ID {client_id} it is {role}"))
    }
}
