//! Success responses of the STS: XML as MinIO writes it.

use crate::key_owners::KeyOwner;
use crate::minio_error::{NAMESPACE, document};
use axum::http::StatusCode;
use axum::response::Response;

/// Wraps the result of an action in its success response.
pub(super) fn success(action: &str, result: &str, id: &str) -> Response {
    let xml = format!(
        "<{action}Response xmlns=\"{NAMESPACE}\"><{action}Result>{result}</{action}Result>\
         <ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></{action}Response>"
    );
    document(StatusCode::OK, &xml)
}

/// The empty `AssumedRoleUser` that MinIO sends for actions that AWS also has.
pub(super) const NO_ROLE: &str = "<AssumedRoleUser><Arn></Arn><AssumeRoleId></AssumeRoleId></AssumedRoleUser>";

/// Returns the `Credentials` element.
pub(super) fn credentials(owner: &KeyOwner) -> String {
    let (token, expires) = owner
        .session
        .as_ref()
        .map_or((String::new(), String::new()), |session| (session.session_token.clone(), session.expires.to_string()));
    format!(
        "<Credentials><AccessKeyId>{}</AccessKeyId><SecretAccessKey>{}</SecretAccessKey><SessionToken>{token}</SessionToken>\
         <Expiration>{expires}</Expiration></Credentials>",
        owner.access_key, owner.secret_key
    )
}
