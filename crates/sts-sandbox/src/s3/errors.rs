//! Errors of S3: those of the authorization, and those of s3s rewritten like MinIO: with message, resource and request id.

use crate::minio_error::MinioError;
use axum::body::to_bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use s3s::{S3Error, S3ErrorCode};

/// The maximum size of an error of s3s.
const MAX_ERROR_BYTES: usize = 64 * 1024;

/// The access key is unknown, or has expired.
pub(super) fn unknown_key() -> S3Error {
    S3Error::with_message(S3ErrorCode::InvalidAccessKeyId, "The Access Key Id you provided does not exist in our records.")
}

/// The policies do not allow the request.
pub(super) fn denied() -> S3Error {
    S3Error::with_message(S3ErrorCode::AccessDenied, "Access Denied.")
}

/// Rewrites an error response like MinIO. Responses without XML, such as 304, are unchanged.
pub(crate) async fn as_minio(response: Response, path: &str, id: &str) -> Response {
    let is_xml = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/xml"));
    if !is_xml {
        return response;
    }
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), MAX_ERROR_BYTES).await.unwrap_or_default();
    let body = String::from_utf8_lossy(&body);
    let code = element(&body, "Code").unwrap_or_else(|| "InternalError".to_owned());
    let message = element(&body, "Message").unwrap_or_else(|| message(&code).to_owned());
    MinioError::s3(status, code, message).with_resource(path).into_response(id)
}

/// Returns the text of the first element with this name.
fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let unescaped = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&#39;", "'");
    Some(unescaped.replace("&amp;", "&"))
}

/// Returns MinIO's message for errors without one.
fn message(code: &str) -> &'static str {
    match code {
        "SignatureDoesNotMatch" => {
            "The request signature we calculated does not match the signature you provided. Check your key and signing method."
        }
        "BucketAlreadyExists" => "The requested bucket name is not available.",
        "InvalidBucketName" => "The specified bucket is not valid.",
        "InvalidURI" => "Couldn't parse the specified URI.",
        "KeyTooLongError" => "Your key is too long",
        "NoSuchBucket" => "The specified bucket does not exist",
        "NoSuchKey" => "The specified key does not exist.",
        "NoSuchUpload" => "The specified multipart upload does not exist.",
        "NotImplemented" => "A header you provided implies functionality that is not implemented",
        "PreconditionFailed" => "At least one of the pre-conditions you specified did not hold",
        _ => "We encountered an internal error, please try again.",
    }
}
