//! The names and values by which providers and gateways say what went wrong, and those that hold secrets.
//!
//! Member names are in lower case and without `_` and `-` (but for `__type`), because `error_description`, `errorDescription` and
//! `ErrorDescription` are one name. Codes are as RFC 6749 spells them.

use crate::text::server_message;

/// The members in which providers and gateways send an error code: RFC 6749, Okta, Microsoft, AWS, Vault, WeChat, Alipay, Apigee, SOAP.
pub(super) const CODES: [&str; 15] = [
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
/// The codes of RFC 6749, sections 4.1.2.1 and 5.2, RFC 7009, section 2.2.1, and RFC 8628, section 3.5, which are also accepted with spaces
/// in them.
pub(super) const STANDARD: [&str; 13] = [
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
/// The members that hold the code inside an object of [`CODES`].
pub(super) const CODES_WITHIN: [&str; 8] = ["error", "errorcode", "faultcode", "status", "subcode", "code", "type", "detail"];
/// The members that hold a message, the most specific first: RFC 6749, Okta, IBM, WeChat, Feishu, Alipay, SOAP, RFC 9457, Vault, gateways.
pub(super) const WORDS: [&str; 25] = [
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
/// The members that state success or failure. For their values see [`SWITCHES`], [`FAILURES`] and [`SUCCESSES`].
pub(super) const FLAGS: [&str; 20] = [
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
/// The members that are true after a success.
pub(super) const SWITCHES: [&str; 4] = ["success", "issuccess", "succeeded", "ok"];
/// The members that are true after a failure.
pub(super) const ERROR_SWITCHES: [&str; 4] = ["error", "iserror", "haserror", "err"];
/// The values that state a failure, ignoring case.
pub(super) const FAILURES: [&str; 5] = ["error", "fail", "failed", "failure", "denied"];
/// The values that state a success, ignoring case.
pub(super) const SUCCESSES: [&str; 6] = ["ok", "up", "success", "succeeded", "healthy", "none"];
/// The suffixes of the names of members that hold secrets.
pub(super) const SECRETS: [&str; 6] = ["token", "secret", "assertion", "devicecode", "password", "apikey"];

/// Whether `text`, the value of the member `name`, is a message: a single word may be a token, and the text in `data` may be the requested
/// token. Tokens are ASCII; other scripts write sentences without spaces.
pub(super) fn is_prose(name: &str, text: &str) -> bool {
    !text.is_ascii() || server_message::is_plain(text) || name != "data" && text.contains(char::is_whitespace)
}

/// Whether a member of this name holds a secret.
pub(super) fn is_secret(name: &str) -> bool {
    SECRETS.iter().any(|end| name.ends_with(end))
}
