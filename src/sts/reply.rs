//! What came: a grant, a refusal in one of two shapes, or something that is no STS.
//!
//! MinIO answers in STS shape (`ErrorResponse/Error`) and, before a request reaches its STS, in S3 shape (`Error`); proxies, consoles
//! and identity providers answer with HTML, JSON or nothing.

use crate::secret::{SecretKey, SessionToken};
use crate::sys::{Echo, printable};
use crate::xml::Element;
use http::header::{CONTENT_TYPE, HeaderMap};
use jiff::Timestamp;

/// What a server granted, as its answer says it.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The access key id.
    pub access_key: String,
    /// The secret key.
    pub secret_key: SecretKey,
    /// The session token; empty where the server gave none.
    pub session_token: SessionToken,
    /// When the credentials end.
    pub expiration: Timestamp,
    /// Who the server says they stand for: the token's subject, the plugin's user, or the assumed role's ARN.
    pub subject: Option<String>,
}

/// A refusal, in the server's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The code, such as `AccessDenied`.
    pub code: String,
    /// The message, fit to be shown; empty where the server sent none.
    pub message: String,
    /// The number to look for in the server's log.
    pub request_id: Option<String>,
}

impl std::fmt::Display for Refusal {
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

/// What MinIO says, in S3 shape, where its console listens.
pub const CONSOLE_PORT: &str = "must be made to API port";

/// The three kinds of answer.
#[derive(Debug)]
pub enum Reply {
    /// Credentials.
    Granted(Granted),
    /// A refusal.
    Refused(Refusal),
    /// A success that lacks what it must have; the text says what.
    Incomplete(String),
    /// No STS answered.
    NotSts {
        /// The HTTP status.
        status: u16,
        /// The content type, or that there is none.
        content_type: String,
        /// The first line of an unsuccessful answer, fit to be shown.
        first_line: Option<String>,
    },
}

/// Reads the answer to `action`: status, headers and a body of any content and at most 1 MiB.
#[must_use]
pub fn read(action: &str, answer: &http::Response<impl AsRef<[u8]>>) -> Reply {
    let status = answer.status();
    let echo = Echo::of_answer(answer);
    let body = String::from_utf8_lossy(answer.body().as_ref());
    let body = body.trim_start_matches('\u{feff}');
    let root = Element::parse(body);
    match &root {
        Ok(root) if root.name.starts_with("html") => {}
        Ok(root) if status.is_success() => {
            return granted(action, root).map_or_else(Reply::Incomplete, Reply::Granted);
        }
        Ok(root) => {
            let refusal = refusal(status.as_u16(), root, answer.headers(), &echo);
            if let Some(refusal) = refusal.as_ref().filter(|refusal| refusal.message.contains(CONSOLE_PORT)) {
                let (content_type, first_line) = (content_type(answer.headers()), Some(refusal.message.clone()));
                return Reply::NotSts { status: refusal.status, content_type, first_line };
            }
            if let Some(refusal) = refusal {
                return Reply::Refused(refusal);
            }
        }
        Err(problem) if status.is_success() && body.starts_with("<?xml") => return Reply::Incomplete((*problem).to_owned()),
        Err(_) => {}
    }
    let first_line = body.lines().map(|line| echo.without_secrets(line)).find(|line| !line.is_empty()).filter(|_| !status.is_success());
    Reply::NotSts { status: status.as_u16(), content_type: content_type(answer.headers()), first_line }
}

fn content_type(headers: &HeaderMap) -> String {
    let stated = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    stated.map_or_else(|| "no content type".to_owned(), printable)
}

fn refusal(status: u16, root: &Element, headers: &HeaderMap, echo: &Echo) -> Option<Refusal> {
    let error = match root.name.as_str() {
        "ErrorResponse" => root.child("Error")?,
        "Error" => root,
        _ => return None,
    };
    let header = headers.get("x-amz-request-id").and_then(|id| id.to_str().ok());
    let request_id = root.text_of("RequestId").or_else(|| error.text_of("RequestId")).or(header);
    Some(Refusal {
        status,
        code: echo.without_secrets(error.text_of("Code").unwrap_or("no code")),
        message: echo.without_secrets(error.text_of("Message").unwrap_or_default()),
        request_id: request_id.map(|id| echo.without_secrets(id)),
    })
}

fn granted(action: &str, root: &Element) -> Result<Granted, String> {
    if root.name != format!("{action}Response") {
        return Err(format!("its answer is a {}", printable(&root.name)));
    }
    let result = root.child(&format!("{action}Result")).ok_or("its answer holds no result")?;
    let credentials = result.child("Credentials").ok_or("its answer holds no credentials")?;
    let shown = |name: &str| credentials.text_of(name).filter(|text| !text.chars().any(char::is_control));
    let needed = |name: &str| shown(name).ok_or_else(|| format!("its answer holds no {name}"));
    let expiration = needed("Expiration")?.parse().map_err(|_| "its Expiration is no time".to_owned())?;
    let subjects = ["SubjectFromWebIdentityToken", "SubjectFromToken", "SubjectFromClientGrantsToken", "AssumedUser"];
    let role = result.child("AssumedRoleUser").and_then(|role| role.text_of("Arn"));
    Ok(Granted {
        access_key: needed("AccessKeyId")?.to_owned(),
        secret_key: SecretKey::new(needed("SecretAccessKey")?.to_owned()),
        session_token: SessionToken::new(shown("SessionToken").unwrap_or_default().to_owned()),
        expiration,
        subject: subjects.iter().find_map(|name| result.text_of(name)).or(role).map(printable),
    })
}
