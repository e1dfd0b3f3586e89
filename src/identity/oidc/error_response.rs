//! Reads error responses, including those that deviate from RFC 6749, section 5.2: JSON of any shape, a form, XML, a web page, in UTF-8 or
//! Latin-1.
//!
//! A response may contain tokens, so it is never quoted whole: only members that are known to hold codes and messages are read, and the
//! tokens in other members are removed from those.

mod document;
mod vocabulary;

use crate::provider_document::ProviderDocument;
use crate::text::RequestSecrets;
use crate::text::server_message::{self, SUCCESS_WORDS, is_one_of};
use bytes::Bytes;
use document::{decoded, document};
use http::Response;
use http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use serde_json::Value;
use vocabulary::{CODE_MEMBERS, FAILURE_WORDS, INNER_CODE_MEMBERS, MESSAGE_MEMBERS, OUTCOME_MEMBERS, STANDARD_CODES, SUCCESS_SWITCHES};
use vocabulary::{is_prose, is_secret};

/// An error response, safe to show.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct OAuthErrorResponse {
    /// The code, such as `invalid_grant`.
    pub(super) code: Option<String>,
    /// The description for a user.
    pub(super) description: Option<String>,
    /// Whether the response is a web page, XML without an error, plain text or empty, which any server may send. The description is then
    /// the page's title or the text.
    pub(super) is_web_page_or_text: bool,
    /// Whether the content refuses the request, whatever the HTTP status: by [`OAuthErrorResponse::is_failure`], or with nothing but a
    /// message.
    pub(super) is_refusal: bool,
    /// Whether the content states a failure, by an error code or as in `"success": false`. A message alone does not: a success may have
    /// one.
    pub(super) is_failure: bool,
}

impl OAuthErrorResponse {
    /// Reads a response of any status. Removes the secrets of the request, and tokens, from what may be shown.
    pub(super) fn of(response: &Response<Bytes>) -> Self {
        let text = decoded(response.body());
        let is_markup = text.trim_start().starts_with('<');
        let from_document = |document| Self::from_document(&document, &RequestSecrets::of_response(response));
        match document(&text).map(from_document).filter(|error_response| error_response.is_refusal || !is_markup) {
            Some(error_response) => error_response,
            None => Self::from_challenge(response).unwrap_or_else(|| Self::from_page_or_text(&text, response)),
        }
    }

    /// Reads code and description from `WWW-Authenticate`: RFC 6750, section 3. `None` if no challenge has a code.
    fn from_challenge(response: &Response<Bytes>) -> Option<Self> {
        let secrets = RequestSecrets::of_response(response);
        response.headers().get_all(WWW_AUTHENTICATE).iter().find_map(|challenge| {
            let text = challenge.to_str().ok()?;
            let value = |name: &str| Some(secrets.redact(text.split_once(name)?.1.split('"').next()?));
            let code = Some(value("error=\"")?);
            Some(Self { code, description: value("error_description=\""), is_web_page_or_text: false, is_refusal: true, is_failure: true })
        })
    }

    /// Reads code, description and outcome from the members of `document`.
    fn from_document(document: &ProviderDocument, secrets: &RequestSecrets) -> Self {
        let redacted = |message: String| secrets.redact(&without_tokens(message, document));
        let code = code(document);
        let is_outcome =
            |message: &str| boolean(message).is_some() || is_one_of(message, &FAILURE_WORDS) || is_one_of(message, &SUCCESS_WORDS);
        let is_informative = |message: &String| Some(message) != code.as_ref() && !is_outcome(message);
        let description = MESSAGE_MEMBERS.iter().find_map(|name| text_in(name, document.value(name)?).filter(is_informative));
        let outcomes: Vec<ReportedOutcome> = OUTCOME_MEMBERS.iter().filter_map(|name| outcome(name, document.value(name)?)).collect();
        let is_failure = code.is_some() || outcomes.contains(&ReportedOutcome::Failure);
        Self {
            code: code.map(redacted),
            is_refusal: is_failure || description.is_some() && outcomes.is_empty(),
            description: description.map(redacted),
            is_web_page_or_text: false,
            is_failure,
        }
    }

    /// Reads the title of a web page, or a plain text.
    fn from_page_or_text(text: &str, response: &Response<Bytes>) -> Self {
        let is_text = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
        let plain_text = || Some(text.trim()).filter(|text| is_text && !text.is_empty() && server_message::is_plain(text));
        let message = server_message::title(text).or_else(|| plain_text().map(str::to_owned));
        Self {
            code: None,
            description: message.map(|message| RequestSecrets::of_response(response).redact(&message)),
            is_web_page_or_text: true,
            is_refusal: false,
            is_failure: false,
        }
    }

    /// The normalized code (see [`normalize_code`]), or the description in its place, which some providers send alone; empty without both.
    pub(super) fn standard_code(&self) -> String {
        normalize_code(self.code.as_deref().or(self.description.as_deref()).unwrap_or_default())
    }

    /// Code and description in one line; `None` if there is neither.
    pub(super) fn into_line(self) -> Option<String> {
        let parts: Vec<String> = [self.code, self.description].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(": "))
    }
}

/// Normalizes a code to the spelling of RFC 6749: lower case, `_` instead of spaces and hyphens, no period at the end.
pub(super) fn normalize_code(code: &str) -> String {
    code.trim().trim_end_matches('.').to_ascii_lowercase().replace([' ', '-'], "_")
}

/// Finds the code: a single word or number in one of [`CODE_MEMBERS`], or one of [`STANDARD_CODES`] with spaces in it. The member `code`
/// may also hold an authorization code, which is a secret, so its value must be a plain word.
fn code(document: &ProviderDocument) -> Option<String> {
    CODE_MEMBERS.iter().find_map(|name| {
        let text = code_in(document.value(name)?)?;
        let normalized = normalize_code(&text);
        match text.contains(char::is_whitespace) {
            true => STANDARD_CODES.contains(&normalized.as_str()).then_some(normalized),
            false => Some(text).filter(|text| *name != "code" || server_message::is_plain(text)),
        }
    })
}

/// Finds the first code in a value. Skips HTTP statuses, words for success, and booleans that are written as texts.
fn code_in(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let is_code = |text: &&str| !text.is_empty() && !is_status(text) && !is_one_of(text, &SUCCESS_WORDS) && boolean(text).is_none();
            Some(text.trim()).filter(is_code).map(str::to_owned)
        }
        Value::Number(number) => Some(number.to_string()).filter(|number| !is_status(number)),
        Value::Array(list) => list.iter().find_map(code_in),
        Value::Object(fields) => INNER_CODE_MEMBERS.iter().find_map(|name| code_in(fields.get(*name)?)),
        _ => None,
    }
}

/// Returns the first message in the value of the member `name`: the value itself, an entry of a list, or a member of an object that holds
/// messages, at any depth.
fn text_in(name: &str, value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty() && is_prose(name, text)).map(str::to_owned),
        Value::Array(list) => list.iter().find_map(|entry| text_in(name, entry)),
        Value::Object(fields) => MESSAGE_MEMBERS.iter().find_map(|name| text_in(name, fields.get(*name)?)),
        _ => None,
    }
}

/// An outcome of the request that a response states.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ReportedOutcome {
    Success,
    Failure,
}

impl ReportedOutcome {
    fn of(is_success: bool) -> Self {
        if is_success { Self::Success } else { Self::Failure }
    }
}

/// Returns the outcome that the member `name` states: `"success": false`, `"errors": false`, `"status": "error"`, `"code": 401`,
/// `"errors": […]`. A member for errors states a failure if it is true or has entries, any other one if it is false. `None` if the member
/// states no outcome.
fn outcome(name: &str, value: &Value) -> Option<ReportedOutcome> {
    let is_for_errors = name.contains("err") || name == "fault";
    let of_flag = |flag| Some(ReportedOutcome::of(flag != is_for_errors));
    match value {
        Value::Bool(flag) => of_flag(*flag),
        Value::String(text) => match (boolean(text), text.parse()) {
            (Some(flag), _) => of_flag(flag),
            (None, Ok(number)) => outcome_of_number(name, number),
            _ if is_one_of(text, &FAILURE_WORDS) => Some(ReportedOutcome::Failure),
            _ if is_one_of(text, &SUCCESS_WORDS) => Some(ReportedOutcome::Success),
            _ => None,
        },
        Value::Array(entries) if is_for_errors => Some(ReportedOutcome::of(entries.is_empty())),
        Value::Object(members) if is_for_errors => Some(ReportedOutcome::of(members.is_empty())),
        other => outcome_of_number(name, other.as_i64()?),
    }
}

/// Reads a boolean that is written as a text, ignoring case.
fn boolean(text: &str) -> Option<bool> {
    text.trim().to_ascii_lowercase().parse().ok()
}

/// Returns the outcome that a number in the member `name` states. In [`SUCCESS_SWITCHES`] every number but 0 is a success. Elsewhere 0 and
/// the success codes of HTTP are a success, its error codes a failure, and its other codes state nothing; further numbers state nothing in
/// `error`, `status`, `statuscode` and `result`, and are error codes, which state a failure, in other members.
fn outcome_of_number(name: &str, number: i64) -> Option<ReportedOutcome> {
    match number {
        _ if SUCCESS_SWITCHES.contains(&name) => Some(ReportedOutcome::of(number != 0)),
        0 | 200..300 => Some(ReportedOutcome::Success),
        400..600 => Some(ReportedOutcome::Failure),
        _ if matches!(name, "error" | "status" | "statuscode" | "result") || (100..400).contains(&number) => None,
        _ => Some(ReportedOutcome::Failure),
    }
}

/// Whether a number is 0 or an HTTP status.
fn is_status(text: &str) -> bool {
    text.parse().is_ok_and(|number: u16| number == 0 || (100..600).contains(&number))
}

/// Removes JSON Web Tokens, and the values of members with names of secrets, at any depth.
fn without_tokens(message: String, document: &ProviderDocument) -> String {
    let mut secrets = Vec::new();
    document.members().for_each(|(name, value)| collect_secrets(value, is_secret(name), &mut secrets));
    let message = secrets.into_iter().filter(|secret| !secret.is_empty()).fold(message, |message, secret| message.replace(secret, "…"));
    server_message::mask_words(message, |word| word.contains("eyJ") && word.contains('.'))
}

/// Collects the strings of `value` that are secrets or are inside a member with the name of one.
fn collect_secrets<'a>(value: &'a Value, is_sensitive: bool, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) if is_sensitive => found.push(text),
        Value::Array(entries) => entries.iter().for_each(|entry| collect_secrets(entry, is_sensitive, found)),
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| collect_secrets(value, is_sensitive || is_secret(name), found));
        }
        _ => {}
    }
}

/// Whether a code states that the client was refused, and not what it presented: `invalid_client` of RFC 6749, GitHub's
/// `incorrect_client_credentials`, and Apigee's `oauth.v2.InvalidClient`.
pub(super) fn is_client_error_code(code: &str) -> bool {
    let code = normalize_code(code).replace('_', "");
    let last = code.rsplit('.').next().unwrap_or_default();
    last.starts_with("invalidclient") || last == "incorrectclientcredentials"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: &str, body: &[u8]) -> (Option<String>, Option<String>) {
        let response = Response::builder().header(CONTENT_TYPE, kind).body(Bytes::copy_from_slice(body)).unwrap();
        let OAuthErrorResponse { code, description, .. } = OAuthErrorResponse::of(&response);
        (code, description)
    }

    fn assert_read(kind: &str, body: &str, code: &str, description: &str) {
        let found = read(kind, body.as_bytes());
        let expected = [code, description].map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()));
        assert_eq!([found.0, found.1], expected, "{body}");
    }

    #[test]
    fn vendor_specific_errors_are_read() {
        const JSON: &str = "application/json";
        for (kind, body, code, description) in [
            (JSON, r#"{"errcode":40029,"errmsg":"invalid code"}"#, "40029", "invalid code"),
            (
                JSON,
                r#"{"error_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.code-invalid"}}"#,
                "isv.code-invalid",
                "Invalid Arguments",
            ),
            (
                JSON,
                r#"{"fault":{"faultstring":"Invalid client","detail":{"errorcode":"oauth.v2.InvalidClient"}}}"#,
                "oauth.v2.InvalidClient",
                "Invalid client",
            ),
            (JSON, r#"callback( {"error":100016,"error_description":"too old"} );"#, "100016", "too old"),
            (JSON, r#"{"Error":"invalid_client","ErrorDescription":"no such client"}"#, "invalid_client", "no such client"),
            (
                JSON,
                r#"{"Message":"Authorization has been denied for this request."}"#,
                "",
                "Authorization has been denied for this request.",
            ),
            (JSON, r#"{"ERROR_CODE":"E1","error-message":"late"}"#, "E1", "late"),
            (JSON, r#"{"error":"Invalid Client","error_description":"no such client"}"#, "invalid_client", "no such client"),
            (JSON, r#"{"code":"SplxlOBeZQQYbYS6WxSbIA","state":"x"}"#, "", ""),
            (
                "text/xml",
                "<?xml version='1.0'?><e:Envelope xmlns:e='u'><e:Body><e:Fault><faultcode>e:Client</faultcode><faultstring>no such client</faultstring></e:Fault></e:Body></e:Envelope>",
                "e:Client",
                "no such client",
            ),
            (
                "text/xml",
                "<Error><Code>AccessDenied</Code><Message>not you</Message><AccessToken>s3cr3t</AccessToken></Error>",
                "AccessDenied",
                "not you",
            ),
            ("text/html", "<html><head><title>Sign in</title></head><body><error>x</error></body></html>", "", "Sign in"),
        ] {
            assert_read(kind, body, code, description);
        }
    }

    #[test]
    fn errors_are_read_under_other_names_and_from_truncated_responses() {
        const JSON: &str = "application/json";
        for (kind, body, code, description) in [
            (JSON, r#"{"error_msg":"no such client"}"#, "", "no such client"),
            (JSON, r#"{"ok":false,"err":"invalid_client"}"#, "invalid_client", ""),
            (JSON, r#"{"err":"the client is disabled"}"#, "", "the client is disabled"),
            (JSON, r#"{"retcode":10001,"retmsg":"no such client"}"#, "10001", "no such client"),
            (JSON, r#"{"resultCode":"E-7","resultMsg":"no such client"}"#, "E-7", "no such client"),
            (JSON, r#"{"returnCode":"FAIL","return_msg":"no such client"}"#, "FAIL", "no such client"),
            (
                JSON,
                r#"{"Response":{"Error":{"Code":"AuthFailure","Message":"no such client"},"RequestId":"7"}}"#,
                "AuthFailure",
                "no such client",
            ),
            (JSON, r#"{"errors":{"client_id":["is invalid"],"scope":[]}}"#, "", "client_id: is invalid"),
            (JSON, r#"{"odata.error":{"code":"Denied","message":{"lang":"en-US","value":"no such client"}}}"#, "Denied", "no such client"),
            (JSON, r#"{"Message":"An error has occurred.","ExceptionMessage":"no such client"}"#, "", "no such client"),
            (JSON, r#"{"error":"invalid_client","error_description":"no such cli"#, "invalid_client", "no such cli"),
            (JSON, r#"{"error":"invalid_client","error_descr"#, "invalid_client", ""),
            (JSON, r#"{"error":{"code":"invalid_client","message":"no such"#, "invalid_client", "no such"),
            (JSON, r#"{"token":{"message":"s3cr3t"}}"#, "", ""),
        ] {
            assert_read(kind, body, code, description);
        }
    }

    #[test]
    fn errors_are_read_in_every_format() {
        const JSON: &str = "application/json";
        for (kind, body, code, description) in [
            (JSON, r#"{"error":"invalid_grant","error_description":"too old"}"#, "invalid_grant", "too old"),
            (JSON, r#"{"error":{"code":400,"message":"disabled","status":"INVALID_ARGUMENT"}}"#, "INVALID_ARGUMENT", "disabled"),
            (JSON, r#"{"errorCode":"E21","errorSummary":"no match","errorCauses":[]}"#, "E21", "no match"),
            (JSON, r#"{"error":["invalid_grant"],"error_description":["", "too old"]}"#, "invalid_grant", "too old"),
            (JSON, r#"[{"error":"invalid_grant","message":"too old"}]"#, "invalid_grant", "too old"),
            (JSON, r#"{"errors":["permission denied"]}"#, "", "permission denied"),
            (JSON, r#"{"error":"the client is disabled"}"#, "", "the client is disabled"),
            (JSON, r#"{"type":"about:blank","title":"Forbidden","detail":"policy 12","status":403}"#, "", "policy 12"),
            (JSON, r#""no such client""#, "", "no such client"),
            (JSON, r#""gHs7Kq2LpTz9VwXe4RbN""#, "", ""),
            (JSON, r#"["gHs7Kq2LpTz9VwXe4RbN","no such client"]"#, "", "no such client"),
            (JSON, r#"{"error":"","error_description":null,"message":7}"#, "", ""),
            (JSON, r#"{"status":"ok","code":"0","type":"health"}"#, "", ""),
            (JSON, "\u{feff}{\"error\":\"invalid_grant\"}", "invalid_grant", ""),
            ("text/plain", "error=invalid_grant&error_description=too+old\n", "invalid_grant", "too old"),
            ("text/html", "<html><TITLE lang=en>\n Access &amp; denied</title>", "", "Access & denied"),
            ("text/plain", "Bad client credentials.", "", "Bad client credentials."),
            ("text/plain", "s3cr3t", "", ""),
            ("text/html", "<p>hello", "", ""),
        ] {
            assert_read(kind, body, code, description);
        }
        let latin = b"{\"error\":\"invalid_grant\",\"error_description\":\"Ung\xfcltig\"}";
        assert_eq!(read(JSON, latin).1.as_deref(), Some("Ungültig"));
    }

    #[test]
    fn tokens_are_removed_from_error_messages() {
        let body = br#"{"error":"x","access_token":"opaque-1","message":"kept opaque-1, and eyJhbGciOiJub25lIn0.e30.x too"}"#;
        assert_eq!(read("application/json", body).1.as_deref(), Some("kept …, and … too"));
        let body = br#"{"error":"x","data":{"tokens":[{"refreshToken":["opaque-2"]}],"client_secret":"s-3"},"message":"opaque-2 for s-3"}"#;
        assert_eq!(read("application/json", body).1.as_deref(), Some("… for …"));
        let page = b"<title>Signed in: eyJhbGciOiJub25lIn0.e30.x</title>";
        assert_eq!(read("text/html", page).1.as_deref(), Some("Signed in: …"));
    }
}
