//! Responses of a scripted STS: grants with recognizable keys, and errors in both formats.

use super::answer::ScriptedResponse;
use jiff::{SignedDuration, Timestamp};

/// The response to a signed AssumeRole.
pub(crate) const ASSUME_ROLE_GRANT: &str = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>FAKETEMPORARYKEY0000</AccessKeyId>\
    <SecretAccessKey>fake</SecretAccessKey><SessionToken>fake</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>\
    </Credentials></AssumeRoleResult></AssumeRoleResponse>";

pub(crate) const ACCESS_KEY: &str = "STAGEACCESSKEY000001";
pub(crate) const SECRET_KEY: &str = "stage+secret/key+that+nobody+may+ever+see";
pub(crate) const SESSION_TOKEN: &str = "stage-session-token-that-nobody-may-ever-see";

/// The machine's clock, which a build without a sandbox always goes by.
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// One hour of credentials.
pub(crate) fn grant() -> ScriptedResponse {
    ScriptedResponse::xml(200, &grant_document(&credentials()))
}

/// Credentials that expire then.
pub(crate) fn grant_until(expiration: Timestamp) -> ScriptedResponse {
    ScriptedResponse::xml(200, &grant_document(&credentials_until(expiration)))
}

/// The element that holds the keys.
pub(crate) fn credentials() -> String {
    credentials_until(now().saturating_add(SignedDuration::from_hours(1)).unwrap())
}

fn credentials_until(end: Timestamp) -> String {
    format!(
        "<Credentials><AccessKeyId>{ACCESS_KEY}</AccessKeyId><SecretAccessKey>{SECRET_KEY}</SecretAccessKey>\
         <SessionToken>{SESSION_TOKEN}</SessionToken><Expiration>{}</Expiration></Credentials>",
        end.strftime("%Y-%m-%dT%H:%M:%SZ")
    )
}

/// A successful answer with `result` in it.
pub(crate) fn grant_document(result: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <AssumeRoleWithWebIdentityResult>{result}</AssumeRoleWithWebIdentityResult>\
         <ResponseMetadata><RequestId>17A3</RequestId></ResponseMetadata></AssumeRoleWithWebIdentityResponse>"
    )
}

/// A refusal in STS shape.
pub(crate) fn refusal(status: u16, code: &str, message: &str) -> ScriptedResponse {
    let document = format!(
        "<ErrorResponse><Error><Type></Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>17A3</RequestId></ErrorResponse>"
    );
    ScriptedResponse::xml(status, &document)
}
