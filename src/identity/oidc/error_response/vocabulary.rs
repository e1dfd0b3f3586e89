//! The names and values by which providers and gateways say what went wrong, and those that hold secrets.

use crate::text::server_message;

// They are in small letters and without `_`: `error_description`, `errorDescription` and `ErrorDescription` are one.

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
/// The codes of RFC 6749, section 5.2, RFC 7009, section 2.2.1, and RFC 8628, section 3.5, which are also accepted with spaces in them.
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
/// The members that state success or failure, and their values.
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
/// Members that are true after a success, and, in the next list, members that are true after a failure.
pub(super) const SWITCHES: [&str; 4] = ["success", "issuccess", "succeeded", "ok"];
pub(super) const ERROR_SWITCHES: [&str; 4] = ["error", "iserror", "haserror", "err"];
pub(super) const FAILURES: [&str; 5] = ["error", "fail", "failed", "failure", "denied"];
pub(super) const SUCCESSES: [&str; 6] = ["ok", "up", "success", "succeeded", "healthy", "none"];
/// The suffixes of member names that hold secrets.
pub(super) const SECRETS: [&str; 6] = ["token", "secret", "assertion", "devicecode", "password", "apikey"];

/// Whether `text`, the value of the member `name`, is made of words: a single one may be a token, and all of `data` may be what was asked
/// for. Tokens are ASCII; other scripts write sentences without spaces.
pub(super) fn is_prose(name: &str, text: &str) -> bool {
    !text.is_ascii() || server_message::is_plain(text) || name != "data" && text.contains(char::is_whitespace)
}

pub(super) fn is_secret(name: &str) -> bool {
    SECRETS.iter().any(|end| name.ends_with(end))
}
