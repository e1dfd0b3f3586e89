//! Detects a server's dialect from its responses, and records what they reveal. The dialects themselves are in `request::dialect`.

use crate::request::{Dialect, Request};
use crate::xml::Element;
use http::header::{HeaderMap, SERVER};
use serde::{Deserialize, Serialize};

/// The capabilities of a server learned from its responses; cached between runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LearnedServer {
    /// Whether the server requires the access token in addition to the ID token, to query the userinfo endpoint. To other servers it
    /// is not sent: it grants access to more than storage.
    pub(super) wants_access_token: bool,
    /// The dialect, if a response revealed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<Dialect>,
}

impl LearnedServer {
    /// Records the dialect of a response; `None` changes nothing.
    pub(super) fn record(&mut self, detected: Option<Dialect>) {
        self.dialect = detected.or(self.dialect);
    }
}

/// Returns the dialect of the server of `request`: as set, else by its host name, else as learned.
pub(super) fn dialect_of(request: &Request, learned: &LearnedServer) -> Dialect {
    let from_host = || request.endpoint.is_aws().then_some(Dialect::Aws);
    request.dialect.or_else(from_host).or(learned.dialect).unwrap_or_default()
}

/// The beginning of Ceph's request ids: `tx`, then a counter of 21 hexadecimal digits with leading zeros: `unique_trans_id` in Ceph's
/// `src/rgw/services/svc_zone_utils.cc`.
const CEPH_REQUEST_ID_PREFIX: &str = "tx000";

/// Detects the dialect of a response: by its headers, or, if a proxy removed those, by the shape of an error.
pub(super) fn detect_dialect(response: &http::Response<impl AsRef<[u8]>>) -> Option<Dialect> {
    from_headers(response.headers()).or_else(|| from_error_document(&String::from_utf8_lossy(response.body().as_ref())))
}

fn from_headers(headers: &HeaderMap) -> Option<Dialect> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let from_name = Dialect::from_server_header(header(SERVER.as_str()));
    from_name.or_else(|| header("x-amz-request-id").starts_with(CEPH_REQUEST_ID_PREFIX).then_some(Dialect::Ceph))
}

/// Detects the dialect by an error document: only MinIO leaves the error type empty (`STSErrorResponse` in its `cmd/sts-errors.go`); Ceph
/// has request ids of its own form.
fn from_error_document(body: &str) -> Option<Dialect> {
    let root = Element::parse(body).ok()?;
    match (root.name.as_str(), root.child("Error")) {
        ("ErrorResponse", Some(error)) => error.child("Type").filter(|kind| kind.text.trim().is_empty()).map(|_| Dialect::Minio),
        ("Error", _) => root.text_of("RequestId").filter(|id| id.starts_with(CEPH_REQUEST_ID_PREFIX)).map(|_| Dialect::Ceph),
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
    fn the_dialect_is_detected_by_name_request_id_or_error_format() {
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
    fn a_learned_server_is_stored_as_text_and_unknown_answers_do_not_change_it() {
        let mut learned = LearnedServer::default();
        learned.record(Some(Dialect::SeaweedFs));
        learned.record(None);
        let json = serde_json::to_string(&learned).unwrap_or_default();
        assert_eq!(json, r#"{"wants_access_token":false,"dialect":"seaweedfs"}"#);
        assert_eq!(serde_json::from_str::<LearnedServer>(&json).ok(), Some(learned));
        assert_eq!(serde_json::from_str::<LearnedServer>("{}").ok(), Some(LearnedServer::default()));
    }
}
