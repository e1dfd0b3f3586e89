//! Who differs how, as data: what is sent otherwise to which kind of server.
//!
//! Facts from the servers' own code and documentation; changed requests only where they really differ.

use crate::request::{Dialect, Request, SessionLength};
use crate::xml::Element;
use http::header::{HeaderMap, SERVER};
use serde::{Deserialize, Serialize};

/// The seconds of 12 hours and of 365 days: the two longest sessions that servers grant.
const HALF_A_DAY: u32 = 12 * 3600;
const A_YEAR: u32 = 31_536_000;

/// What is different about a kind of server.
pub(super) struct Traits {
    /// The longest session it grants, in seconds.
    pub(super) longest: u32,
    /// How long a person's session is when nobody asked for anything: a working day where the server grants it whatever the
    /// token's life (MinIO since November 2023), else an hour, which all grant.
    pub(super) usual_for_a_person: SessionLength,
    /// Whether every action wants a role.
    pub(super) needs_role: bool,
    /// Whether `AssumeRole` takes temporary keys with their session token.
    pub(super) chains_roles: bool,
    /// Whether the server keeps a `TokenRevokeType` with the credentials, so that they can be revoked later.
    pub(super) takes_revoke_type: bool,
    /// Whether the server may know `GetCallerIdentity`.
    pub(super) names_callers: bool,
    /// Whether the server looks for policy names in the claim `policy` when no role is asked for.
    pub(super) reads_policy_claim: bool,
}

const COMMON: Traits = Traits {
    longest: HALF_A_DAY,
    usual_for_a_person: SessionLength::HOUR,
    needs_role: false,
    chains_roles: false,
    takes_revoke_type: false,
    names_callers: true,
    reads_policy_claim: false,
};

/// The differences of `dialect`.
pub(super) fn traits(dialect: Dialect) -> Traits {
    match dialect {
        Dialect::Minio => Traits {
            longest: A_YEAR,
            usual_for_a_person: SessionLength::DAY,
            takes_revoke_type: true,
            names_callers: false,
            reads_policy_claim: true,
            ..COMMON
        },
        Dialect::Aws => Traits { needs_role: true, chains_roles: true, ..COMMON },
        Dialect::Ceph => Traits { needs_role: true, ..COMMON },
        Dialect::SeaweedFs => COMMON,
        Dialect::RustFs => Traits { names_callers: false, ..COMMON },
        Dialect::Generic => Traits { longest: A_YEAR, ..COMMON },
    }
}

/// What was learned about an endpoint from its answers; cached from one call to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LearnedServer {
    /// The access token beside the ID token, because it looks at the provider's userinfo. Never sent unasked: it opens more than storage.
    pub(super) wants_access_token: bool,
    /// The dialect, where an answer told it.
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<Dialect>,
}

impl LearnedServer {
    /// Records the dialect that an answer told; one that told none changes nothing.
    pub(super) fn record(&mut self, told: Option<Dialect>) {
        self.dialect = told.or(self.dialect);
    }
}

/// The dialect of the server that `request` goes to: as it was set, as its host's name says, as it was learned before.
pub(super) fn kind(request: &Request, learned: &LearnedServer) -> Dialect {
    let by_host = || request.endpoint.is_aws().then_some(Dialect::Aws);
    request.dialect.or_else(by_host).or(learned.dialect).unwrap_or_default()
}

/// The `Server` headers that name a kind, in lower case.
const SERVERS: [(&str, Dialect); 5] = [
    ("minio", Dialect::Minio),
    ("amazon", Dialect::Aws),
    ("ceph object gateway", Dialect::Ceph), // since 2024; older ones name themselves by their request ids only
    ("seaweedfs", Dialect::SeaweedFs),
    ("rustfs", Dialect::RustFs),
];

/// How Ceph's request ids begin: `tx`, then a count of 21 digits.
const CEPHS_REQUESTS: &str = "tx000";

/// The dialect that any answer tells of: by its headers, and where a proxy took those away by the shape of an error.
pub(super) fn detect_dialect(answer: &http::Response<impl AsRef<[u8]>>) -> Option<Dialect> {
    by_headers(answer.headers()).or_else(|| by_shape(&String::from_utf8_lossy(answer.body().as_ref())))
}

fn by_headers(headers: &HeaderMap) -> Option<Dialect> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let server = header(SERVER.as_str()).to_ascii_lowercase();
    let by_name = SERVERS.iter().find(|(name, _)| server.starts_with(name)).map(|(_, dialect)| *dialect);
    by_name.or_else(|| header("x-amz-request-id").starts_with(CEPHS_REQUESTS).then_some(Dialect::Ceph))
}

/// Only MinIO leaves the type of an STS error empty; Ceph answers in S3 shape, with request ids of its own kind.
fn by_shape(body: &str) -> Option<Dialect> {
    let root = Element::parse(body).ok()?;
    match (root.name.as_str(), root.child("Error")) {
        ("ErrorResponse", Some(error)) => error.child("Type").filter(|kind| kind.text.trim().is_empty()).map(|_| Dialect::Minio),
        ("Error", _) => root.text_of("RequestId").filter(|id| id.starts_with(CEPHS_REQUESTS)).map(|_| Dialect::Ceph),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(name: &str, value: &str, body: &str) -> http::Response<Vec<u8>> {
        http::Response::builder().header(name, value).body(body.as_bytes().to_vec()).unwrap_or_default()
    }

    #[test]
    fn a_server_is_known_by_its_name_its_request_ids_or_the_shape_of_its_errors() {
        let minios = "<ErrorResponse><Error><Type></Type><Code>AccessDenied</Code></Error></ErrorResponse>";
        let typed = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code></Error></ErrorResponse>";
        let cephs = "<Error><Code>AccessDenied</Code><RequestId>tx000009a8f0a1b2c3d4e5f-0067-1-default</RequestId></Error>";
        for (name, value, body, expected) in [
            ("server", "MinIO", "", Some(Dialect::Minio)),
            ("server", "Ceph Object Gateway (tentacle)", "", Some(Dialect::Ceph)),
            ("server", "SeaweedFS 30GB 4.48", "", Some(Dialect::SeaweedFs)),
            ("x-amz-request-id", "tx000009a8f0a1b2c3d4e5f-0067-1-default", "", Some(Dialect::Ceph)),
            ("server", "nginx", minios, Some(Dialect::Minio)),
            ("server", "nginx", cephs, Some(Dialect::Ceph)),
            ("server", "nginx", typed, None),
            ("server", "nginx", "<html></html>", None),
        ] {
            assert_eq!(detect_dialect(&answer(name, value, body)), expected, "{value} {body}");
        }
    }

    #[test]
    fn what_was_learnt_is_kept_as_text_and_what_tells_nothing_changes_nothing() {
        let mut learned = LearnedServer::default();
        learned.record(Some(Dialect::SeaweedFs));
        learned.record(None);
        let kept = serde_json::to_string(&learned).unwrap_or_default();
        assert_eq!(kept, r#"{"wants_access_token":false,"dialect":"seaweedfs"}"#);
        assert_eq!(serde_json::from_str::<LearnedServer>(&kept).ok(), Some(learned));
        assert_eq!(serde_json::from_str::<LearnedServer>("{}").ok(), Some(LearnedServer::default()));
    }
}
