//! What the STS grants: XML written as MinIO writes it, element for element.

use crate::sandbox::identities::Identity;
use crate::sandbox::refusal::{NAMESPACE, document};
use axum::http::StatusCode;
use axum::response::Response;

/// The reply to an action that went well, around its result.
pub(super) fn success(action: &str, result: &str, id: &str) -> Response {
    let xml = format!(
        "<{action}Response xmlns=\"{NAMESPACE}\"><{action}Result>{result}</{action}Result>\
         <ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></{action}Response>"
    );
    document(StatusCode::OK, &xml)
}

/// What stands before the credentials in the results that AWS has, too: MinIO leaves it empty.
pub(super) const NO_ROLE: &str = "<AssumedRoleUser><Arn></Arn><AssumeRoleId></AssumeRoleId></AssumedRoleUser>";

/// The credentials.
pub(super) fn credentials(identity: &Identity) -> String {
    let (token, expires) = identity
        .temporary
        .as_ref()
        .map_or((String::new(), String::new()), |temporary| (temporary.session_token.clone(), temporary.expires.to_string()));
    format!(
        "<Credentials><AccessKeyId>{}</AccessKeyId><SecretAccessKey>{}</SecretAccessKey><SessionToken>{token}</SessionToken>\
         <Expiration>{expires}</Expiration></Credentials>",
        identity.access_key, identity.secret_key
    )
}
