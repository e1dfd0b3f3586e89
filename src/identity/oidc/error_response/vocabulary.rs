//! The names and values with which providers and gateways report errors, and the names of members that hold secrets.
//!
//! Member names are in lower case and without `_` and `-` (but for `__type`), because `error_description`, `errorDescription` and
//! `ErrorDescription` are one name. Codes are as RFC 6749 spells them.

use crate::text::server_message;

/// The members in which providers and gateways send an error code: RFC 6749, Okta, Microsoft, AWS, Vault, WeChat, Alipay, Apigee, SOAP.
pub(super) const CODE_MEMBERS: [&str; 15] = [
    "error",
    "errorcode",
    "errcode",
    "err",
    "odata.error",
    "retcode",
    "resultcode",
    "returncode",
    "errno",
    "__type",
    "errors",
    "errorresponse",
    "fault",
    "faultcode",
    "code",
];
/// The codes that are also accepted with spaces in them: those of RFC 6749, sections 4.1.2.1 and 5.2 (but `unsupported_response_type`,
/// which only browsers get), RFC 7009, section 2.2.1, and RFC 8628, section 3.5.
pub(super) const STANDARD_CODES: [&str; 13] = [
    "access_denied",
    "authorization_pending",
    "expired_token",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "server_error",
    "slow_down",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_token_type",
];
/// The members that hold the code inside an object of [`CODE_MEMBERS`].
pub(super) const INNER_CODE_MEMBERS: [&str; 8] = ["error", "errorcode", "faultcode", "status", "subcode", "code", "type", "detail"];
/// The members that hold a message, the most specific first: RFC 6749, Okta, IBM, WeChat, Feishu, Alipay, SOAP, RFC 9457, Vault, gateways.
pub(super) const MESSAGE_MEMBERS: [&str; 25] = [
    "errordescription",
    "exceptionmessage",
    "message",
    "errormessage",
    "errormsg",
    "errorsummary",
    "errmsg",
    "retmsg",
    "resultmsg",
    "resultmessage",
    "returnmsg",
    "submsg",
    "msg",
    "faultstring",
    "detail",
    "title",
    "reason",
    "errors",
    "error",
    "err",
    "odata.error",
    "errorresponse",
    "fault",
    "data",
    "description",
];
/// The members that state success or failure: with a word of [`FAILURE_WORDS`] or [`SUCCESS_WORDS`](server_message::SUCCESS_WORDS), a
/// number, a list of errors, or a boolean.
pub(super) const OUTCOME_MEMBERS: [&str; 20] = [
    "success",
    "issuccess",
    "succeeded",
    "ok",
    "error",
    "iserror",
    "haserror",
    "errors",
    "fault",
    "status",
    "statuscode",
    "result",
    "code",
    "err",
    "errcode",
    "errorcode",
    "errno",
    "retcode",
    "resultcode",
    "returncode",
];
/// The members that are true, or any number but 0, after a success.
pub(super) const SUCCESS_SWITCHES: [&str; 4] = ["success", "issuccess", "succeeded", "ok"];
/// The words that state a failure, ignoring case.
pub(super) const FAILURE_WORDS: [&str; 5] = ["error", "fail", "failed", "failure", "denied"];
/// The suffixes of the names of members that hold secrets.
pub(super) const SECRET_SUFFIXES: [&str; 6] = ["token", "secret", "assertion", "devicecode", "password", "apikey"];

/// Whether `text`, the value of the member `name`, is a message for people and no token. Tokens are ASCII, so any other text is one. An
/// ASCII text must have several words, or be a single one that cannot be a key; in `data`, where a provider may send the requested token
/// itself, each of its words must be short.
pub(super) fn is_prose(name: &str, text: &str) -> bool {
    !text.is_ascii() || if name == "data" { server_message::is_plain(text) } else { server_message::is_message(text) }
}

/// Whether a member of this name holds a secret.
pub(super) fn is_secret(name: &str) -> bool {
    SECRET_SUFFIXES.iter().any(|end| name.ends_with(end))
}
