//! Reads the answers of an STS: a grant, a refusal, or something that is no answer of an STS.
//!
//! Proxies, consoles and identity providers answer with HTML, JSON or nothing.

use crate::credentials::misread_character;
use crate::secret::{SecretKey, SessionToken};
use crate::sys::{Echo, printable};
use crate::xml::{Element, Refusal};
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

/// The three kinds of answer.
#[derive(Debug)]
pub enum Reply {
    /// Credentials.
    Granted(Granted),
    /// A refusal.
    Refused(Refusal),
    /// A success that lacks what it must have; the text says what.
    Incomplete(String),
    /// A success whose keys some tools would take for something else; the text says why.
    UnsafeKeys(String),
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
            let safe = granted(action, root).map(|granted| unsafe_keys(root, action).map_or(Reply::Granted(granted), Reply::UnsafeKeys));
            return safe.unwrap_or_else(Reply::Incomplete);
        }
        Ok(root) => match Refusal::in_document(root, answer) {
            Some(refusal) if refusal.is_from_console() => {
                let (content_type, first_line) = (content_type(answer.headers()), Some(refusal.message));
                return Reply::NotSts { status: refusal.status, content_type, first_line };
            }
            Some(refusal) => return Reply::Refused(refusal),
            None => {}
        },
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

fn granted(action: &str, root: &Element) -> Result<Granted, String> {
    if root.name != format!("{action}Response") {
        return Err(format!("its answer is a {}", printable(&root.name)));
    }
    let result = root.child(&format!("{action}Result")).ok_or("its answer holds no result")?;
    let credentials = result.child("Credentials").ok_or("its answer holds no credentials")?;
    let missing = |name: &str| format!("its answer holds no {name}");
    let needed = |name: &str| credentials.text_of(name).ok_or_else(|| missing(name));
    let expiration = credentials
        .text_of("Expiration")
        .ok_or_else(|| missing("Expiration"))?
        .parse()
        .map_err(|_| "its Expiration is no time".to_owned())?;
    let subjects = ["SubjectFromWebIdentityToken", "SubjectFromToken", "SubjectFromClientGrantsToken", "AssumedUser"];
    let role = result.child("AssumedRoleUser").and_then(|role| role.text_of("Arn"));
    Ok(Granted {
        access_key: needed("AccessKeyId")?.to_owned(),
        secret_key: SecretKey::new(needed("SecretAccessKey")?.to_owned()),
        session_token: SessionToken::new(credentials.text_of("SessionToken").unwrap_or_default().to_owned()),
        expiration,
        subject: subjects.iter().find_map(|name| result.text_of(name)).or(role).map(printable),
    })
}

/// Why a tool would not read the granted keys literally: the text names a character, but nothing else of the value.
fn unsafe_keys(root: &Element, action: &str) -> Option<String> {
    let credentials = root.child(&format!("{action}Result"))?.child("Credentials")?;
    ["AccessKeyId", "SecretAccessKey", "SessionToken"].into_iter().find_map(|name| unsafe_character(name, credentials.text_of(name)?))
}

fn unsafe_character(name: &str, value: &str) -> Option<String> {
    let what = match misread_character(value)? {
        blank if blank.is_whitespace() => "a blank or a line break".to_owned(),
        visible if visible.is_ascii_graphic() => format!("`{visible}`"),
        _ => "a character that is not visible ASCII".to_owned(),
    };
    Some(format!("its {name} has {what} in it, which shells and other tools would not read literally"))
}
