//! Error responses of S3-compatible servers: "REST error responses", Amazon S3 API Reference; "Common Errors", AWS STS API Reference.
//!
//! An STS sends `ErrorResponse/Error`, S3 `Error`, SOAP `Envelope/Body/Fault`, some gateways and servers JSON. MinIO sends the form of S3
//! if a request does not reach its STS.

use super::Element;
use crate::sys::retry::is_server_failure;
use crate::sys::strip_bom_from_text;
use crate::text::server_message::{self, first_text};
use crate::text::{self, RequestSecrets};
use serde_json::Value;

/// Part of the S3 error message with which MinIO's console port rejects API requests.
pub(crate) const CONSOLE_MESSAGE: &str = "must be made to API port";

/// The codes of transient failures and of throttling, whatever the status: "Common Errors", AWS; "Error
/// retry behavior", AWS SDKs Reference Guide; MinIO's `api-errors.go`. Without `Exception` at the end.
const TRANSIENT_CODES: [&str; 25] = [
    "BandwidthLimitExceeded",
    "Busy",
    "EC2Throttled",
    "GatewayTimeout",
    "InternalError",
    "InternalFailure",
    "InternalServerError",
    "OperationTimedOut",
    "OperationTimeout",
    "PriorRequestNotComplete",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestTimeout",
    "ServerBusy",
    "ServiceUnavailable",
    "SlowDown",
    "SlowDownRead",
    "SlowDownWrite",
    "Throttled",
    "Throttling",
    "TooManyRequests",
    "TransactionInProgress",
    "XMinioBackendDown",
    "XMinioIAMNotInitialized",
    "XMinioServerNotInitialized",
];

/// The members of a grant: a document with one of them is not a refusal, whatever its code.
const GRANTS: [&str; 6] = ["AccessKeyId", "SecretAccessKey", "Credentials", "accessKeyId", "secretAccessKey", "credentials"];

/// The codes of keys that the server does not know: "Error responses", Amazon S3 API Reference (the first two); "Common Errors", AWS STS
/// API Reference. Without `Exception` at the end.
const UNKNOWN_KEYS: [&str; 3] = ["InvalidAccessKeyId", "InvalidTokenId", "InvalidClientTokenId"];
/// The code of expired temporary keys, and of an expired token. Without `Exception` at the end.
const EXPIRED_TOKEN: &str = "ExpiredToken";
/// The codes of other keys, tokens and signatures that are refused, whatever the status. Without `Exception` at the end.
const REFUSED_CREDENTIALS: [&str; 15] = [
    "AuthFailure",
    "IncompleteSignature",
    "InvalidIdentityToken",
    "InvalidSecurity",
    "InvalidSecurityToken",
    "InvalidSignature",
    "InvalidToken",
    "MissingAuthenticationToken",
    "MissingSecurityHeader",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "UnrecognizedClient",
    "XMinioInvalidToken",
];

/// The codes of an action that the server does not know. The last two come from servers that pass unknown actions to S3.
const UNKNOWN_ACTION: [&str; 3] = ["InvalidAction", "NotImplemented", "MethodNotAllowed"];

/// Returns the target of a redirect, printable and without query: `Location`, or the `Endpoint` in S3's error document `root`.
pub(crate) fn redirected_to<B>(root: Option<&Element>, response: &http::Response<B>) -> Option<String> {
    text::redirected_to(response, root.and_then(|root| root.text_of("Endpoint")))
}

/// An error response of an S3-compatible server; secrets of the request that it echoes are masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorResponse {
    /// The HTTP status.
    pub status: u16,
    /// The error code, such as `AccessDenied`; `no code` if the server sent none.
    pub code: String,
    /// The message; empty if the server sent none.
    pub message: String,
    /// The request ID, which identifies the request in the server's log.
    pub request_id: Option<String>,
}

impl ErrorResponse {
    /// Reads the error from the document `root` of a response; `None` if it is not an error document.
    pub(crate) fn from_xml<B>(root: &Element, response: &http::Response<B>) -> Option<Self> {
        let error = match root.name.as_str() {
            "ErrorResponse" | "Response" | "Errors" => root.child("Error").or_else(|| root.child("Errors")?.child("Error"))?,
            "Error" => root,
            "Envelope" => root.child("Body")?.child("Fault")?,
            _ => return None,
        };
        let fault = |names: [&[&str]; 3]| names.iter().find_map(|path| error.text_at(path));
        let code = error.text_of("Code").or_else(|| {
            let code = fault([&["faultcode"], &["Faultcode"], &["Code", "Value"]])?;
            code.rsplit([':', '.']).next()
        });
        let message = error.text_of("Message").or_else(|| fault([&["faultstring"], &["Faultstring"], &["Reason", "Text"]]));
        let secrets = RequestSecrets::of_response(response);
        let header = response.headers().get("x-amz-request-id").and_then(|id| id.to_str().ok());
        let request_id = root.text_of("RequestId").or_else(|| root.text_of("RequestID")).or_else(|| error.text_of("RequestId")).or(header);
        Some(Self {
            status: response.status().as_u16(),
            code: secrets.redact(code.unwrap_or("no code")),
            message: secrets.redact(message.unwrap_or_default()),
            request_id: request_id.map(|id| secrets.redact(id)),
        })
    }

    /// Reads the error from a `body` of JSON: `{"Error":{"Code":…,"Message":…}}`, with or without the outer `Error`, or with the code in
    /// `__type`, as in AWS's JSON protocols. `None` without a code; with one but without a message, unless its name shows that it is an
    /// error code (errors of OpenID Connect have neither); and in a grant.
    pub(crate) fn from_json<B>(body: &str, response: &http::Response<B>) -> Option<Self> {
        let document: Value = serde_json::from_str(strip_bom_from_text(body.trim_start())).ok()?;
        let error = ["Error", "error"].iter().find_map(|name| document.get(name).filter(|inner| inner.is_object())).unwrap_or(&document);
        let code = first_text(error, &["Code", "code", "__type"], |_| true)?;
        let code = code.rsplit('#').next().filter(|code| is_code(code) && !is_success_code(code))?;
        if [&document, error].iter().any(|object| GRANTS.iter().any(|name| object.get(name).is_some_and(|grant| !grant.is_null()))) {
            return None;
        }
        let message = first_text(error, &["Message", "message", "errorMessage"], server_message::is_message);
        let is_ambiguous = std::ptr::eq(error, &document) && document.get("__type").or(document.get("Code")).is_none();
        if message.is_none() && is_ambiguous {
            return None;
        }
        let secrets = RequestSecrets::of_response(response);
        let header = || Some(response.headers().get("x-amz-request-id")?.to_str().ok()?.to_owned());
        let request_id = first_text(&document, &["RequestId", "requestId", "request_id"], |_| true);
        let request_id = request_id.map(str::to_owned).or_else(header);
        Some(Self {
            status: response.status().as_u16(),
            code: secrets.redact(code),
            message: secrets.redact(message.unwrap_or_default()),
            request_id: request_id.map(|id| secrets.redact(&id)),
        })
    }

    /// Whether the failure is transient (server error or throttling), so that a retry may succeed.
    #[must_use]
    pub(crate) fn is_transient(&self) -> bool {
        is_server_failure(self.status) || TRANSIENT_CODES.contains(&self.plain_code())
    }

    /// Whether the keys, the token or the signature were rejected, rather than the request itself.
    #[must_use]
    pub(crate) fn is_about_credentials(&self) -> bool {
        let code = self.plain_code();
        matches!(self.status, 401 | 403) || self.is_of_expired_or_unknown_keys() || REFUSED_CREDENTIALS.contains(&code)
    }

    /// Whether the server does not know the keys: they were revoked or have expired, or another node issued them a moment ago.
    #[must_use]
    pub(crate) fn is_of_unknown_keys(&self) -> bool {
        UNKNOWN_KEYS.contains(&self.plain_code())
    }

    /// Whether the keys cannot be used any more: they have expired, or the server does not know them.
    #[must_use]
    pub(crate) fn is_of_expired_or_unknown_keys(&self) -> bool {
        self.is_of_unknown_keys() || self.plain_code() == EXPIRED_TOKEN
    }

    /// Whether the server does not know the action.
    #[must_use]
    pub(crate) fn is_of_unknown_action(&self) -> bool {
        let message = self.message.to_lowercase();
        let is_named = message.contains("unsupported action") || message.contains("unsupported api call");
        is_named || self.status == 501 || UNKNOWN_ACTION.contains(&self.plain_code())
    }

    /// Returns the code without the suffix `Exception`, which some servers add.
    #[must_use]
    pub(crate) fn plain_code(&self) -> &str {
        self.code.strip_suffix("Exception").unwrap_or(&self.code)
    }

    /// Whether MinIO's console responded instead of its API port.
    pub(crate) fn is_from_console(&self) -> bool {
        self.message.contains(CONSOLE_MESSAGE)
    }
}

/// Whether a code is that of a success: the metadata services of AWS and Alibaba Cloud, and gateways, send one.
fn is_success_code(code: &str) -> bool {
    matches!(code, "0" | "200") || server_message::is_one_of(code, &server_message::SUCCESS_WORDS)
}

/// Whether a text looks like an error code rather than a key or authorization code: letters and `._-`, and digits if it is short.
fn is_code(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || b"._-".contains(&byte);
    !text.is_empty() && text.bytes().all(|byte| is_letter(byte) || text.len() < 16 && byte.is_ascii_digit())
}

impl std::fmt::Display for ErrorResponse {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} (status {}", self.code, self.status)?;
        if let Some(id) = &self.request_id {
            write!(formatter, ", request id {id}")?;
        }
        formatter.write_str(")")?;
        if !self.message.is_empty() {
            write!(formatter, ": {}", self.message)?;
        }
        Ok(())
    }
}
