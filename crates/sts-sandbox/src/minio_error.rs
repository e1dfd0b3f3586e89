//! Error responses of the storage server: XML in the format of STS or S3, as MinIO writes it.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use std::borrow::Cow;

/// The id of this server in S3 errors; MinIO's is the hash of its host name.
pub(crate) const HOST_ID: &str = "5a4db0c5a4db0c5a4db0c5a4db0c5a4db0c5a4db0c5a4db0c5a4db0c5a4db0c5";
/// The namespace of every STS document.
pub(crate) const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// An error response.
pub(crate) struct MinioError {
    format: Format,
    status: u16,
    code: Cow<'static, str>,
    message: String,
    resource: String,
}

enum Format {
    Sts,
    S3,
}

impl MinioError {
    /// Returns 400 `InvalidParameterValue`, MinIO's most common error.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::sts(400, "InvalidParameterValue", message)
    }

    /// 400 `MissingParameter`.
    pub(crate) fn missing(message: impl Into<String>) -> Self {
        Self::sts(400, "MissingParameter", message)
    }

    /// Returns 403 `AccessDenied`, for all signature errors.
    pub(crate) fn denied(message: impl Into<String>) -> Self {
        Self::sts(403, "AccessDenied", message)
    }

    /// Returns an error in STS format.
    pub(crate) fn sts(status: u16, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { format: Format::Sts, status, code: code.into(), message: message.into(), resource: String::from("/") }
    }

    /// Returns an error in S3 format, for requests that do not reach the STS.
    pub(crate) fn s3(status: u16, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { format: Format::S3, status, code: code.into(), message: message.into(), resource: String::from("/") }
    }

    /// Sets the resource, by default `/`.
    pub(crate) fn with_resource(mut self, resource: &str) -> Self {
        resource.clone_into(&mut self.resource);
        self
    }

    /// Converts to a JSON response of the admin API, with this request id.
    pub(crate) fn into_json(self, id: &str) -> Response {
        let body = serde_json::json!({
            "Code": self.code, "Message": self.message, "Resource": self.resource, "RequestId": id, "HostId": HOST_ID,
        });
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }

    /// Converts to an XML response with this request id.
    pub(crate) fn into_response(self, id: &str) -> Response {
        let (code, message, resource) = (escape(&self.code), escape(&self.message), escape(&self.resource));
        let xml = match self.format {
            Format::Sts => format!(
                "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type></Type><Code>{code}</Code><Message>{message}</Message></Error>\
                 <RequestId>{id}</RequestId></ErrorResponse>"
            ),
            Format::S3 => format!(
                "<Error><Code>{code}</Code><Message>{message}</Message><Resource>{resource}</Resource><RequestId>{id}</RequestId>\
                 <HostId>{HOST_ID}</HostId></Error>"
            ),
        };
        document(StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), &xml)
    }
}

/// Escapes text as Go's `encoding/xml` does.
pub(crate) fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, character| {
        match character {
            '"' => escaped.push_str("&#34;"),
            '\'' => escaped.push_str("&#39;"),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\t' => escaped.push_str("&#x9;"),
            '\n' => escaped.push_str("&#xA;"),
            '\r' => escaped.push_str("&#xD;"),
            control if control.is_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
        escaped
    })
}

/// Returns a response with this XML document.
pub(crate) fn document(status: StatusCode, xml: &str) -> Response {
    let mut response = Response::new(Body::from(format!("{DECLARATION}{xml}")));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    response
}
